#include <string.h>

#include "ow/store/lines.h"

static int each_line(struct record_parser *parser, const struct buf *lines,
	int (*each)(
		void *context, const struct record *r, struct ow_error *err),
	void *context, struct ow_error *err)
{
	const char *line = lines->data;
	const char *end = line ? line + lines->len : line;

	for (size_t number = 1; line < end; number++) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((nl ? nl : end) - line);
		struct record r;
		struct ow_error why;
		if (record_parse(parser, line, len, &r, &why) < 0)
			return error_set(err, OW_INCOMPLETE, "line %zu: %s",
				number, why.text);
		if (each(context, &r, err) < 0)
			return -1;
		line += len + 1;
	}
	return 0;
}

int lines_each(const struct buf *lines,
	int (*each)(
		void *context, const struct record *r, struct ow_error *err),
	void *context, struct ow_error *err)
{
	struct record_parser *parser = record_parser_new();
	int result = each_line(parser, lines, each, context, err);

	record_parser_free(parser);
	return result;
}

size_t lines_count(const struct buf *lines)
{
	size_t count = 0;

	for (size_t i = 0; i < lines->len; i++)
		count += lines->data[i] == '\n';
	return count;
}

bool lines_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}
