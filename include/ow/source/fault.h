/* What the body of an error answer of an OpenStack service says. */
#ifndef OW_SOURCE_FAULT_H
#define OW_SOURCE_FAULT_H

#include <stddef.h>

#define FAULT_TEXT 256

/*
 * Writes ": 'TEXT'" on one line into OUT and returns it, or returns "" if
 * the body (NULL: none) has no text to show: a page of HTML, or one that
 * repeats SECRET (NULL: none).
 */
const char *fault_text(
	char out[FAULT_TEXT], const char *body, const char *secret);

#endif
