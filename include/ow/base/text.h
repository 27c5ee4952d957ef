/* Comparing what may be missing: texts that may be NULL, and numbers. */
#ifndef OW_BASE_TEXT_H
#define OW_BASE_TEXT_H

#include <stdint.h>

/* As strcmp(); NULL equals NULL and comes before all else. */
int text_compare(const char *a, const char *b);

/* Below, at or above 0. */
int number_compare(int64_t a, int64_t b);

#endif
