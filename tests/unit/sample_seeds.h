/*
 * Lines that try a reader of samples: shapes with an '@' for each scalar,
 * and scalars to put there, sound, unsound and at the limits.
 */
#ifndef OW_TESTS_SAMPLE_SEEDS_H
#define OW_TESTS_SAMPLE_SEEDS_H

#include "ow/base/buf.h"
#include "unit.h"

#define SEED_HEAD "\"resource_id\": @, \"project_id\": @, \"timestamp\": @, "
#define SEED_FLAVOR "\"flavor\": {\"id\": @, \"links\": [{\"href\": @}], "

static const char *const seed_shapes[] = {
	/* the API's meters, as python prints them */
	"{\"counter_name\": @, \"user_id\": @, " SEED_HEAD
	"\"counter_type\": @, \"counter_volume\": @, \"source\": @, "
	"\"resource_metadata\": {\"display_name\": @, \"flavor.name\": @, "
	"\"flavor.id\": @, \"host\": @, \"instance_host\": @, \"status\": @, "
	"\"state\": @, \"task_state\": @, \"vcpus\": @, \"created_at\": @, "
	"\"deleted_at\": @, \"launched_at\": @}, \"message_id\": @}",
	/* the API's samples, as jq -c prints them */
	"{\"id\":@,\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"volume\":@,"
	"\"region\":@,\"metadata\":{\"event_type\":@,\"name\":@,\"size\":@,"
	"\"volume_type\":@,\"tenant_id\":@,\"audit_period_beginning\":@,"
	"\"audit_period_ending\":@,\"state_description\":@}}",
	/* the publishers', nested and typed */
	"{\"name\": @, \"id\": @, " SEED_HEAD
	"\"volume\": @, \"monotonic_time\""
	": @, \"resource_metadata\": {" SEED_FLAVOR
	"\"name\": @}, \"tags\": [],"
	" \"fixed_ips\": [{\"address\": @, \"meta\": {}}, {\"address\": @}], "
	"\"new_task_state\": @, \"terminated_at\": @, \"flavor_name\": @, "
	"\"state\": @}}",
	/* next to nothing, and white space wherever it may be */
	" { \"meter\" :\t@ ,\r\"resource_id\" : @, \"timestamp\":@ } \t",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"metadata\":@}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"volume\":@,"
	"\"project_id\":{},\"region\":[@,[],[[@]],{\"region\":@}],"
	"\"metadata\":{\"flavor\":{\"name\":{\"id\":@}}}}\r",
	/* keys that are not, and keys of others' places */
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"k\xc3\xa4se\":@,\"\":"
	"@,"
	"\"metadata\":{\"\":@,\"flavor\":@,\"metadata\":{\"status\":@},"
	"\"a\":{\"flavor\":{\"name\":@}},\"flavor.name\":@,\"counter_name\":@}"
	"}",
	/* two spellings of one member, escapes in keys, an own record */
	"{\"name\":@,\"counter_name\":@,\"resource_id\":@,\"timestamp\":@}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"volume\":@,"
	"\"counter_volume\":@}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"metadata\":"
	"{\"flavor.name\":@,\"flavor\":{\"name\":@}}}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"metadata\":"
	"{\"status\":@},\"resource_metadata\":{\"status\":@}}",
	"{\"m\\u0065ter\":@,\"resource_id\":@,\"timestamp\":@,\"a\":@}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"a\\\"\":@}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"kind\":@}",
	/* a key twice, here and there */
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"a\":@,\"a\":@}",
	"{\"meter\":@,\"resource_id\":@,\"timestamp\":@,\"a\":{\"b\":@,\"b\":@}"
	"}",
};

#define SEED_SHAPES (sizeof(seed_shapes) / sizeof(seed_shapes[0]))

#define SEED_SCALAR(text)              \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct {
	const char *text;
	size_t len;
} seed_scalars[] = {
	SEED_SCALAR("\"2016-05-10T08:00:00\""),
	SEED_SCALAR("\"2016-05-10 08:00:00.123456+02:00\""),
	SEED_SCALAR("\"2016-05-10T24:00:00\""),
	SEED_SCALAR("\"2016-02-30\""),
	SEED_SCALAR("\"instance\""),
	SEED_SCALAR("\"\""),
	SEED_SCALAR("\"None\""),
	SEED_SCALAR("\"N\\u006fne\""),
	SEED_SCALAR("\"none\""),
	SEED_SCALAR("\"Non\""),
	SEED_SCALAR("\"Nonesuch\""),
	SEED_SCALAR("\"True\""),
	SEED_SCALAR("\"'{[,:]}\""),
	SEED_SCALAR("\"a long text that fills more than one block of bytes\""),
	/* words */
	SEED_SCALAR("null"),
	SEED_SCALAR("true"),
	SEED_SCALAR("false"),
	SEED_SCALAR("nul"),
	SEED_SCALAR("nulll"),
	SEED_SCALAR("True"),
	SEED_SCALAR("trueish"),
	SEED_SCALAR("NaN"),
	SEED_SCALAR("Infinity"),
	SEED_SCALAR("-Infinity"),
	SEED_SCALAR("undefined"),
	SEED_SCALAR("a"),
	SEED_SCALAR(""),
	SEED_SCALAR(" "),
	SEED_SCALAR(" 1"),
	SEED_SCALAR("1 "),
	SEED_SCALAR("\t\"a\"\t"),
	SEED_SCALAR("\"a\"b"),
	SEED_SCALAR("\"a\" \"b\""),
	SEED_SCALAR("1,2"),
	SEED_SCALAR("1,\"a\":2"),
	SEED_SCALAR("1:2"),
	SEED_SCALAR("/* */1"),
	SEED_SCALAR("\0"),
	SEED_SCALAR("1\0"),
	SEED_SCALAR("\xef\xbb\xbf\"a\""),
	/* containers */
	SEED_SCALAR("{}"),
	SEED_SCALAR("[]"),
	SEED_SCALAR("[1]"),
	SEED_SCALAR("[1,]"),
	SEED_SCALAR("[,1]"),
	SEED_SCALAR("{\"name\":\"m1\"}"),
	SEED_SCALAR("{\"name\":1,\"name\":1}"),
	SEED_SCALAR("{\"a\"}"),
	SEED_SCALAR("{\"a\":}"),
	SEED_SCALAR("{1:1}"),
	SEED_SCALAR("}"),
	SEED_SCALAR("]"),
	SEED_SCALAR("["),
	SEED_SCALAR("{"),
	SEED_SCALAR("[[[[[[[[1]]]]]]]]"),
	/* numbers */
	SEED_SCALAR("0"),
	SEED_SCALAR("-0"),
	SEED_SCALAR("-0.0"),
	SEED_SCALAR("0.0"),
	SEED_SCALAR("1"),
	SEED_SCALAR("-1"),
	SEED_SCALAR("+1"),
	SEED_SCALAR("-"),
	SEED_SCALAR("--1"),
	SEED_SCALAR("01"),
	SEED_SCALAR("-01"),
	SEED_SCALAR("00"),
	SEED_SCALAR("00.5"),
	SEED_SCALAR(".5"),
	SEED_SCALAR("1."),
	SEED_SCALAR("1.e1"),
	SEED_SCALAR("1.0.0"),
	SEED_SCALAR("1e"),
	SEED_SCALAR("1e+"),
	SEED_SCALAR("1e5"),
	SEED_SCALAR("1E-5"),
	SEED_SCALAR("1.5e+3"),
	SEED_SCALAR("1e308"),
	SEED_SCALAR("1e309"),
	SEED_SCALAR("-1e309"),
	SEED_SCALAR("1e-400"),
	SEED_SCALAR("1.7976931348623157e308"),
	SEED_SCALAR("1.7976931348623159e308"),
	SEED_SCALAR("0x10"),
	SEED_SCALAR("1_000"),
	SEED_SCALAR("1-1"),
	SEED_SCALAR("1a"),
	SEED_SCALAR("\xef\xbc\x91"),
	SEED_SCALAR("42"),
	SEED_SCALAR("180667463.0"),
	SEED_SCALAR("0.5"),
	SEED_SCALAR("1.0000000000000001"),
	SEED_SCALAR("0.99999999999999999999"),
	SEED_SCALAR("0.30000000000000004"),
	SEED_SCALAR("9007199254740992.0"),
	SEED_SCALAR("9007199254740993.0"),
	SEED_SCALAR("9007199254740993"),
	SEED_SCALAR("999999999999999999"),
	SEED_SCALAR("-999999999999999999"),
	SEED_SCALAR("1000000000000000000"),
	SEED_SCALAR("4611686018427387904"),
	SEED_SCALAR("4611686018427387905"),
	SEED_SCALAR("4611686018427387904.0"),
	SEED_SCALAR("9223372036854775807"),
	SEED_SCALAR("9223372036854775808"),
	SEED_SCALAR("-9223372036854775808"),
	SEED_SCALAR("-9223372036854775809"),
	SEED_SCALAR("123456789012345678901234567890"),
	SEED_SCALAR("1234567890123456.789012345678901234567"),
	SEED_SCALAR("1234567890123456.7890123456789012345678901234567890"),
	/* escapes */
	SEED_SCALAR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
	SEED_SCALAR("\"L\\u00e4b\\u00f6r \\u65e5\\u672c \\u0041\""),
	SEED_SCALAR("\"\\uD83D\\uDe00\\ud800\\udc00\\udbff\\udfff\""),
	SEED_SCALAR("\"\\u007f\\u0080\\u07ff\\u0800\\ud7ff\\ue000\\uffff\""),
	SEED_SCALAR("\"\\u0000\""),
	SEED_SCALAR("\"\\u0001\""),
	SEED_SCALAR("\"\\ud83d\""),
	SEED_SCALAR("\"\\ud83d \\ude00\""),
	SEED_SCALAR("\"\\ud83d\\u0041\""),
	SEED_SCALAR("\"\\ud83d\\ud83d\""),
	SEED_SCALAR("\"\\ud83d\\\""),
	SEED_SCALAR("\"\\ud83d\\n\""),
	SEED_SCALAR("\"\\ude00\""),
	SEED_SCALAR("\"\\ude00\\ud83d\""),
	SEED_SCALAR("\"\\ud800\""),
	SEED_SCALAR("\"\\udbff\""),
	SEED_SCALAR("\"\\udc00\""),
	SEED_SCALAR("\"\\udfff\""),
	SEED_SCALAR("\"\\ud800\\ue000\""),
	SEED_SCALAR("\"\\u\""),
	SEED_SCALAR("\"\\u12\""),
	SEED_SCALAR("\"\\u123\""),
	SEED_SCALAR("\"\\u123g\""),
	SEED_SCALAR("\"\\U0041\""),
	SEED_SCALAR("\"\\u+041\""),
	SEED_SCALAR("\"\\x41\""),
	SEED_SCALAR("\"\\'\""),
	SEED_SCALAR("\"\\a\""),
	SEED_SCALAR("\"\\0\""),
	SEED_SCALAR("\"\\\0\""),
	SEED_SCALAR("\"\\ \""),
	SEED_SCALAR("\"\\\\\""),
	SEED_SCALAR("\"\\\\\\\""),
	SEED_SCALAR("\"\\\""),
	SEED_SCALAR("\""),
	SEED_SCALAR("'a'"),
	/* bytes */
	SEED_SCALAR("\"\0\""),
	SEED_SCALAR("\"a\0b\""),
	SEED_SCALAR("\"\x01\""),
	SEED_SCALAR("\"\t\""),
	SEED_SCALAR("\"\x1f\""),
	SEED_SCALAR("\"\x7f\""),
	SEED_SCALAR("\"\x80\""),
	SEED_SCALAR("\"\xbf\""),
	SEED_SCALAR("\"\xc0\x80\""),
	SEED_SCALAR("\"\xc1\xbf\""),
	SEED_SCALAR("\"\xc2\x80\xc2\x9f\xdf\xbf\""),
	SEED_SCALAR("\"\xc3\""),
	SEED_SCALAR("\"\xc3(\""),
	SEED_SCALAR("\"\xe0\x9f\xbf\""),
	SEED_SCALAR("\"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\""),
	SEED_SCALAR("\"\xe2\x80\""),
	SEED_SCALAR("\"\xe2\x28\xa1\""),
	SEED_SCALAR("\"\xed\xa0\x80\""),
	SEED_SCALAR("\"\xed\xbf\xbf\""),
	SEED_SCALAR("\"\xf0\x8f\xbf\xbf\""),
	SEED_SCALAR("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""),
	SEED_SCALAR("\"\xf0\x9f\x98\""),
	SEED_SCALAR("\"\xf4\x90\x80\x80\""),
	SEED_SCALAR("\"\xf5\x80\x80\x80\""),
	SEED_SCALAR("\"\xfe\""),
	SEED_SCALAR("\"\xff\""),
};

#define SEED_SCALARS (sizeof(seed_scalars) / sizeof(seed_scalars[0]))

static inline size_t seed_holes(const char *shape)
{
	size_t n = 0;

	for (; *shape; shape++)
		n += *shape == '@';
	return n;
}

/* A scalar that is sound after what stands in LINE. */
static inline const char *seed_plain(const struct buf *line)
{
	static const struct {
		const char *key, *text;
	} others[] = {
		{"volume\":", "12.0"},
		{"volume\": ", "12.0"},
		{"metadata\":", "null"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t len = strlen(others[i].key);
		if (line->len > len && memcmp(line->data + line->len - len,
					       others[i].key, len) == 0)
			return others[i].text;
	}
	return "\"2016-05-10T08:00:00\""; /* a time is sound as any text */
}

/* The shape with sound scalars; but number ODD in hole HOLE, if that is. */
static inline void seed_fill(
	struct buf *line, const char *shape, size_t hole, size_t odd)
{
	size_t n = 0;

	buf_reset(line);
	for (; *shape; shape++)
		if (*shape != '@')
			buf_add(line, shape, 1);
		else if (n++ != hole)
			buf_add_text(line, seed_plain(line));
		else
			buf_add(line, seed_scalars[odd].text,
				seed_scalars[odd].len);
}

#endif
