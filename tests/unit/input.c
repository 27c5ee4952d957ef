/* The input loop on real files: chunks, caps, frames; and the output. */
#define CHUNK (256 << 10) /* what input.c reads at a time */

#include <unistd.h>

#include "ow/base/buf.h"
#include "ow/base/time.h"
#include "ow/record/input.h"
#include "ow/record/output.h"
#include "unit.h"

static char path[] = "/tmp/ow-unit-input-XXXXXX";
static struct buf told = BUF_INIT(100000);

static void complain(void *context, const char *file, uint64_t line,
	const struct ow_error *e)
{
	(void)context;
	CHECK_TEXT(file, path);
	buf_addf(&told, "%" PRIu64 ":%s\n", line, e->text);
}

static void put(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fwrite(text, 1, len, f) == len && fclose(f) == 0);
}

static struct ow_error err;
static int64_t rejected;

/* Reads the file; how many records came, or -1. */
static int read_all(size_t line_max, bool allow_incomplete)
{
	static const char *files[] = {path};
	struct input_options o = {line_max, allow_incomplete, complain, NULL};
	struct input *in = input_new(files, 1, &o);
	struct record r;
	int got, n = 0;

	buf_reset(&told);
	while ((got = input_next(in, &r, &err)) > 0)
		n += r.kind != RECORD_BEGIN;
	rejected = input_rejected(in);
	input_free(in);
	return got < 0 ? -1 : n;
}

static int read_text(const char *text)
{
	put(text, strlen(text));
	return read_all(0, false);
}

/* A record of exactly LEN bytes. */
static void add_record(struct buf *b, size_t len)
{
	size_t head = strlen("{\"kind\":\"x\",\"a\":\"\"}");

	buf_add_text(b, "{\"kind\":\"x\",\"a\":\"");
	for (size_t i = head; i < len; i++)
		buf_add(b, "y", 1);
	buf_add_text(b, "\"}");
}

/* Lines that end around the edges of what is read at a time. */
static void test_chunks(void)
{
	for (int more = -3; more <= 3; more++)
		for (int ends = 0; ends < 2; ends++) {
			struct buf b = BUF_INIT(4 * CHUNK);
			add_record(&b, (size_t)(CHUNK + more));
			buf_add_text(&b, "\n\n");
			add_record(&b, 100);
			buf_add_text(&b, "\n");
			add_record(&b, (size_t)(2 * CHUNK - more));
			if (ends)
				buf_add_text(&b, "\n");
			put(b.data, b.len);
			CHECK_INT(read_all(0, false), 3);
			CHECK_INT(told.len, 0);
			buf_clear(&b);
		}
}

static void test_line_cap(void)
{
	struct buf b = BUF_INIT(4 * CHUNK);

	add_record(&b, 100);
	buf_add_text(&b, "\n");
	add_record(&b, 101);
	buf_add_text(&b, "\n");
	add_record(&b, CHUNK + 50);
	buf_add_text(&b, "\n");
	add_record(&b, 99);
	put(b.data, b.len);
	CHECK_INT(read_all(100, false), 2);
	CHECK_INT(rejected, 2);
	CHECK_TEXT(told.data,
		"2:line longer than 100 bytes\n3:line longer than 100 bytes\n");
	CHECK_INT(read_all(101, false), 3);
	CHECK_INT(read_all(0, false), 4);
	buf_clear(&b);
}

#define BEGIN(id)                                                         \
	"{\"kind\":\"begin\",\"program\":\"p\",\"format\":1,\"id\":\"" id \
	"\"}\n"
#define END(id, records)                                            \
	"{\"kind\":\"end\",\"id\":\"" id "\",\"records\":" #records \
	",\"rejected\":2}\n"
#define X "{\"kind\":\"x\"}\n"

static void test_frames(void)
{
	CHECK_INT(read_text(X BEGIN("a") X X END("a", 2) X), 4);
	CHECK_INT(rejected, 2);
	CHECK_INT(read_text(BEGIN("a") END("a", 0) BEGIN("a") END("a", 0)), 0);
	CHECK_INT(rejected, 4);
	CHECK_INT(read_text(BEGIN("a") X "bad\n\n" END("a", 2)), 1);
	CHECK_INT(rejected, 3);
	CHECK_INT(read_text(BEGIN("a") X), -1);
	CHECK_INT(err.code, OW_INCOMPLETE);
	CHECK_INT(read_text(X END("a", 1)), -1);
	CHECK_INT(read_text(BEGIN("a") X END("b", 1)), -1);
	CHECK_INT(read_text(BEGIN("a") X END("a", 2)), -1);
	CHECK_INT(read_text(BEGIN("a") BEGIN("b") END("b", 0)), -1);
	CHECK_INT(read_text("\n\n"), -1);
	CHECK_INT(read_text(""), -1);
}

static void test_allowed(void)
{
	static const char all[] = BEGIN("a") X END("b", 1) X END("c", 5)
		BEGIN("d") BEGIN("e") X END("e", 9) BEGIN("f") X;

	put(all, strlen(all));
	CHECK_INT(read_all(0, true), 4);
	CHECK_INT(rejected, 6);
	CHECK_TEXT(told.data,
		"3:incomplete input: frame 'b' ends but did not begin\n"
		"5:incomplete input: frame 'c' ends but did not begin\n"
		"7:incomplete input: another frame begins before 'd' ended\n"
		"9:incomplete input: frame 'e' has 1 records, its end counts "
		"9\n"
		"11:incomplete input: frame 'f' began and did not end\n");
}

static void test_output(void)
{
	struct output o;
	struct record r = {.kind = RECORD_PROJECT};
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	r.project.id = "p1";
	output_begin(&o, f, "p", "an id", 0, 3600);
	output_record(&o, &r);
	output_line(&o, "{\"kind\":\"x\"}", 12);
	CHECK_INT(output_end(&o, 0, &err), 0);
	fclose(f);
	CHECK_INT(read_all(0, false), 2);
	CHECK_INT(rejected, 0);
	CHECK_INT(told.len, 0);
}

static void test_output_abandoned(void)
{
	struct output o;
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	output_begin(&o, f, "p", "id", TIME_NEVER, TIME_NEVER);
	output_line(&o, "{\"kind\":\"x\"}", 12);
	output_abandon(&o);
	fclose(f);
	CHECK_INT(read_all(0, false), -1);
	CHECK_INT(err.code, OW_INCOMPLETE);
}

/* The first failure sticks, and is told once. */
static void test_output_full(void)
{
	struct output o;
	FILE *f = fopen("/dev/full", "w");

	CHECK(f != NULL);
	output_begin(&o, f, "p", "id", TIME_NEVER, TIME_NEVER);
	for (int i = 0; i < 10000; i++)
		output_line(&o, "{\"kind\":\"x\"}", 12);
	CHECK_INT(output_end(&o, 0, &err), -1);
	CHECK_INT(err.code, OW_IO);
	CHECK_TEXT(err.text, "cannot write: No space left on device");
	fclose(f);
}

int main(void)
{
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	close(fd);
	test_chunks();
	test_line_cap();
	test_frames();
	test_allowed();
	test_output();
	test_output_abandoned();
	test_output_full();
	unlink(path);
	buf_clear(&told);
	input_free(NULL);
	return unit_done();
}
