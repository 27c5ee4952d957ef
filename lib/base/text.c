#include <string.h>

#include "ow/base/text.h"

int text_compare(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? 1 : -1;
	return strcmp(a, b);
}

int number_compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}
