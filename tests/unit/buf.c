/* Buffers with a maximum, and errors that quote what comes from outside. */
#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "unit.h"

static void test_buffer(void)
{
	struct buf b = BUF_INIT(1000);

	CHECK(b.data == NULL);
	buf_add(&b, "a\0b", 3);
	buf_add_text(&b, "cd");
	buf_addf(&b, "-%d-%s", 7, "e");
	CHECK_INT(b.len, 9);
	CHECK(memcmp(b.data, "a\0bcd-7-e", 10) == 0);
	buf_reset(&b);
	CHECK_TEXT(b.data, "");
	for (int i = 0; i < 100; i++)
		buf_add_text(&b, "0123456789");
	CHECK(b.len == 1000 && !b.over && b.data[1000] == '\0');
	buf_add(&b, "", 0);
	CHECK(!b.over);
	buf_add_text(&b, "x");
	CHECK(b.over && b.len == 1000);
	buf_reset(&b);
	CHECK(!b.over && b.len == 0);
	buf_clear(&b);
	CHECK(b.data == NULL && b.max == 1000);
	buf_clear(&b);
}

static void test_long_format(void)
{
	struct buf b = BUF_INIT(100000);
	char text[3001];

	memset(text, 'x', 3000);
	text[3000] = '\0';
	buf_addf(&b, "<%s>", text);
	CHECK(b.len == 3002 && b.data[0] == '<' && b.data[3001] == '>');
	CHECK(memcmp(b.data + 1, text, 3000) == 0);
	for (size_t n = 250; n < 260; n++) {
		buf_reset(&b);
		buf_addf(&b, "%.*s", (int)n, text);
		CHECK_INT(b.len, n);
	}
	buf_clear(&b);
}

static void test_all_or_nothing(void)
{
	struct buf b = BUF_INIT(4);

	buf_add_text(&b, "abc");
	buf_add_text(&b, "de");
	CHECK(b.over && strcmp(b.data, "abc") == 0);
	buf_add_text(&b, "d");
	CHECK(b.over && strcmp(b.data, "abc") == 0);
	buf_clear(&b);
}

static const char *quoted(const char *text, size_t size)
{
	static char out[256];

	return error_quote(out, size, text, strlen(text));
}

static void test_quote(void)
{
	char out[16];

	CHECK_TEXT(quoted("", 64), "''");
	CHECK_TEXT(quoted("web-1", 64), "'web-1'");
	CHECK_TEXT(quoted("a\n\x1b[2J\x7f", 64), "'a\\x0a\\x1b[2J\\x7f'");
	CHECK_TEXT(quoted("k\xc3\xa4se", 64), "'k\xc3\xa4se'");
	CHECK_TEXT(quoted("0123456789", 16), "'0123456...'");
	CHECK_TEXT(error_quote(out, sizeof(out), "a\0b", 3), "'a\\x00b'");
	for (size_t size = 16; size < 64; size++)
		CHECK(strlen(quoted("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
			      size)) < size);
}

/* What is no UTF-8 must not reach a terminal as it is. */
static void test_quote_no_utf8(void)
{
	CHECK_TEXT(quoted("a\xff\xc3", 64), "'a\\xff\\xc3'");
	CHECK_TEXT(quoted("\xc2\x9b"
			  "2J",
			   64),
		"'\\xc2\\x9b2J'");
}

static void test_error(void)
{
	struct ow_error e;
	char text[1000];

	CHECK(error_set(&e, OW_IO, "%s: %d", "a\nb\x1b", 5) == -1);
	CHECK_TEXT(e.text, "a?b?: 5");
	CHECK(e.code == OW_IO);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK(error_set(&e, OW_AGAIN, "%s", text) == -1);
	CHECK_INT(strlen(e.text), sizeof(e.text) - 1);
}

int main(void)
{
	test_buffer();
	test_long_format();
	test_all_or_nothing();
	test_quote();
	test_error();
	test_quote_no_utf8();
	return unit_done();
}
