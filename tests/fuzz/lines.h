/* The lines of an input, one by one. */
#ifndef OW_TESTS_LINES_H
#define OW_TESTS_LINES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Takes the next line off the input; NULL at its end. */
static const char *next_line(const uint8_t **data, size_t *size, size_t *len)
{
	const char *line = (const char *)*data;
	const char *end = *size ? memchr(line, '\n', *size) : NULL;

	if (*size == 0)
		return NULL;
	*len = end ? (size_t)(end - line) : *size;
	*data += *len + (end != NULL);
	*size -= *len + (end != NULL);
	return line;
}

#endif
