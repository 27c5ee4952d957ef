/*
 * The fast reader of raw samples. It takes a line only if it is certain to
 * say of it what the judge would: that it has a shape the judge has approved
 * (shape.h), and a sound scalar in each place. For lib/record alone.
 *
 * Why this and no library, in user seconds for 612 MB of a generated month:
 * jansson 9.7; simdjson 3.0, on demand and a dozen members, 0.52; simdjson's
 * tree with all the members that matter, 0.43; this 0.28. On demand checks
 * less than jansson, and neither finds a key that is given twice.
 */
#ifndef OW_RECORD_SAMPLE_SCAN_H
#define OW_RECORD_SAMPLE_SCAN_H

#include "ow/record/sample.h"

struct sample_scan;

struct sample_scan *sample_scan_new(void);
void sample_scan_free(struct sample_scan *s);

/*
 * True and fills OUT, whose texts belong to S until its next call; false if
 * the judge is to be asked.
 */
bool sample_scan(struct sample_scan *s, const char *line, size_t len,
	struct sample *out);

/* Takes note of a line that the judge has found to be a sample. */
void sample_scan_learn(struct sample_scan *s, const char *line, size_t len);

#endif
