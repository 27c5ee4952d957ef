/* Records as lines, and back. */
#include "ow/record/record.h"
#include "ow/base/time.h"
#include "unit.h"

static struct record_parser *parser;
static struct record r;
static struct ow_error err;

static int parse(const char *line)
{
	return record_parse(parser, line, strlen(line), &r, &err);
}

/* LINE is written as WANT, and that as itself. */
static void written(const char *line, const char *want)
{
	struct buf out = BUF_INIT(4096);

	CHECK_INT(parse(line), 0);
	record_text(&r, &out);
	CHECK(out.len > 0 && out.data[out.len - 1] == '\n');
	out.data[out.len - 1] = '\0';
	CHECK_TEXT(out.data, want);
	if (strcmp(line, want) != 0)
		written(want, want);
	buf_clear(&out);
}

static void test_frames(void)
{
	written("{\"id\":\"x\",\"kind\":\"begin\",\"more\":[],\"format\":1,"
		"\"program\":\"p\"}",
		"{\"kind\":\"begin\",\"program\":\"p\",\"format\":1,"
		"\"id\":\"x\"}");
	written("{\"kind\":\"begin\",\"program\":\"p\",\"format\":1,"
		"\"id\":\"x\",\"from\":\"2016-05-01\","
		"\"till\":\"2016-06-01T00:00:00.5+00:00\"}",
		"{\"kind\":\"begin\",\"program\":\"p\",\"format\":1,"
		"\"id\":\"x\",\"from\":\"2016-05-01T00:00:00Z\","
		"\"till\":\"2016-06-01T00:00:00Z\"}");
	CHECK_INT(r.kind, RECORD_BEGIN);
	CHECK_INT(r.begin.from_s, 1462060800);
	written("{\"kind\":\"end\",\"id\":\"x\",\"records\":3,\"rejected\":0}",
		"{\"kind\":\"end\",\"id\":\"x\",\"records\":3,\"rejected\":0}");
	CHECK_INT(r.kind, RECORD_END);
}

static void test_scans(void)
{
	written("{\"kind\":\"scan\",\"source\":\"s\",\"types\":[\"a\",\"b\"],"
		"\"at\":\"2016-05-01 10:00:00\"}",
		"{\"kind\":\"scan\",\"source\":\"s\",\"region\":null,"
		"\"types\":[\"a\",\"b\"],\"at\":\"2016-05-01T10:00:00Z\"}");
	CHECK_INT(r.scan.type_count, 2);
	CHECK_INT(r.scan.from_s, TIME_NEVER);
	written("{\"kind\":\"scan\",\"source\":\"s\",\"region\":\"n\","
		"\"types\":[\"a\"],\"from\":\"2016-05-01T00:00:00Z\","
		"\"till\":\"2016-05-02T00:00:00Z\"}",
		"{\"kind\":\"scan\",\"source\":\"s\",\"region\":\"n\","
		"\"types\":[\"a\"],\"from\":\"2016-05-01T00:00:00Z\","
		"\"till\":\"2016-05-02T00:00:00Z\"}");
	CHECK_INT(r.scan.meter_count, 0);
	CHECK_INT(r.scan.read_s, TIME_NEVER);
	written("{\"kind\":\"scan\",\"source\":\"s\",\"region\":null,"
		"\"types\":[\"a\",\"b\"],\"meters\":[\"m\",\"n\"],"
		"\"project\":\"p\",\"from\":\"2016-05-01T00:00:00Z\","
		"\"till\":\"2016-05-02T00:00:00Z\","
		"\"read_at\":\"2016-05-02T04:00:00Z\"}",
		"{\"kind\":\"scan\",\"source\":\"s\",\"region\":null,"
		"\"types\":[\"a\",\"b\"],\"meters\":[\"m\",\"n\"],"
		"\"project\":\"p\",\"from\":\"2016-05-01T00:00:00Z\","
		"\"till\":\"2016-05-02T00:00:00Z\","
		"\"read_at\":\"2016-05-02T04:00:00Z\"}");
	CHECK_TEXT(r.scan.meters[1], "n");
}

static void test_bad_scans(void)
{
	CHECK_INT(parse("{\"kind\":\"scan\",\"source\":\"s\","
			"\"types\":[\"a\",\"b\"],\"meters\":[\"m\"],"
			"\"at\":\"2016-05-01\"}"),
		-1);
	CHECK_TEXT(err.text, "meters has one for each of types");
	CHECK_INT(parse("{\"kind\":\"scan\",\"source\":\"s\","
			"\"types\":[\"a\"],\"read_at\":\"2016-05-02\","
			"\"at\":\"2016-05-01\"}"),
		-1);
	CHECK_TEXT(err.text, "read_at goes with from and till");
}

static int parse_scan_of(int types)
{
	struct buf line = BUF_INIT(1024);

	buf_add_text(&line, "{\"kind\":\"scan\",\"source\":\"s\","
			    "\"at\":\"2016-05-01\",\"types\":[\"t\"");
	for (int i = 1; i < types; i++)
		buf_add_text(&line, ",\"t\"");
	buf_add_text(&line, "]}");
	int done = parse(line.data);
	buf_clear(&line);
	return done;
}

static void test_many_types(void)
{
	CHECK_INT(parse_scan_of(RECORD_TYPES_MAX), 0);
	CHECK_INT(r.scan.type_count, RECORD_TYPES_MAX);
	CHECK_INT(parse_scan_of(RECORD_TYPES_MAX + 1), -1);
	CHECK_TEXT(err.text, "types is not a list of names");
}

static void test_labels(void)
{
	written("{\"kind\":\"project\",\"id\":\"p\",\"name\":\"k\xc3\xa4\\u00e4"
		"\\n\\u001b\"}",
		"{\"kind\":\"project\",\"id\":\"p\",\"name\":\"k\xc3\xa4\xc3"
		"\xa4\\n\\u001B\",\"account\":null}");
	written("{\"kind\":\"volume_type\",\"name\":\"ssd\",\"id\":\"t\"}",
		"{\"kind\":\"volume_type\",\"id\":\"t\",\"name\":\"ssd\"}");
}

static const char span[] =
	"{\"kind\":\"span\",\"type\":\"volume\",\"region\":null,\"id\":\"v\","
	"\"project\":\"p\",\"name\":null,\"class\":\"ssd\",\"size\":10,"
	"\"state\":null,\"poller\":null,"
	"\"created_at\":\"2016-05-01T00:00:00Z\",\"deleted_at\":null,"
	"\"deleted_by\":null,\"first_seen\":\"2016-05-01T00:00:00Z\","
	"\"first_us\":7,\"first_by\":\"poll\","
	"\"last_seen\":\"2016-05-01T00:00:00Z\",\"last_us\":999999,"
	"\"last_by\":\"create\"}";

static void test_spans(void)
{
	written(span, span);
	CHECK_INT(r.span.first_us, 1462060800 * (int64_t)TIME_US + 7);
	CHECK_INT(r.span.last_us, 1462060800 * (int64_t)TIME_US + 999999);
	CHECK_INT(r.span.last_by, SEEN_BY_CREATE);
	CHECK_INT(r.span.size, 10);
	CHECK_INT(r.span.deleted_s, TIME_NEVER);
	CHECK_INT(parse("{\"kind\":\"span\",\"type\":\"t\",\"id\":\"i\","
			"\"first_seen\":\"2016-05-01T00:00:00.999\","
			"\"first_by\":\"audit\",\"last_by\":\"end\","
			"\"last_seen\":\"2016-05-01T00:00:00.001\"}"),
		0);
	CHECK_INT(r.span.first_us, 1462060800 * (int64_t)TIME_US);
	CHECK_INT(r.span.last_us, r.span.first_us);
	CHECK_INT(r.span.size, SPAN_NO_SIZE);
}

static const char usage[] =
	"{\"kind\":\"usage\",\"from\":\"2016-05-01T00:00:00Z\","
	"\"till\":\"2016-06-01T00:00:00Z\",\"region\":\"n\","
	"\"account\":\"a\",\"project\":\"p\",\"tenant\":\"t\","
	"\"type\":\"image\",\"id\":\"i\",\"name\":\"x\",\"class\":null,"
	"\"size\":9223372036854775807,\"seconds\":3600,"
	"\"assumed_seconds\":0,";

static void test_usage(void)
{
	char line[1024];

	snprintf(line, sizeof(line),
		"%s\"hours\":12.5,\"unit\":\"GB.h\",\"created_at\":null,"
		"\"deleted_at\":null,\"deleted_by\":null}",
		usage);
	CHECK_INT(parse(line), 0);
	CHECK_INT(r.kind, RECORD_USAGE);
	CHECK_INT(r.usage.size, INT64_MAX);
	CHECK_INT(r.usage.seconds, 3600);
}

/* Samples and unknown kinds are handed on byte by byte. */
static void test_as_read(void)
{
	static const char *const lines[] = {
		"{ \"kind\" : \"x\", \"a\":1.50 }",
		"{\"meter\":\"m\",  \"resource_id\":\"r\","
		"\"timestamp\":\"2016-05-01\"}",
	};

	written(lines[0], lines[0]);
	CHECK_INT(r.kind, RECORD_OTHER);
	written(lines[1], lines[1]);
	CHECK_INT(r.kind, RECORD_SAMPLE);
	CHECK_TEXT(r.sample.meter, "m");
}

static void refused(const char *line, enum ow_exit code, const char *why)
{
	CHECK_INT(parse(line), -1);
	CHECK_INT(err.code, code);
	CHECK_TEXT(err.text, why);
}

static void test_refusals(void)
{
	refused("{\"kind\":\"begin\",\"program\":\"p\",\"format\":2,"
		"\"id\":\"x\"}",
		OW_INCOMPLETE,
		"a frame of another format than 1; which version wrote it?");
	refused("{\"kind\":\"end\",\"id\":\"x\",\"records\":-1,"
		"\"rejected\":0}",
		OW_REJECTED, "records is not a count");
	refused("{\"kind\":\"end\",\"id\":\"x\",\"records\":1.0,"
		"\"rejected\":0}",
		OW_REJECTED, "records is not a count");
	refused("{\"kind\":7}", OW_REJECTED, "kind is not a text");
	refused("{\"a\":1,\"kind\":7}", OW_REJECTED, "kind is not a text");
	refused("{\"kind\":\"project\"}", OW_REJECTED, "no id");
	refused("{\"kind\":\"project\",\"id\":null}", OW_REJECTED, "no id");
}

int main(void)
{
	parser = record_parser_new();
	test_frames();
	test_scans();
	test_bad_scans();
	test_many_types();
	test_labels();
	test_spans();
	test_usage();
	test_as_read();
	test_refusals();
	record_parser_free(parser);
	record_parser_free(NULL);
	return unit_done();
}
