/*
 * Control characters of UTF-8 text, and how to show them. That is ASCII's,
 * DEL, and U+0080 to U+009F, which terminals obey as well.
 */
#ifndef OW_REPORT_VISIBLE_H
#define OW_REPORT_VISIBLE_H

#include <stdio.h>

/* Bytes of the control character at P, 0 if there is none. */
int visible_control(const char *p);

/*
 * Prints the byte or control character at P and returns what follows it: a
 * backslash as "\\", control characters as "\t", "\n", "\r", or "\xHH" for
 * each byte.
 */
const char *visible_put(const char *p, FILE *to);

#endif
