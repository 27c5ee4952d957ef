#include <stdio.h>
#include <string.h>

#include "ow/base/error.h"
#include "ow/base/text.h"

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

char *error_quote(char *out, size_t size, const char *text, size_t len)
{
	size_t n = 0;

	out[n++] = '\'';
	for (size_t i = 0; i < len;) {
		size_t bytes = text_printable(text + i, len - i);
		/* room for one more \xHH, "...", the quote and the NUL */
		if (n + 9 > size) {
			memcpy(out + n, "...", 3);
			n += 3;
			break;
		}
		if (bytes == 0) {
			snprintf(out + n, 5, "\\x%02x",
				(unsigned char)text[i++]);
			n += 4;
			continue;
		}
		memcpy(out + n, text + i, bytes);
		n += bytes;
		i += bytes;
	}
	out[n++] = '\'';
	out[n] = '\0';
	return out;
}
