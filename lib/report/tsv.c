#include "ow/report/cells.h"
#include "ow/report/visible.h"

static void put(const char *guard, const char *text, FILE *to)
{
	fputs(guard, to);
	while (*text)
		text = visible_put(text, to);
}

void report_tsv(struct report *r, const struct report_options *o, FILE *to)
{
	const struct cell_style style = {
		.separator = '\t',
		.line_end = "\n",
		.raw = o->raw,
		.put = put,
	};

	cells_write(r, &style, to);
}
