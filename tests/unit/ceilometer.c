/* Answers of Ceilometer that are cut or odd, and what pages and parts do. */
#include "ow/base/time.h"
#include "ow/source/ceilometer_pace.h"
#include "ow/source/ceilometer_page.h"
#include "unit.h"

static const char body[] =
	" [ {\"id\": \"a\", \"meter\": \"instance\", \"timestamp\": "
	"\"2026-11-18T00:00:00\", \"project_id\": null, \"metadata\": "
	"{\"x\": \"[{'y': \\\"]\\\"}]\", \"n\": [1, true]}},\n"
	"{\"message_id\": \"b\", \"counter_name\": \"instance\", "
	"\"timestamp\": \"2026-11-18T00:00:00.5\", \"counter_volume\": "
	"1e+16}] \n";

static struct ceilometer_query query = {
	.types = {{"instance", "instance"}, {"image", "image.size"}},
	.type_count = 2,
};

static struct ceilometer_bounds bounds(const char *from, const char *till)
{
	struct ceilometer_bounds b = {.limit = 10};

	CHECK(time_parse(from, &b.from_us) == 0);
	CHECK(time_parse(till, &b.till_us) == 0);
	return b;
}

/* From memory of just that size, so that reading behind it is noticed. */
static int read_within(const struct ceilometer_bounds *b, const char *text,
	size_t len, size_t *count, struct ow_error *err)
{
	struct ceilometer_rows rows = CEILOMETER_ROWS_INIT;
	char *copy = malloc(len ? len : 1);

	CHECK(copy != NULL);
	memcpy(copy, text, len);
	int result = ceilometer_page_read(&query, b, copy, len, &rows, err);
	*count = rows.count;
	CHECK(result == 0 || rows.count == 0);
	ceilometer_rows_clear(&rows);
	free(copy);
	return result;
}

static void test_cut(void)
{
	struct ceilometer_bounds b = bounds("2026-11-18", "2026-11-19");
	struct ow_error err;
	size_t count, whole = strlen(body) - 2;

	for (size_t len = 0; len < whole; len++) {
		CHECK(read_within(&b, body, len, &count, &err) == -1);
		CHECK_INT(err.code, OW_AGAIN);
		CHECK_TEXT(err.text, "the answer was cut off");
	}
	for (size_t len = whole; len <= strlen(body); len++) {
		CHECK(read_within(&b, body, len, &count, &err) == 0);
		CHECK_INT(count, 2);
	}
}

static void test_odd(void)
{
	static const char *const texts[] = {"[]]", "[] x", "{}", "null", "7",
		"\"[]\"", "[7]", "[{}]", "[null]", "[[]]", "[{} {}]", "[,]",
		"[{\"id\":\"a\",\"id\":\"a\",\"meter\":\"instance\"}]",
		"<html></html>",
		"[{\"id\":\"a\\u0000b\",\"meter\":\"instance\",\"timestamp\":"
		"\"2026-11-18T00:00:00\"}]",
		"[{\"id\":\"a\",\"meter\":\"instance\",\"timestamp\":\"now\"}"
		"]"};
	struct ceilometer_bounds b = bounds("2026-11-18", "2026-11-19");
	struct ow_error err;
	size_t count;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		CHECK(read_within(&b, texts[i], strlen(texts[i]), &count,
			      &err) == -1);
		CHECK_INT(err.code, OW_INCOMPLETE);
	}
	CHECK(read_within(&b, "[]", 2, &count, &err) == 0);
	CHECK_INT(count, 0);
}

/* Both edges of a window, and what a keyset leaves. */
static void test_bounds(void)
{
	struct ceilometer_bounds b =
		bounds("2026-11-18T00:00:00", "2026-11-18T00:00:00.5");
	struct ow_error err;
	size_t count, len = strlen(body);

	CHECK(read_within(&b, body, len, &count, &err) == -1);
	b.till_us++;
	CHECK(read_within(&b, body, len, &count, &err) == 0);
	b.last_id = "a";
	CHECK(read_within(&b, body, len, &count, &err) == -1);
	b.last_id = "Z";
	CHECK(read_within(&b, body, len, &count, &err) == 0);
	b.last_id = NULL;
	b.from_us++;
	CHECK(read_within(&b, body, len, &count, &err) == -1);
	b.from_us--;
	b.type = &query.types[0]; /* then the newest has to come first */
	CHECK(read_within(&b, body, len, &count, &err) == -1);
	CHECK_TEXT(err.text,
		"the answer holds a sample out of order or not asked for");
	b.type = &query.types[1];
	CHECK(read_within(&b, body, len, &count, &err) == -1);
	CHECK_TEXT(
		err.text, "the answer holds a sample of a meter not asked for");
}

static void add(struct ceilometer_rows *rows, int64_t us, const char *id,
	const char *line)
{
	char copy[16];

	snprintf(copy, sizeof(copy), "%s", line);
	ceilometer_rows_add(rows,
		&(struct ceilometer_row){us, NULL, id, copy, strlen(copy)});
}

static void test_rows(void)
{
	struct ceilometer_rows rows = CEILOMETER_ROWS_INIT;
	struct ceilometer_rows more = CEILOMETER_ROWS_INIT;

	add(&rows, 2, "a", "2a");
	add(&rows, 1, "b", "1b");
	add(&more, 1, "a", "1a later");
	add(&more, 1, "a", "1a");
	ceilometer_rows_move(&rows, &more);
	CHECK_INT(more.count, 0);
	ceilometer_rows_settle(&rows);
	CHECK_INT(rows.count, 3);
	CHECK_TEXT(rows.rows[0].line, "1a");
	CHECK_TEXT(rows.rows[1].line, "1b");
	CHECK_TEXT(rows.rows[2].line, "2a");
	CHECK_TEXT(rows.rows[2].id, "a");
	ceilometer_rows_reset(&rows);
	CHECK_INT(rows.bytes, 0);
	ceilometer_rows_clear(&rows);
	ceilometer_rows_clear(&more);
}

static void test_pace(void)
{
	const int64_t hour_us = 3600 * (int64_t)TIME_US;
	struct ceilometer_pace p;

	ceilometer_pace_init(&p, 1000);
	CHECK(ceilometer_pace_note(&p, 20));
	ceilometer_pace_widen(&p);
	CHECK_INT(p.page, 1000);
	CHECK_INT(p.slice_us, hour_us);
	CHECK(!ceilometer_pace_note(&p, 20000));
	CHECK_INT(p.page, 500);
	CHECK_INT(p.slice_us, hour_us / 2);
	CHECK(!ceilometer_pace_note(&p, 5000));
	CHECK_INT(p.page, 500);
	CHECK(ceilometer_pace_lower(&p));
	CHECK(ceilometer_pace_note(&p, 20));
	CHECK_INT(p.page, 250);
	for (int i = 0; i < 60; i++)
		ceilometer_pace_less(&p);
	CHECK_INT(p.page, CEILOMETER_PAGE_MIN);
	CHECK_INT(p.slice_us, TIME_US);
	CHECK(!ceilometer_pace_lower(&p));
	CHECK(!ceilometer_pace_narrow(&p));
	for (int i = 0; i < 60; i++)
		ceilometer_pace_widen(&p);
	CHECK_INT(p.slice_us, hour_us);
}

int main(void)
{
	test_cut();
	test_odd();
	test_bounds();
	test_rows();
	test_pace();
	return unit_done();
}
