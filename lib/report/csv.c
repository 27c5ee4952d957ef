#include <string.h>

#include "ow/report/cells.h"
#include "ow/report/visible.h"

/* A cell as RFC 4180 has it. */
static void put_cell(
	const char *guard, const char *text, bool visible, FILE *to)
{
	const char *special = visible ? ",\"" : ",\"\r\n";
	bool plain = text[strcspn(text, special)] == '\0';

	if (!plain)
		putc('"', to);
	fputs(guard, to);
	while (*text) {
		if (*text == '"')
			putc('"', to);
		if (visible)
			text = visible_put(text, to);
		else
			putc(*text++, to);
	}
	if (!plain)
		putc('"', to);
}

static void put(const char *guard, const char *text, FILE *to)
{
	put_cell(guard, text, false, to);
}

static void put_visible(const char *guard, const char *text, FILE *to)
{
	put_cell(guard, text, true, to);
}

void report_csv(struct report *r, const struct report_options *o, FILE *to)
{
	const struct cell_style style = {
		.separator = ',',
		.line_end = o->crlf ? "\r\n" : "\n",
		.raw = o->raw,
		.put = o->visible ? put_visible : put,
	};

	cells_write(r, &style, to);
}
