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

size_t text_utf8(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned long c = len ? p[0] : 0xff;
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (n == 1)
		return 1;
	if (c < 0xc2 || c > 0xf4 || n > len)
		return 0;
	c &= 0x7fu >> n;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0
									   : n;
}

size_t text_printable(const char *text, size_t len)
{
	size_t n = text_utf8(text, len);
	const unsigned char *p = (const unsigned char *)text;
	bool control = n == 1 ? p[0] < 0x20 || p[0] == 0x7f
			      : n == 2 && p[0] == 0xc2 && p[1] < 0xa0;

	return control ? 0 : n;
}

bool text_is_name(const char *text)
{
	size_t len = strlen(text), bytes;

	for (size_t i = 0; i < len; i += bytes)
		if ((bytes = text_printable(text + i, len - i)) == 0)
			return false;
	return len > 0;
}
