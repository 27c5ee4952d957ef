#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/report/format.h"
#include "ow/report/visible.h"

#define REPORT_FORMAT 1 /* the `format` of the document */

/* JSON escapes ASCII's control characters; this does the others too. */
static void put_text(const char *text, FILE *to)
{
	while (*text) {
		int bytes = visible_control(text);
		if (bytes == 0)
			putc(*text, to);
		else
			fprintf(to, "\\u%04x", (unsigned char)text[bytes - 1]);
		text += bytes ? bytes : 1;
	}
}

/* One element of a list, on a line of its own. */
static void put_element(size_t index, const char *text, FILE *to)
{
	fputs(index ? ",\n    " : "\n    ", to);
	put_text(text, to);
}

static void put_window(const struct report *r, FILE *to)
{
	char from[TIME_TEXT], till[TIME_TEXT];

	fputs("  \"window\": ", to);
	if (r->from_s == TIME_NEVER)
		fputs("null,\n", to);
	else
		fprintf(to, "{\"from\": \"%s\", \"till\": \"%s\"},\n",
			time_text(from, r->from_s), time_text(till, r->till_s));
}

static int order_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_coverage(const struct map *coverage, FILE *to)
{
	const char **texts = mem_zero(coverage->count, sizeof(*texts));

	for (size_t i = 0; i < coverage->count; i++)
		texts[i] = coverage->entries[i].key;
	qsort(texts, coverage->count, sizeof(*texts), order_texts);
	fputs("  \"coverage\": [", to);
	for (size_t i = 0; i < coverage->count; i++)
		put_element(i, texts[i], to);
	fputs(coverage->count ? "\n  ],\n" : "],\n", to);
	free(texts);
}

static void put_rows(struct report *r, FILE *to)
{
	struct record record = {.kind = RECORD_USAGE};
	struct buf line = BUF_INIT(SIZE_MAX / 2);

	fputs("  \"rows\": [", to);
	for (size_t i = 0; i < r->count && !r->over && !ferror(to); i++) {
		record.usage = r->entries[i].usage;
		report_line(r, &record, &line);
		if (r->over)
			break;
		put_element(i, line.data, to);
	}
	fputs(r->count ? "\n  ]\n" : "]\n", to);
	buf_clear(&line);
}

void report_json(struct report *r, const struct report_options *o, FILE *to)
{
	(void)o;
	fprintf(to, "{\n  \"format\": %d,\n", REPORT_FORMAT);
	put_window(r, to);
	put_coverage(&r->coverage, to);
	put_rows(r, to);
	fputs("}\n", to);
}
