/* Raw samples in all their spellings. */
#include "ow/record/sample.h"
#include "ow/base/time.h"
#include "unit.h"

static struct sample_parser *parser;
static struct sample s;
static struct ow_error err;

static int parse(const char *line)
{
	return sample_parse(parser, line, strlen(line), &s, &err);
}

#define HEAD "{\"resource_id\":\"r1\",\"timestamp\":\"2016-05-10T08:00:00\","
#define METER HEAD "\"meter\":\"volume.size\","

static void test_spellings(void)
{
	static const char *const lines[] = {
		HEAD "\"counter_name\":\"volume.size\",\"counter_volume\":10.0,"
		     "\"resource_metadata\":{\"status\":\"in-use\"}}",
		HEAD "\"meter\":\"volume.size\",\"volume\":10.0,"
		     "\"metadata\":{\"status\":\"in-use\"}}",
		HEAD "\"name\":\"volume.size\",\"volume\":10,"
		     "\"resource_metadata\":{\"status\":\"in-use\"}}",
	};

	for (int i = 0; i < 3; i++) {
		CHECK_INT(parse(lines[i]), 1);
		CHECK_TEXT(s.meter, "volume.size");
		CHECK_TEXT(s.resource_id, "r1");
		CHECK_INT(s.time_us, 1462867200 * (int64_t)TIME_US);
		CHECK(s.has_volume && !s.odd_volume && s.volume == 10);
		CHECK_TEXT(s.meta[META_STATUS], "in-use");
		CHECK(!s.project_id && !s.region);
	}
}

static void test_not_set(void)
{
	static const char *const none[] = {
		"\"\"", "\"None\"", "null", "[]", "{}", "1.5"};
	char line[512];

	for (int i = 0; i < 6; i++) {
		snprintf(line, sizeof(line),
			METER "\"project_id\":%s,\"region\":%s,"
			      "\"metadata\":{\"deleted_at\":%s}}",
			none[i], none[i], none[i]);
		CHECK_INT(parse(line), 1);
		CHECK(!s.project_id && !s.region);
		CHECK(!s.meta[META_DELETED_AT]);
	}
	CHECK_INT(parse(METER "\"metadata\":null}"), 1);
	CHECK(!s.meta[META_DELETED_AT]);
	CHECK_INT(parse(METER "\"metadata\":{\"name\":\"none\"}}"), 1);
	CHECK_TEXT(s.meta[META_NAME], "none");
}

static void test_metadata(void)
{
	CHECK_INT(parse(METER "\"metadata\":{\"flavor.name\":\"m1\","
			      "\"flavor.id\":\"7\",\"state\":\"False\"}}"),
		1);
	CHECK_TEXT(s.meta[META_FLAVOR_NAME], "m1");
	CHECK_TEXT(s.meta[META_FLAVOR_ID], "7");
	CHECK_TEXT(s.meta[META_STATE], "False");
	CHECK_INT(parse(METER "\"metadata\":{\"flavor\":{\"name\":\"m1\","
			      "\"id\":7},\"state\":true,\"status\":-3}}"),
		1);
	CHECK_TEXT(s.meta[META_FLAVOR_NAME], "m1");
	CHECK_TEXT(s.meta[META_FLAVOR_ID], "7");
	CHECK_TEXT(s.meta[META_STATE], "True");
	CHECK_TEXT(s.meta[META_STATUS], "-3");
	CHECK_INT(parse(METER "\"metadata\":{\"flavor\":\"m1\","
			      "\"status\":9223372036854775807,"
			      "\"state\":false}}"),
		1);
	CHECK(!s.meta[META_FLAVOR_NAME]);
	CHECK_TEXT(s.meta[META_STATUS], "9223372036854775807");
	CHECK_TEXT(s.meta[META_STATE], "False");
	CHECK_INT(parse(METER "\"metadata\":\"{}\"}"), -1);
	CHECK_TEXT(err.text, "resource_metadata is no object");
}

static int volume(const char *text)
{
	char line[256];

	snprintf(line, sizeof(line), METER "\"volume\":%s}", text);
	return parse(line);
}

static void test_volumes(void)
{
	static const struct {
		const char *text;
		int64_t volume;
	} whole[] = {
		{"0", 0},
		{"-0.0", 0},
		{"1.0", 1},
		{"-1", -1},
		{"180667463.0", 180667463},
		{"1e+16", 10000000000000000},
		{"9007199254740993", 9007199254740993},
		{"4611686018427387904.0", 4611686018427387904},
	};

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		CHECK_INT(volume(whole[i].text), 1);
		CHECK(s.has_volume && !s.odd_volume);
		CHECK_INT(s.volume, whole[i].volume);
	}
	CHECK_INT(volume("null"), 1);
	CHECK(!s.has_volume && !s.odd_volume);
	CHECK_INT(parse(METER "\"id\":\"x\"}"), 1);
	CHECK(!s.has_volume && !s.odd_volume);
	CHECK_INT(volume("0.5"), 1);
	CHECK(!s.has_volume && s.odd_volume);
	CHECK_INT(volume("1e300"), 1);
	CHECK(!s.has_volume && s.odd_volume);
	CHECK_INT(volume("\"10\""), -1);
	CHECK_TEXT(err.text, "volume is no number");
}

static void refused(const char *line, const char *why)
{
	CHECK_INT(parse(line), -1);
	CHECK_INT(err.code, OW_REJECTED);
	CHECK_TEXT(err.text, why);
}

static void test_refusals(void)
{
	refused("{}", "no meter");
	refused(HEAD "\"a\":1}", "no meter");
	refused("{\"meter\":\"a\",\"timestamp\":\"2016-05-10\"}",
		"no resource_id");
	refused("{\"meter\":\"a\",\"resource_id\":\"r\"}", "no timestamp");
	refused("{\"meter\":\"a\",\"resource_id\":\"r\",\"timestamp\":\"x\"}",
		"timestamp 'x' is no time");
	refused("{\"meter\":\"a\",\"resource_id\":\"r\",\"timestamp\":5}",
		"no timestamp");
}

static void test_own_records(void)
{
	CHECK_INT(parse("{\"kind\":\"span\"}"), 0);
	CHECK_INT(parse("{\"a\":1,\"kind\":null}"), 0);
	CHECK_INT(parse(METER "\"kind\":\"x\"}"), 0);
}

int main(void)
{
	parser = sample_parser_new();
	test_spellings();
	test_not_set();
	test_metadata();
	test_volumes();
	test_refusals();
	test_own_records();
	sample_parser_free(parser);
	sample_parser_free(NULL);
	return unit_done();
}
