#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/record/output.h"

static void flush_line(struct output *o)
{
	if (!o->failed && o->line.over)
		o->failed = E2BIG;
	if (!o->failed &&
		fwrite(o->line.data, 1, o->line.len, o->stream) != o->line.len)
		o->failed = errno ? errno : EIO;
	buf_reset(&o->line);
}

static void write_record(struct output *o, const struct record *r)
{
	record_text(r, &o->line);
	flush_line(o);
}

void output_begin(struct output *o, FILE *stream, const char *program,
	const char *id, int64_t from_s, int64_t till_s)
{
	struct record r = {.kind = RECORD_BEGIN};

	*o = (struct output){.stream = stream, .id = mem_copy(id)};
	o->line.max = 2 * (size_t)RECORD_LINE_MAX;
	r.begin = (struct begin){.program = program,
		.format = RECORD_FORMAT,
		.id = id,
		.from_s = from_s,
		.till_s = till_s};
	write_record(o, &r);
}

void output_record(struct output *o, const struct record *r)
{
	o->records++;
	write_record(o, r);
}

void output_scan(void *output, const struct scan *scan)
{
	output_record(
		output, &(struct record){.kind = RECORD_SCAN, .scan = *scan});
}

void output_line(struct output *o, const char *line, size_t len)
{
	o->records++;
	buf_add(&o->line, line, len);
	buf_add(&o->line, "\n", 1);
	flush_line(o);
}

int output_end(struct output *o, int64_t rejected, struct ow_error *err)
{
	struct record r = {.kind = RECORD_END};

	r.end = (struct end){o->id, o->records, rejected};
	write_record(o, &r);
	if (!o->failed && fflush(o->stream) != 0)
		o->failed = errno ? errno : EIO;
	int failed = o->failed;
	output_abandon(o);
	if (failed)
		return error_set(
			err, OW_IO, "cannot write: %s", strerror(failed));
	return 0;
}

void output_abandon(struct output *o)
{
	free(o->id);
	o->id = NULL;
	buf_clear(&o->line);
}
