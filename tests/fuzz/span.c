/*
 * Our own records: each is written as a line that is read as the same; and
 * all of them together are billed.
 */
#include "lines.h"
#include "ow/base/time.h"
#include "ow/bill/usage.h"
#include "replay.h"

static void require(int claim)
{
	if (!claim)
		abort();
}

/* The line of a record, without its newline. */
static void write_line(const struct record *r, struct buf *out)
{
	record_text(r, out);
	require(!out->over && out->len > 0);
	require(out->data[out->len - 1] == '\n');
	out->data[--out->len] = '\0';
	require(!memchr(out->data, '\n', out->len));
}

static void try_again(const struct record *r)
{
	struct record_parser *p = record_parser_new();
	struct buf once = BUF_INIT(64u << 20), twice = BUF_INIT(64u << 20);
	struct record again = {0};
	struct ow_error err;

	write_line(r, &once);
	require(record_parse(p, once.data, once.len, &again, &err) == 0);
	require(again.kind == r->kind);
	if (r->kind == RECORD_USAGE) /* hours are not read */
		again.usage.hours_e4 = r->usage.hours_e4;
	write_line(&again, &twice);
	require(once.len == twice.len);
	require(memcmp(once.data, twice.data, once.len) == 0);
	buf_clear(&once);
	buf_clear(&twice);
	record_parser_free(p);
}

static int64_t billed;

static void add_usage(void *context, const struct usage *u)
{
	const struct usage_options *o = context;

	require(u->seconds > 0);
	require(u->assumed_seconds >= 0 && u->assumed_seconds <= u->seconds);
	require(!o->cut_gaps || u->assumed_seconds == 0);
	billed += u->seconds;
}

static void note(void *context, const char *text)
{
	(void)context;
	require(text[0] != '\0');
}

/* No resource is billed for more than there is. */
static void bill(const struct inventory *v, bool cut_gaps)
{
	struct usage_options o = {
		.window = {1462060800, 1464739200}, .cut_gaps = cut_gaps};

	for (size_t i = 0; i < inventory_count(v); i++) {
		billed = 0;
		usage_each(v, v->sorted[i], &o, add_usage, note, &o);
		require(billed <= o.window.till_s - o.window.from_s);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_parser *p = record_parser_new();
	struct inventory v;
	struct ow_error err;
	const char *line;
	size_t len;

	inventory_init(&v);
	while ((line = next_line(&data, &size, &len))) {
		struct record r = {0};
		if (record_parse(p, line, len, &r, &err) < 0)
			continue;
		if (r.kind == RECORD_USAGE)
			r.usage.hours_e4 = 0;
		try_again(&r);
		if (inventory_add(&v, &r, &err) < 0)
			require(err.code == OW_REJECTED);
	}
	inventory_settle(&v);
	bill(&v, false);
	bill(&v, true);
	inventory_clear(&v);
	record_parser_free(p);
	return 0;
}
