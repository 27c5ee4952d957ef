/*
 * The output of a program: a frame of records on a stream.
 *
 * Errors stick and are told once, by output_end(). Until then nothing needs
 * to be checked. A program that gives up calls output_abandon(): the frame
 * then has no end, and the next stage sees it.
 */
#ifndef OW_RECORD_OUTPUT_H
#define OW_RECORD_OUTPUT_H

#include <stdio.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/record/record.h"

struct output {
	FILE *stream;    /* the caller's */
	char *id;        /* owned */
	int64_t records; /* between begin and end */
	int failed;      /* errno of the first failure, else 0 */
	struct buf line;
};

/*
 * Writes the begin record. ID names this output and has to be the same for
 * the same input; no clock, no process id. FROM_S and TILL_S are TIME_NEVER
 * where there is no window.
 */
void output_begin(struct output *o, FILE *stream, const char *program,
	const char *id, int64_t from_s, int64_t till_s);

void output_record(struct output *o, const struct record *r);

/* A scan record; OUTPUT is a struct output. For coverage_each(). */
void output_scan(void *output, const struct scan *scan);

/* A line of LEN bytes without a newline, as it is; it counts as a record. */
void output_line(struct output *o, const char *line, size_t len);

/* Writes the end record, flushes, and frees. -1 with OW_IO. */
int output_end(
	struct output *o, int64_t rejected, struct ow_error *err) OW_MUST_CHECK;

void output_abandon(struct output *o);

#endif
