/*
 * The report: usage records in, one document out.
 *
 * One table of formats; a new one is a file and a line in that table. The
 * columns, their order and the rounding: ow-format(1).
 */
#ifndef OW_REPORT_REPORT_H
#define OW_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "ow/base/error.h"
#include "ow/record/record.h"

struct report; /* usage, window and coverage; copies what it is given */

struct report_options {
	bool raw;     /* leave cells that a spreadsheet would run as they are */
	bool crlf;    /* CSV lines end in CR LF, as RFC 4180 has them */
	bool visible; /* for a terminal: no control characters in CSV either */
};

struct report *report_new(void);
void report_free(struct report *r);

/* Takes begin (for its window), usage and scan; leaves all others alone. */
void report_add(struct report *r, const struct record *record);

/* No usage and no window was added: nobody has aggregated anything yet. */
bool report_is_blank(const struct report *r);

/*
 * Writes the report in the format named, in an order that does not depend
 * on that of the records; the stream is flushed. A usage record that came
 * twice counts once. -1 with OW_USAGE for an unknown format, OW_IO if the
 * stream fails, OW_INCOMPLETE, with nothing written, for usage that cannot
 * be billed: a type that has no column, no size where the type has one, more
 * time than the window holds, two records of one key that differ.
 */
int report_write(struct report *r, const char *format,
	const struct report_options *o, FILE *stream,
	struct ow_error *err) OW_MUST_CHECK;

/* -1 with OW_USAGE for a format that report_write() does not know. */
int report_check_format(const char *format, struct ow_error *err) OW_MUST_CHECK;

/* The names of all formats, "csv, tsv, json". */
const char *report_formats(void);

#endif
