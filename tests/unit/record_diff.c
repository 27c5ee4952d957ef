/*
 * The fast reader of the project's own records says what the slow one says.
 *
 * A blank before a line sends it to the slow one, which asks jansson. Lines
 * of each kind are changed at random places, again and again.
 */
#include "ow/record/record.h"
#include "unit.h"

#define ROUNDS 400000
#define LINE_ROOM 1024

static const char *const lines[] = {
	"{\"kind\":\"begin\",\"program\":\"p\",\"format\":1,\"id\":\"x\","
	"\"from\":\"2016-05-01T00:00:00Z\",\"till\":\"2016-06-01T00:00:00Z\"}",
	"{\"kind\":\"end\",\"id\":\"x\",\"records\":3,\"rejected\":0}",
	"{\"kind\":\"scan\",\"source\":\"s\",\"region\":null,\"types\":[\"a\"],"
	"\"at\":\"2016-05-01T10:00:00Z\"}",
	"{\"kind\":\"project\",\"id\":\"p\",\"name\":\"k\\u00e4 \xc3\xa4\\n\","
	"\"account\":null}",
	"{\"kind\":\"volume_type\",\"id\":\"v\",\"name\":\"ssd\"}",
	"{\"kind\":\"span\",\"type\":\"volume\",\"region\":\"north\","
	"\"id\":\"v1\",\"project\":\"p1\",\"name\":\"data\",\"class\":\"ssd\","
	"\"size\":10,\"state\":\"in-use\",\"poller\":null,\"created_at\":"
	"\"2016-04-01T12:00:00Z\",\"alive_at\":\"2016-05-02T00:00:00Z\","
	"\"deleted_at\":null,\"deleted_by\":null,\"first_seen\":"
	"\"2016-04-30T23:00:00Z\",\"first_us\":12,\"first_by\":\"audit\","
	"\"last_seen\":\"2016-06-01T01:00:00Z\",\"last_us\":0,\"last_by\":"
	"\"poll\"}",
	"{\"kind\":\"usage\",\"from\":\"2016-05-01T00:00:00Z\",\"till\":"
	"\"2016-06-01T00:00:00Z\",\"region\":null,\"account\":\"a\","
	"\"project\":\"p\",\"tenant\":null,\"type\":\"image\",\"id\":\"i\","
	"\"name\":null,\"class\":null,\"size\":5,\"seconds\":7,"
	"\"assumed_seconds\":0,\"hours\":1.2500,\"unit\":\"GB.h\","
	"\"created_at\":null,\"deleted_at\":\"2016-05-03T00:00:00Z\","
	"\"deleted_by\":\"event\"}",
	"{\"kind\":\"other\",\"a\":1}",
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

/* What a reader says of a line: the record as it is written, or the error. */
struct verdict {
	struct record_parser *parser;
	struct buf text;
};

static void judge(struct verdict *v, const char *line, size_t len)
{
	struct record r;
	struct ow_error err;

	buf_reset(&v->text);
	if (record_parse(v->parser, line, len, &r, &err) < 0) {
		/* the blank moves the place of what is no JSON by one */
		char *at = strstr(err.text, " at byte ");
		if (at)
			*at = '\0';
		buf_addf(&v->text, "%d %s", (int)err.code, err.text);
	} else if (r.kind == RECORD_OTHER || r.kind == RECORD_SAMPLE) {
		buf_addf(&v->text, "kind %d", (int)r.kind);
	} else {
		record_text(&r, &v->text);
	}
}

/* Changes a byte, drops some, or takes some from another place. */
static size_t change(char *line, size_t len, uint64_t *seed)
{
	static const char bytes[] = "\"\\{}[]:,0129-.eEn tu\x01\x7f\xc3\xa4";
	size_t at = unit_random(seed) % len;
	size_t n = 1 + unit_random(seed) % 12;

	if (n > len - at)
		n = len - at;
	switch (unit_random(seed) % 4) {
	case 0:
		line[at] = bytes[unit_random(seed) % (sizeof(bytes) - 1)];
		return len;
	case 1:
		memmove(line + at, line + at + n, len - at - n);
		return len - n;
	case 2:
		memmove(line + at, line + unit_random(seed) % (len - n + 1), n);
		return len;
	default:
		memmove(line + at + n, line + at, len - at);
		return len + n;
	}
}

static void check_alike(struct verdict both[2], const char *line, size_t len)
{
	judge(&both[0], line + 1, len);
	judge(&both[1], line, len + 1);
	if (strcmp(both[0].text.data, both[1].text.data) != 0)
		fprintf(stderr, "%.*s\n", (int)len, line + 1);
	CHECK_TEXT(both[0].text.data, both[1].text.data);
}

int main(void)
{
	struct verdict both[2];
	uint64_t seed = 11;

	for (int i = 0; i < 2; i++)
		both[i] = (struct verdict){
			record_parser_new(), BUF_INIT(16 * LINE_ROOM)};
	for (int round = 0; round < ROUNDS; round++) {
		char line[LINE_ROOM + 64] = " ";
		const char *base = lines[(size_t)round % LINES];
		size_t len = strlen(base);
		memcpy(line + 1, base, len);
		for (int i = round / (int)LINES % 4; i > 0 && len > 1; i--)
			len = change(line + 1, len, &seed);
		check_alike(both, line, len);
	}
	for (int i = 0; i < 2; i++) {
		record_parser_free(both[i].parser);
		buf_clear(&both[i].text);
	}
	return unit_done();
}
