/*
 * Checks of the unit tests. The first that fails is named and ends the
 * program with 1; a main that returns unit_done() tells how many held.
 */
#ifndef OW_TESTS_UNIT_H
#define OW_TESTS_UNIT_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long unit_checks;

#define CHECK(claim)                                                       \
	do {                                                               \
		unit_checks++;                                             \
		if (!(claim)) {                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#claim);                                   \
			exit(1);                                           \
		}                                                          \
	} while (0)

/* Equal texts; NULL is equal to NULL alone. */
#define CHECK_TEXT(got, want) unit_text(__FILE__, __LINE__, #got, (got), (want))

#define CHECK_INT(got, want) \
	unit_int(__FILE__, __LINE__, #got, (int64_t)(got), (int64_t)(want))

static inline void unit_text(const char *file, int line, const char *what,
	const char *got, const char *want)
{
	unit_checks++;
	if (got == want || (got && want && strcmp(got, want) == 0))
		return;
	fprintf(stderr, "%s:%d: %s is \"%s\", not \"%s\"\n", file, line, what,
		got ? got : "(null)", want ? want : "(null)");
	exit(1);
}

static inline void unit_int(
	const char *file, int line, const char *what, int64_t got, int64_t want)
{
	unit_checks++;
	if (got == want)
		return;
	fprintf(stderr, "%s:%d: %s is %" PRId64 ", not %" PRId64 "\n", file,
		line, what, got, want);
	exit(1);
}

/* Numbers that look random and are the same in each run. */
static inline uint32_t unit_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static inline int unit_done(void)
{
	printf("%ld checks\n", unit_checks);
	return unit_checks > 0 ? 0 : 1;
}

#endif
