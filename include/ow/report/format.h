/*
 * What a report is made of, and what each format is. For lib/report/ alone.
 */
#ifndef OW_REPORT_FORMAT_H
#define OW_REPORT_FORMAT_H

#include <stdio.h>

#include "ow/base/buf.h"
#include "ow/base/map.h"
#include "ow/report/report.h"
#include "ow/report/rows.h"

struct report {
	struct entry *entries;
	size_t count, cap;
	struct row *rows;
	size_t row_count;
	int64_t from_s, till_s; /* TIME_NEVER: no window came */
	struct map coverage;    /* scan records as text, each once */
	struct map texts;       /* of the entries */
	bool over;              /* a record had no text: out of memory */
};

/* Puts the record's text, without its newline, or sets R's `over`. */
void report_line(
	struct report *r, const struct record *record, struct buf *line);

/*
 * Writers print a settled report with its rows. They may stop early once
 * the stream has failed; the caller looks.
 */
void report_csv(struct report *r, const struct report_options *o, FILE *to);
void report_tsv(struct report *r, const struct report_options *o, FILE *to);
void report_json(struct report *r, const struct report_options *o, FILE *to);

#endif
