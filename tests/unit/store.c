/* The pieces of a store: names of parts, packed bytes, holes, the index. */
#include "ow/base/time.h"
#include "ow/store/fold.h"
#include "ow/store/gzip.h"
#include "ow/store/holes.h"
#include "ow/store/index.h"
#include "ow/store/lines.h"
#include "ow/store/part.h"
#include "unit.h"

static const char *name_of(const char *region)
{
	static char name[PART_NAME];
	struct record r = {.kind = RECORD_SPAN};
	struct ow_error err;

	r.span = (struct span){
		.type = "volume", .region = region, .first_us = -1};
	return part_of(name, &r, &err) < 0 ? NULL : name;
}

static void test_names(void)
{
	char longest[70], too_long[PART_NAME + 1];

	CHECK_TEXT(name_of(NULL), "spans.1969-12");
	CHECK_TEXT(name_of(""), "spans..1969-12");
	CHECK_TEXT(name_of("../a_b-C.%"), "spans.%2E%2E%2Fa_b-C%2E%25.1969-12");
	CHECK_TEXT(name_of("\xc3\xbc\x7f"), "spans.%C3%BC%7F.1969-12");
	memset(longest, '/', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	CHECK(name_of("x") && part_is_name(name_of("x")));
	memset(too_long, 'a', sizeof(too_long));
	too_long[PART_NAME] = '\0';
	CHECK(name_of(too_long) == NULL);
	for (size_t len = 0; len < PART_NAME; len++) {
		memset(too_long, 'a', len);
		too_long[len] = '\0';
		const char *name = name_of(too_long);
		CHECK(!name || strlen(name) < PART_NAME);
		CHECK(!name == (len > PART_NAME - 15));
	}
	for (size_t len = 0; len < sizeof(longest); len++) {
		longest[len] = '\0';
		const char *name = name_of(longest);
		CHECK(!name || strlen(name) == 14 + 3 * len);
		longest[len] = '/';
	}
	CHECK(!part_is_name("") && !part_is_name("a/b") && !part_is_name("a'"));
	CHECK(part_is_spans("spans.2016-05") && !part_is_spans("scans"));
	CHECK(part_is_scans("scans.x") && !part_is_scans("labels"));
}

static void test_packed(void)
{
	uint64_t seed = 1;

	for (size_t len = 0; len < 400000; len = len * 3 + 1) {
		struct buf plain = LINES_INIT, packed = LINES_INIT;
		struct buf again = LINES_INIT, out = LINES_INIT;
		for (size_t i = 0; i < len; i++)
			buf_add(&plain, &(char){(char)unit_random(&seed)}, 1);
		gzip_pack(&plain, &packed);
		gzip_pack(&plain, &again);
		CHECK(lines_same(&packed, &again));
		CHECK(gzip_unpack(&packed, &out) == 0);
		CHECK(lines_same(&plain, &out));
		/* each cut, and a byte too many, is seen */
		for (size_t n = packed.len > 40 ? packed.len - 40 : 0;
			n < packed.len; n++) {
			struct buf cut = {packed.data, n, 0, n, false};
			buf_reset(&out);
			CHECK(gzip_unpack(&cut, &out) < 0);
		}
		buf_add(&packed, "x", 1);
		buf_reset(&out);
		CHECK(gzip_unpack(&packed, &out) < 0);
		buf_clear(&plain);
		buf_clear(&packed);
		buf_clear(&again);
		buf_clear(&out);
	}
}

static void test_packed_cap(void)
{
	struct buf plain = LINES_INIT, packed = LINES_INIT;
	struct buf small = BUF_INIT(100000);

	for (int i = 0; i < 200000; i++)
		buf_add(&plain, "x", 1);
	gzip_pack(&plain, &packed);
	CHECK(packed.len < 1000);
	CHECK(gzip_unpack(&packed, &small) < 0);
	buf_clear(&plain);
	buf_clear(&packed);
	buf_clear(&small);
}

static void show(void *context, const struct scan *hole)
{
	buf_addf(context, "%s %s %d-%d\n", hole->source, hole->types[0],
		(int)hole->from_s, (int)hole->till_s);
}

static void add_window(
	struct holes *h, const char *project, int64_t from_s, int64_t till_s)
{
	holes_add(h, &(struct scan){.source = "c",
			     .types = {"a", "b"},
			     .type_count = 2,
			     .project = project,
			     .from_s = from_s,
			     .till_s = till_s,
			     .read_s = from_s});
}

static void check_holes(
	const struct holes *h, int64_t from_s, int64_t till_s, const char *want)
{
	struct window w = {.from_s = from_s, .till_s = till_s};
	struct buf out = LINES_INIT;

	holes_each(h, from_s < till_s ? &w : NULL, show, &out);
	CHECK_TEXT(out.data ? out.data : "", want);
	buf_clear(&out);
}

static void test_holes(void)
{
	struct holes h = HOLES_INIT;

	check_holes(&h, 0, 100, "");
	add_window(&h, NULL, 30, 40);
	add_window(&h, NULL, 10, 20);
	add_window(&h, NULL, 15, 25);
	add_window(&h, "p", 25, 30);
	holes_add(&h, &(struct scan){.source = "c",
			      .types = {"a"},
			      .type_count = 1,
			      .from_s = TIME_NEVER,
			      .at_s = 27});
	check_holes(&h, 0, 0, "c a 25-30\nc b 25-30\n");
	check_holes(&h, 0, 50,
		"c a 0-10\nc a 25-30\nc a 40-50\nc b 0-10\nc b 25-30\nc b "
		"40-50\n");
	check_holes(&h, 12, 24, "");
	check_holes(&h, 26, 28, "c a 26-28\nc b 26-28\n");
	check_holes(&h, 50, 60, "c a 50-60\nc b 50-60\n");
	check_holes(&h, 0, 5, "c a 0-5\nc b 0-5\n");
	holes_clear(&h);
}

static int parse(const char *text, struct ow_error *err)
{
	struct index x = INDEX_INIT;
	struct buf in = LINES_INIT, out = LINES_INIT;

	buf_add_text(&in, text);
	int result = index_parse(&x, &in, err);
	if (result == 0) {
		index_text(&x, &out);
		CHECK_TEXT(out.data, text);
	}
	index_clear(&x);
	buf_clear(&in);
	buf_clear(&out);
	return result;
}

static void test_index(void)
{
	static const char *const wrong[] = {
		"",
		"\n",
		"{}\n",
		"{\"kind\":\"store\"}\n",
		"{\"kind\":\"part\",\"format\":1}\n",
		"{\"kind\":\"store\",\"format\":1}\n{\"kind\":\"part\"}\n",
		"{\"kind\":\"store\",\"format\":1}\n{\"kind\":\"part\","
		"\"name\":"
		"\"../x\",\"records\":1,\"sum\":2}\n",
		"{\"kind\":\"store\",\"format\":1}\n[]\n",
	};
	struct ow_error err;

	CHECK(parse("{\"kind\":\"store\",\"format\":1}\n", &err) == 0);
	CHECK(parse("{\"kind\":\"store\",\"format\":1,\"grace\":\"volume=1h\"}"
		    "\n"
		    "{\"kind\":\"part\",\"name\":\"scans\",\"records\":1,"
		    "\"sum\":4294967295}\n",
		      &err) == 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CHECK(parse(wrong[i], &err) < 0);
		CHECK_INT(err.code, OW_INCOMPLETE);
	}
	CHECK(parse("{\"kind\":\"store\",\"format\":2}\n", &err) < 0);
	CHECK_INT(err.code, OW_CONFIG);
}

static void test_fold_of_damage(void)
{
	static const char *const wrong[] = {
		"x\n",
		"{\"kind\":\"project\",\"id\":\"p\"}\n",
		"{\"kind\":\"scan\",\"source\":\"c\",\"region\":\"R\","
		"\"types\":"
		"[\"volume\"],\"from\":\"2016-05-01\",\"till\":\"2016-05-02\"}"
		"\n",
		"{\"kind\":\"begin\",\"program\":\"x\",\"format\":1,\"id\":"
		"\"x\"}\n",
	};
	struct ow_error err;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct buf old = LINES_INIT, none = LINES_INIT;
		struct buf out = LINES_INIT;
		buf_add_text(&old, wrong[i]);
		CHECK(fold_part("scans", NULL, &old, &none, &out, &err) < 0);
		CHECK_INT(err.code, OW_INCOMPLETE);
		CHECK(strncmp(err.text, "part 'scans': ", 14) == 0);
		buf_clear(&old);
		buf_clear(&out);
	}
}

int main(void)
{
	test_names();
	test_packed();
	test_packed_cap();
	test_holes();
	test_index();
	test_fold_of_damage();
	return unit_done();
}
