#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/mem.h"
#include "ow/record/input.h"

#define CHUNK (256u << 10)

struct input {
	const char *const *files;
	size_t file_count;
	size_t next_file;
	struct input_options options;
	struct record_parser *parser;

	int fd; /* -1: none open */
	const char *file;
	uint64_t line;
	bool had_line; /* this file has had one */
	char *chunk;
	size_t at, have; /* the part of chunk not read yet */
	bool too_long;   /* the line at hand is */
	struct buf text; /* a line that spans chunks */

	char *frame; /* id of the open frame, or NULL */
	int64_t in_frame;
	int64_t rejected;
	int64_t missing;
};

static const char *const only_stdin[] = {"-"};

struct input *input_new(const char *const *files, size_t count,
	const struct input_options *options)
{
	struct input *in = mem_zero(1, sizeof(*in));

	in->files = count ? files : only_stdin;
	in->file_count = count ? count : 1;
	in->options = *options;
	if (in->options.line_max == 0)
		in->options.line_max = RECORD_LINE_MAX;
	in->parser = record_parser_new();
	in->fd = -1;
	in->file = "<stdin>";
	in->chunk = mem_zero(CHUNK, 1);
	in->text.max = in->options.line_max;
	return in;
}

static void close_file(struct input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	in->fd = -1;
}

void input_free(struct input *in)
{
	if (!in)
		return;
	close_file(in);
	record_parser_free(in->parser);
	buf_clear(&in->text);
	free(in->chunk);
	free(in->frame);
	free(in);
}

int64_t input_rejected(const struct input *in)
{
	return in->rejected;
}

int64_t input_missing(const struct input *in)
{
	return in->missing;
}

const char *input_file(const struct input *in)
{
	return in->file;
}

uint64_t input_line(const struct input *in)
{
	return in->line;
}

static void complain(struct input *in, uint64_t line, const struct ow_error *e)
{
	if (in->options.complain)
		in->options.complain(in->options.context, in->file, line, e);
}

static void reject(struct input *in, const struct ow_error *e)
{
	in->rejected++;
	complain(in, in->line, e);
}

/* Ends the reading, or is only told where that is allowed. */
static int incomplete(struct input *in, const char *what, struct ow_error *err)
{
	struct ow_error why;

	error_set(&why, OW_INCOMPLETE, "incomplete input: %s", what);
	if (in->options.allow_incomplete) {
		in->missing++;
		complain(in, in->line, &why);
		return 0;
	}
	if (in->line == 0)
		return error_set(
			err, OW_INCOMPLETE, "%s: %s", in->file, why.text);
	return error_set(err, OW_INCOMPLETE, "%s:%" PRIu64 ": %s", in->file,
		in->line, why.text);
}

static int io_error(struct input *in, struct ow_error *err)
{
	return error_set(
		err, OW_IO, "%s: cannot read: %s", in->file, strerror(errno));
}

static int open_next(struct input *in, struct ow_error *err)
{
	const char *name = in->files[in->next_file++];
	bool standard = strcmp(name, "-") == 0;

	in->file = standard ? "<stdin>" : name;
	in->line = 0;
	in->had_line = false;
	in->at = in->have = 0;
	in->fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	return in->fd < 0 ? io_error(in, err) : 0;
}

/* The whole file is read: was it whole? */
static int end_file(struct input *in, struct ow_error *err)
{
	char what[300], id[200];

	close_file(in);
	if (!in->had_line)
		return incomplete(in, "no line at all", err);
	if (!in->frame)
		return 0;
	error_quote(id, sizeof(id), in->frame, strlen(in->frame));
	snprintf(what, sizeof(what), "frame %s began and did not end", id);
	free(in->frame);
	in->frame = NULL;
	return incomplete(in, what, err);
}

static ssize_t fill(struct input *in)
{
	ssize_t n;

	do
		n = read(in->fd, in->chunk, CHUNK);
	while (n < 0 && errno == EINTR);
	in->at = 0;
	in->have = n > 0 ? (size_t)n : 0;
	return n;
}

/* Keeps a piece of a line; one that grew too long is only counted. */
static void keep(struct input *in, const char *piece, size_t len)
{
	if (in->text.len + len > in->options.line_max)
		in->too_long = true;
	if (!in->too_long)
		buf_add(&in->text, piece, len);
}

/*
 * The next line of the open file, without its newline: 1, 0 at its end, -1
 * on a read error. It stays valid until the next call.
 */
static int next_line(
	struct input *in, const char **line, size_t *len, struct ow_error *err)
{
	buf_reset(&in->text);
	in->too_long = false;
	for (;;) {
		ssize_t n = in->at < in->have ? 1 : fill(in);
		if (n < 0)
			return io_error(in, err);
		if (n == 0) {
			*line = in->text.data;
			*len = in->text.len;
			break;
		}
		char *start = in->chunk + in->at;
		char *nl = memchr(start, '\n', in->have - in->at);
		size_t piece = nl ? (size_t)(nl - start) : in->have - in->at;
		in->at += piece + (nl ? 1 : 0);
		if (nl && in->text.len == 0 && !in->too_long &&
			piece <= in->options.line_max) {
			*line = start;
			*len = piece;
			break;
		}
		keep(in, start, piece);
		if (nl) {
			*line = in->text.data;
			*len = in->text.len;
			break;
		}
	}
	bool end = in->have == 0 && *len == 0 && !in->too_long;
	in->line += !end;
	return end ? 0 : 1;
}

static int begin_frame(
	struct input *in, const struct begin *b, struct ow_error *err)
{
	char what[300], id[200];

	if (in->frame) {
		error_quote(id, sizeof(id), in->frame, strlen(in->frame));
		snprintf(what, sizeof(what),
			"another frame begins before %s ended", id);
		if (incomplete(in, what, err) < 0)
			return -1;
	}
	free(in->frame);
	in->frame = mem_copy(b->id);
	in->in_frame = 0;
	return 0;
}

static int end_frame(
	struct input *in, const struct end *e, struct ow_error *err)
{
	char what[400], id[200];

	error_quote(id, sizeof(id), e->id, strlen(e->id));
	if (!in->frame || strcmp(in->frame, e->id) != 0)
		snprintf(what, sizeof(what), "frame %s ends but did not begin",
			id);
	else if (in->in_frame != e->records)
		snprintf(what, sizeof(what),
			"frame %s has %" PRId64 " records, its end counts "
			"%" PRId64,
			id, in->in_frame, e->records);
	else
		what[0] = '\0';
	free(in->frame);
	in->frame = NULL;
	if (e->rejected > INT64_MAX - in->rejected)
		in->rejected = INT64_MAX;
	else
		in->rejected += e->rejected;
	return what[0] ? incomplete(in, what, err) : 0;
}

/* A line: 1 if OUT is to be handed out, 0 if not. */
static int take_line(struct input *in, const char *line, size_t len,
	struct record *out, struct ow_error *err)
{
	struct ow_error why;

	in->had_line = true;
	in->in_frame++;
	if (in->too_long) {
		error_set(&why, OW_REJECTED, "line longer than %zu bytes",
			in->options.line_max);
		reject(in, &why);
		return 0;
	}
	if (record_parse(in->parser, line, len, out, &why) < 0) {
		if (why.code == OW_INCOMPLETE)
			return incomplete(in, why.text, err);
		reject(in, &why);
		return 0;
	}
	in->in_frame -= out->kind == RECORD_END;
	if (out->kind == RECORD_END)
		return end_frame(in, &out->end, err);
	if (out->kind == RECORD_BEGIN && begin_frame(in, &out->begin, err) < 0)
		return -1;
	return 1;
}

static bool blank(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\r", line[i]) || line[i] == '\0')
			return false;
	return true;
}

int input_next(struct input *in, struct record *out, struct ow_error *err)
{
	const char *line = NULL;
	size_t len = 0;

	for (;;) {
		if (in->fd < 0 && in->next_file >= in->file_count)
			return 0;
		if (in->fd < 0 && open_next(in, err) < 0)
			return -1;
		int got = next_line(in, &line, &len, err);
		if (got < 0)
			return -1;
		if (got == 0) {
			if (end_file(in, err) < 0)
				return -1;
			continue;
		}
		if (!in->too_long && blank(line, len))
			continue;
		got = take_line(in, line, len, out, err);
		if (got != 0)
			return got;
	}
}
