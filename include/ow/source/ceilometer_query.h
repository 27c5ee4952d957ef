/* What is asked of a Ceilometer v2 API, and in which words. */
#ifndef OW_SOURCE_CEILOMETER_QUERY_H
#define OW_SOURCE_CEILOMETER_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/record/record.h"

#define CEILOMETER_TYPES_MAX RECORD_TYPES_MAX
#define CEILOMETER_PAGE_MIN 2 /* one sample alone does not show its order */
#define CEILOMETER_PAGE_MAX 10000
#define CEILOMETER_STAMP 32 /* bytes of a time and its NUL */

/* A resource type and the one meter that tells all a bill needs of it. */
struct ceilometer_type {
	const char *name;
	const char *meter;
};

struct ceilometer_query {
	const char *endpoint; /* with or without /v2 */
	const char *region;   /* UTF-8, added to each sample; NULL: none is */
	const struct ceilometer_type *types[CEILOMETER_TYPES_MAX];
	size_t type_count;        /* at least one */
	int64_t from_us, till_us; /* [from, till) */
	int64_t page; /* samples to ask for at once, within the limits above */
};

/* [from, till); of what is at FROM only ids behind LAST_ID, if it is set. */
struct ceilometer_bounds {
	int64_t from_us, till_us;
	char *last_id;
};

/*
 * Sets the types of Q from names with commas in between. -1 if one of them
 * is unknown or stands there twice.
 */
int ceilometer_types(
	const char *list, struct ceilometer_query *q) OW_MUST_CHECK;

/*
 * What reading Q covers; its texts are those of Q. A fraction of a second at
 * either end is read, but not claimed: -1 with OW_USAGE if nothing is left.
 */
int ceilometer_scan(const struct ceilometer_query *q, struct scan *scan,
	struct ow_error *err) OW_MUST_CHECK;

/* The URL to ask, the caller's to free(). NULL with OW_CONFIG. */
char *ceilometer_url(const char *endpoint, struct ow_error *err) OW_MUST_CHECK;

/*
 * The body of a request for the first page within the bounds, ascending by
 * time and message id; the caller's to free(). NULL: out of memory.
 */
char *ceilometer_request(const struct ceilometer_query *q,
	const struct ceilometer_bounds *b) OW_MUST_CHECK;

/* Writes a time as the API has them, UTC without saying so; returns OUT. */
char *ceilometer_stamp(char out[CEILOMETER_STAMP], int64_t us);

#endif
