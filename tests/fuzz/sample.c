/*
 * Samples, line by line, through the parser and the types' rules into an
 * inventory; and each line as a time.
 */
#include "lines.h"
#include "ow/base/time.h"
#include "ow/bill/inventory.h"
#include "replay.h"

static void require(int claim)
{
	if (!claim)
		abort();
}

/* What is read as a time is written as one that is read as the same. */
static void try_time(const char *line, size_t len)
{
	char text[64], out[TIME_TEXT];
	int64_t us, again;

	if (len >= sizeof(text))
		return;
	memcpy(text, line, len);
	text[len] = '\0';
	if (time_parse(text, &us) < 0)
		return;
	time_text(out, time_seconds(us));
	require(time_parse(out, &again) == 0);
	require(again == time_seconds(us) * TIME_US);
}

static void try_line(struct record_parser *p, struct inventory *v,
	const char *line, size_t len)
{
	struct record r;
	struct ow_error err;

	try_time(line, len);
	if (record_parse(p, line, len, &r, &err) < 0) {
		require(err.code == OW_REJECTED || err.code == OW_INCOMPLETE);
		return;
	}
	if (r.kind == RECORD_SAMPLE)
		require(r.sample.meter && r.sample.resource_id);
	if (inventory_add(v, &r, &err) < 0)
		require(err.code == OW_REJECTED);
}

static void check_resource(const struct resource *r)
{
	const struct timeline *t = &r->timeline;

	require(t->count > 0);
	require((r->deleted_by == DELETED_NOT) == (r->deleted_s == TIME_NEVER));
	for (size_t i = 0; i < t->count; i++) {
		require(t->runs[i].first_us <= t->runs[i].last_us);
		require(i == 0 ||
			t->runs[i - 1].first_us <= t->runs[i].first_us);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_parser *p = record_parser_new();
	struct inventory v;
	const char *line;
	size_t len;

	inventory_init(&v);
	while ((line = next_line(&data, &size, &len)))
		try_line(p, &v, line, len);
	inventory_settle(&v);
	for (size_t i = 0; i < inventory_count(&v); i++)
		check_resource(v.sorted[i]);
	inventory_clear(&v);
	record_parser_free(p);
	return 0;
}
