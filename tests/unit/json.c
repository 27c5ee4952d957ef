/* One line as a strict JSON object. */
#include "ow/record/json.h"
#include "ow/base/buf.h"
#include "unit.h"

static bool taken(const char *line, size_t len)
{
	struct ow_error err;
	json_t *root = line_load(line, len, &err);

	if (!root && err.code != OW_REJECTED)
		exit(1);
	json_decref(root);
	return root != NULL;
}

#define TAKEN(text) taken((text), sizeof(text) - 1)

/* An object with DEPTH objects and arrays within each other. */
static bool taken_nested(int depth, const char *open, const char *close)
{
	struct buf line = BUF_INIT(1024);

	buf_add_text(&line, "{\"a\":");
	for (int i = 1; i < depth; i++)
		buf_add_text(&line, open);
	buf_add_text(&line, "1");
	for (int i = 1; i < depth; i++)
		buf_add_text(&line, close);
	buf_add_text(&line, "}");
	bool is = taken(line.data, line.len);
	buf_clear(&line);
	return is;
}

static void test_depth(void)
{
	CHECK(taken_nested(1, "[", "]"));
	CHECK(taken_nested(JSON_LINE_DEPTH, "[", "]"));
	CHECK(!taken_nested(JSON_LINE_DEPTH + 1, "[", "]"));
	CHECK(taken_nested(JSON_LINE_DEPTH, "{\"a\":", "}"));
	CHECK(!taken_nested(JSON_LINE_DEPTH + 1, "{\"a\":", "}"));
}

/* Brackets within texts do not nest. */
static void test_depth_of_text(void)
{
	struct buf line = BUF_INIT(1024);

	buf_add_text(&line, "{\"a\":\"");
	for (int i = 0; i < 100; i++)
		buf_add_text(&line, "[{");
	buf_add_text(&line, "\\\"[[\",\"b\":\"\\\\\",\"c\":[]}");
	CHECK(taken(line.data, line.len));
	CHECK(TAKEN("{\"\\\\\":[{\"[\":\"]\"}]}"));
	buf_clear(&line);
}

static void test_objects_only(void)
{
	CHECK(TAKEN("{}"));
	CHECK(TAKEN(" { } "));
	CHECK(!TAKEN("[]"));
	CHECK(!TAKEN("\"a\""));
	CHECK(!TAKEN("1"));
	CHECK(!TAKEN("true"));
	CHECK(!TAKEN(""));
	CHECK(!taken(NULL, 0));
	CHECK(!TAKEN("{} {}"));
	CHECK(!TAKEN("{}x"));
	CHECK(!TAKEN("\xef\xbb\xbf{}"));
}

static void test_strictness(void)
{
	CHECK(!TAKEN("{\"a\":1,\"a\":1}"));
	CHECK(!TAKEN("{\"a\":{\"b\":1,\"b\":1}}"));
	CHECK(TAKEN("{\"a\":{\"b\":1},\"b\":1}"));
	CHECK(!TAKEN("{\"a\":1,\"\\u0061\":1}"));
	CHECK(!TAKEN("{\"a\":\"\\u0000\"}"));
	CHECK(!TAKEN("{\"\\u0000\":1}"));
	CHECK(!TAKEN("{\"a\":\"\0\"}"));
	CHECK(!TAKEN("{}\0"));
	CHECK(!TAKEN("{\"a\":\"\xff\"}"));
	CHECK(!TAKEN("{\"a\":\"\xf4\x90\x80\x80\"}"));
	CHECK(TAKEN("{\"a\":\"\xf4\x8f\xbf\xbf k\xc3\xa4se\"}"));
	CHECK(!TAKEN("{\"a\":\"\\ud83d\"}"));
	CHECK(TAKEN("{\"a\":\"\\ud83d\\ude00\"}"));
	CHECK(!TAKEN("{\"a\":\"a\tb\"}"));
	CHECK(!TAKEN("{a:1}"));
	CHECK(!TAKEN("{'a':1}"));
	CHECK(!TAKEN("{\"a\":1,}"));
	CHECK(!TAKEN("{\"a\":/* */1}"));
}

static void test_numbers(void)
{
	CHECK(TAKEN("{\"a\":9223372036854775807,\"b\":-9223372036854775808}"));
	CHECK(!TAKEN("{\"a\":9223372036854775808}"));
	CHECK(!TAKEN("{\"a\":-9223372036854775809}"));
	CHECK(TAKEN("{\"a\":1e308,\"b\":1.5e-300}"));
	CHECK(!TAKEN("{\"a\":1e309}"));
	CHECK(!TAKEN("{\"a\":-1e400}"));
	CHECK(!TAKEN("{\"a\":01}"));
	CHECK(!TAKEN("{\"a\":+1}"));
	CHECK(!TAKEN("{\"a\":.5}"));
	CHECK(!TAKEN("{\"a\":0x10}"));
	CHECK(!TAKEN("{\"a\":Infinity}"));
}

static void test_messages(void)
{
	struct ow_error err;

	CHECK(!line_load("[1]", 3, &err));
	CHECK_TEXT(err.text,
		"a JSON array, not an object; split it with jq -c '.[]'");
	CHECK(!line_load("{\"a\"", 4, &err));
	CHECK_TEXT(err.text,
		"no JSON object: ':' expected near end of file at byte 4");
}

int main(void)
{
	test_depth();
	test_depth_of_text();
	test_objects_only();
	test_strictness();
	test_numbers();
	test_messages();
	return unit_done();
}
