/* What is asked of a Ceilometer v2 API, and in which words. */
#ifndef OW_SOURCE_CEILOMETER_QUERY_H
#define OW_SOURCE_CEILOMETER_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/base/map.h"
#include "ow/record/record.h"

#define CEILOMETER_TYPES_MAX RECORD_TYPES_MAX
#define CEILOMETER_PAGE_MIN 2 /* one sample alone does not show its order */
#define CEILOMETER_PAGE_MAX 10000
#define CEILOMETER_STAMP 32 /* bytes of a time and its NUL */

/* A resource type and the one meter that is read for it. */
struct ceilometer_type {
	const char *name;
	const char *meter;
};

struct ceilometer_query {
	const char *region;  /* UTF-8, added to each sample; NULL: none is */
	const char *project; /* only this one's samples; NULL: all */
	struct ceilometer_type types[CEILOMETER_TYPES_MAX];
	size_t type_count;        /* at least one */
	int64_t from_us, till_us; /* [from, till) */
	struct map texts;         /* of the types */
};

/* What one request asks for. */
struct ceilometer_bounds {
	const struct ceilometer_type *type; /* NULL: all of the query */
	const char *project;                /* NULL: all */
	int64_t from_us, till_us;           /* [from, till) */
	bool till_too; /* [from, till], with a type alone */
	const char
		*last_id; /* of what is at FROM only ids behind it, or NULL */
	int64_t limit;    /* of samples */
};

/*
 * Adds the types of LIST, names with commas in between, each with the meter
 * that tells all a bill needs of it. -1 with OW_USAGE if one of them is
 * unknown or there already.
 */
int ceilometer_add_types(struct ceilometer_query *q, const char *list,
	struct ow_error *err) OW_MUST_CHECK;

/* The same for TYPE=METER with commas in between; any names will do. */
int ceilometer_add_meters(struct ceilometer_query *q, const char *list,
	struct ow_error *err) OW_MUST_CHECK;

/* Frees what the types hold. */
void ceilometer_query_clear(struct ceilometer_query *q);

/* The type of Q whose meter this is, or NULL. */
const struct ceilometer_type *ceilometer_type_of(
	const struct ceilometer_query *q, const char *meter);

/*
 * What reading Q covers; its texts are those of Q. A fraction of a second at
 * either end is read, but not claimed: -1 with OW_USAGE if nothing is left.
 */
int ceilometer_scan(const struct ceilometer_query *q, struct scan *scan,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * The body of a POST to /v2/query/samples for the first samples within the
 * bounds, ascending by time and message id; the caller's to free().
 */
char *ceilometer_query_body(const struct ceilometer_query *q,
	const struct ceilometer_bounds *b) OW_MUST_CHECK;

/*
 * What follows the endpoint in a GET for the newest samples of a type within
 * the bounds; the caller's to free(). LAST_ID has no say in it.
 */
char *ceilometer_query_path(const struct ceilometer_bounds *b) OW_MUST_CHECK;

/* Writes a time as the API has them, UTC without saying so; returns OUT. */
char *ceilometer_stamp(char out[CEILOMETER_STAMP], int64_t us);

#endif
