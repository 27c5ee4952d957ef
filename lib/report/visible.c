#include <string.h>

#include "ow/report/visible.h"

int visible_control(const char *p)
{
	unsigned char c = (unsigned char)p[0], next = (unsigned char)p[1];

	if (c < 0x20 || c == 0x7f)
		return 1;
	return c == 0xc2 && next >= 0x80 && next < 0xa0 ? 2 : 0;
}

const char *visible_put(const char *p, FILE *to)
{
	static const char named[] = "\t\n\r\\", letters[] = "tnr\\";
	const char *name = strchr(named, *p);
	int bytes = visible_control(p);

	if (name)
		fprintf(to, "\\%c", letters[name - named]);
	else if (bytes == 0)
		putc(*p, to);
	else
		for (int i = 0; i < bytes; i++)
			fprintf(to, "\\x%02x", (unsigned char)p[i]);
	return p + (bytes ? bytes : 1);
}
