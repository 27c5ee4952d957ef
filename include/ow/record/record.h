/*
 * Every record that flows through the pipes, one JSON object a line.
 *
 * record_parse() turns a line into a record; record_text() an own record
 * into a line. Reference of all members: ow-records(5).
 */
#ifndef OW_RECORD_RECORD_H
#define OW_RECORD_RECORD_H

#include <stdint.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/record/sample.h"
#include "ow/record/span.h"

#define RECORD_FORMAT 1             /* the `format` of a begin record */
#define RECORD_TYPES_MAX 16         /* types that one scan may name */
#define RECORD_LINE_MAX (16u << 20) /* bytes of the longest line */

enum record_kind {
	RECORD_SAMPLE,
	RECORD_BEGIN,
	RECORD_END,
	RECORD_SCAN,
	RECORD_PROJECT,
	RECORD_VOLUME_TYPE,
	RECORD_SPAN,
	RECORD_USAGE,
	RECORD_OTHER, /* a kind this version does not know: passed on */
};

/* The first line of a whole output. */
struct begin {
	const char *program;
	int64_t format; /* RECORD_FORMAT */
	const char *id;
	int64_t from_s, till_s; /* the window, or TIME_NEVER (both) */
};

/* Its last line: so many records stood between. */
struct end {
	const char *id;
	int64_t records;
	int64_t rejected;
};

/*
 * What was covered, in one of three forms; the other times are TIME_NEVER:
 *   from, till    a source was read for this half-open window
 *   at            all that the source held was listed at this moment
 *   first, last   routine sights (polls, audits, listings), none further
 *                 apart than the type's grace period; ow-normalize's
 */
struct scan {
	const char *source;
	const char *region; /* NULL: none named */
	const char *types[RECORD_TYPES_MAX];
	size_t type_count;
	const char *meters[RECORD_TYPES_MAX]; /* read for each of the types */
	size_t meter_count;  /* as type_count; 0: it is not told */
	const char *project; /* nothing else was looked at; NULL: all was */
	int64_t from_s, till_s;
	int64_t read_s; /* of a window: when its reading began, or TIME_NEVER */
	int64_t at_s;
	int64_t first_s, last_s;
};

/* Labels of a project for the report. */
struct project {
	const char *id;
	const char *name;    /* the tenant; NULL: none */
	const char *account; /* the customer; NULL: none */
};

/* A volume type's name for its id. */
struct volume_type {
	const char *id;
	const char *name;
};

/* What is billed for a resource in one project, class and size. */
struct usage {
	int64_t from_s, till_s; /* the window */
	const char *region;
	const char *account;
	const char *project;
	const char *tenant;
	const char *type;
	const char *id;
	const char *name;
	const char *class;
	int64_t size; /* as in a span */
	int64_t seconds;
	int64_t assumed_seconds; /* of those, with no evidence near */
	int64_t hours_e4;        /* ten-thousandths of UNIT */
	const char *unit;        /* "h", "GB.h" or "IP.h" */
	int64_t created_s;
	int64_t deleted_s;
	enum deleted_by deleted_by;
};

struct record {
	enum record_kind kind;
	const char *line; /* as read, without the newline */
	size_t len;
	union {
		struct sample sample;
		struct begin begin;
		struct end end;
		struct scan scan;
		struct project project;
		struct volume_type volume_type;
		struct span span;
		struct usage usage;
	};
};

struct record_parser;

struct record_parser *record_parser_new(void);
void record_parser_free(struct record_parser *p);

/*
 * Reads one line of LEN bytes. All texts of OUT belong to P or to LINE and
 * hold until the next call. Returns -1 with OW_REJECTED for what is no record.
 */
int record_parse(struct record_parser *p, const char *line, size_t len,
	struct record *out, struct ow_error *err) OW_MUST_CHECK;

/*
 * Appends the record as one line with its newline; members in a fixed
 * order. Samples and unknown kinds are appended as they were read.
 */
void record_text(const struct record *r, struct buf *out);

#endif
