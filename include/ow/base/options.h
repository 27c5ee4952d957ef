/*
 * Command lines: one table parses the options and prints the help.
 *
 * GNU style: --name VALUE, --name=VALUE, -n VALUE, -nVALUE, flags joined as
 * -ab, "--" ends them, options and operands in any order. --help (-h) and
 * --version are always there.
 */
#ifndef OW_BASE_OPTIONS_H
#define OW_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ow/base/error.h"

struct option_rule {
	char letter;       /* 0: none */
	const char *name;  /* without the dashes; NULL ends the table */
	const char *value; /* what stands for its value in the help, or NULL */
	const char *help;
	/* where it goes: exactly one of them */
	const char **text; /* the last one wins */
	bool *flag;
};

struct options {
	const char *program;
	const char *usage; /* what follows the name in the usage line */
	const char *about; /* one sentence */
	const struct option_rule *rules;
};

enum options_result { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION };

/*
 * Parses ARGV. Operands are moved to ARGV[1..*OPERANDS]. Returns a result of
 * above, or -1 with OW_USAGE.
 */
int options_parse(const struct options *o, int argc, char **argv,
	size_t *operands, struct ow_error *err) OW_MUST_CHECK;

/*
 * The value of an option as "NAME=VALUE,NAME=VALUE,...": calls EACH with
 * every pair. -1 with OW_USAGE for an item without '=', or what EACH said.
 */
int options_each_pair(const char *list,
	int (*each)(void *context, const char *name, const char *value,
		struct ow_error *err),
	void *context, struct ow_error *err) OW_MUST_CHECK;

/*
 * The value of option NAME as a whole number from LOW to HIGH, which have
 * at most nine digits. -1 with OW_USAGE.
 */
int options_count(const char *name, const char *text, int64_t low, int64_t high,
	int64_t *out, struct ow_error *err) OW_MUST_CHECK;

/* The value of --region, if it was given, has to be a name. */
int options_check_region(
	const char *region, struct ow_error *err) OW_MUST_CHECK;

void options_help(const struct options *o, FILE *to);

#endif
