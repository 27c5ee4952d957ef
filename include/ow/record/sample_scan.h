/*
 * The fast reader of raw samples. It takes a line only if it is certain to
 * say of it what the judge would: that it has a shape the judge has approved
 * (shape.h), and a sound scalar in each place. For lib/record alone.
 *
 * Measured on real and generated samples of 0.4 to 1.6 kB before this was
 * written:
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
