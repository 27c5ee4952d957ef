/* Texts: compared where they may be missing, checked where they come in. */
#ifndef OW_BASE_TEXT_H
#define OW_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Are they equal? Mostly the first byte tells that they are not. */
static inline bool text_same(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

/* As strcmp(); NULL equals NULL and comes before all else. */
int text_compare(const char *a, const char *b);

/*
 * The bytes of the character at TEXT, of LEN bytes, if it is sound UTF-8;
 * else 0. Overlong forms and halves of surrogate pairs are not.
 */
size_t text_utf8(const char *text, size_t len);

/*
 * As text_utf8(), if it is printable: control characters, those of C1 too,
 * are not.
 */
size_t text_printable(const char *text, size_t len);

/* Is it not empty, and all of such characters? */
bool text_is_name(const char *text);

/* Below, at or above 0. */
int number_compare(int64_t a, int64_t b);

#endif
