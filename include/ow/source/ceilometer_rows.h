/* Samples as they came out of answers, checked, in the order to be told. */
#ifndef OW_SOURCE_CEILOMETER_ROWS_H
#define OW_SOURCE_CEILOMETER_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "ow/source/ceilometer_query.h"

/* One sample; its texts live as long as it stands in its rows. */
struct ceilometer_row {
	int64_t us;
	const struct ceilometer_type *type; /* whose meter it bears */
	const char *id;                     /* of the message */
	char *line; /* one JSON object, without a newline */
	size_t len;
};

struct ceilometer_rows {
	struct ceilometer_row *rows;
	size_t count, cap;
	size_t bytes; /* that the rows take */
};

#define CEILOMETER_ROWS_INIT  \
	{                     \
		NULL, 0, 0, 0 \
	}

/* Adds a copy of the row, ID and LINE, of LEN bytes, included. */
void ceilometer_rows_add(
	struct ceilometer_rows *r, const struct ceilometer_row *row);

/* Moves all rows of FROM to the end of TO. */
void ceilometer_rows_move(
	struct ceilometer_rows *to, struct ceilometer_rows *from);

/* Orders two rows by time and message id. */
int ceilometer_rows_compare(
	const struct ceilometer_row *a, const struct ceilometer_row *b);

/*
 * Sorts by time and message id and leaves one of each: a redelivered message
 * is stored twice. Which one does not depend on the order they came in.
 */
void ceilometer_rows_settle(struct ceilometer_rows *r);

/* Drops all rows and keeps the memory of the array. */
void ceilometer_rows_reset(struct ceilometer_rows *r);
void ceilometer_rows_clear(struct ceilometer_rows *r);

#endif
