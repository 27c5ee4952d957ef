#include <stdio.h>
#include <string.h>

#include "ow/base/error.h"

int error_set(struct ow_error *e, enum ow_exit code, const char *fmt, ...)
{
	va_list ap;

	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	for (char *p = e->text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	return -1;
}

/*
 * The bytes of the printable character at P, or 0. Overlong forms, halves of
 * surrogate pairs and C1 controls are none.
 */
static size_t printable(const unsigned char *p, size_t len)
{
	static const unsigned long least[] = {0, 0, 0xa0, 0x800, 0x10000};
	unsigned long c = p[0];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (n == 1)
		return c >= 0x20 && c != 0x7f;
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

char *error_quote(char *out, size_t size, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n = 0;

	out[n++] = '\'';
	for (size_t i = 0; i < len;) {
		size_t bytes = printable(p + i, len - i);
		/* room for one more \xHH, "...", the quote and the NUL */
		if (n + 9 > size) {
			memcpy(out + n, "...", 3);
			n += 3;
			break;
		}
		if (bytes == 0) {
			snprintf(out + n, 5, "\\x%02x", p[i++]);
			n += 4;
			continue;
		}
		memcpy(out + n, p + i, bytes);
		n += bytes;
		i += bytes;
	}
	out[n++] = '\'';
	out[n] = '\0';
	return out;
}
