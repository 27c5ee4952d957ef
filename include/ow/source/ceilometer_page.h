/*
 * Answers of a Ceilometer v2 API: read row by row, so that no more than one
 * is held as a tree, and checked against what was asked for.
 */
#ifndef OW_SOURCE_CEILOMETER_PAGE_H
#define OW_SOURCE_CEILOMETER_PAGE_H

#include <stddef.h>

#include "ow/source/ceilometer_rows.h"

/*
 * Reads BODY, a list of samples in either spelling, into ROWS, which is
 * empty. Each row has to be a sample of Q within B, and the rows in the order
 * that B stands for: ascending by time and message id, or, with a type,
 * descending by time. -1 with OW_AGAIN for a list that was cut off, with
 * OW_INCOMPLETE for all else that was not asked for; ROWS is empty then.
 */
int ceilometer_page_read(const struct ceilometer_query *q,
	const struct ceilometer_bounds *b, const char *body, size_t len,
	struct ceilometer_rows *rows, struct ow_error *err) OW_MUST_CHECK;

#endif
