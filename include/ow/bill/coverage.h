/*
 * What the evidence covers: when resources of a type were routinely seen,
 * and which windows of which sources were read.
 *
 * Only where others of its type were seen is the absence of one evidence.
 */
#ifndef OW_BILL_COVERAGE_H
#define OW_BILL_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "ow/base/map.h"
#include "ow/record/record.h"

#define COVERAGE_POLLS "polls" /* the source of sights taken from samples */

struct coverage {
	struct map tracks; /* by source, form, region and type */
};

#define COVERAGE_INIT    \
	{                \
		MAP_INIT \
	}

/* The grace period of a type, in seconds. */
typedef int64_t coverage_grace(const void *context, const char *type);

/*
 * Where routine sights of resources of the type go; those no further apart
 * than GRACE_S are joined. REGION may be NULL. It lives as long as C.
 */
struct track *coverage_sights(struct coverage *c, const char *region,
	const char *type, int64_t grace_s);

void coverage_add_sight(struct track *sights, int64_t at_s);

/* A scan of whatever form. REGION stands in for one that it does not name. */
void coverage_add_scan(struct coverage *c, const struct scan *scan,
	const char *region, coverage_grace *grace, const void *context);

/* Joins what can be joined; to be called before what follows. */
void coverage_settle(struct coverage *c);

/* When the evidence of this type begins; TIME_NEVER if there is none. */
int64_t coverage_begins(
	const struct coverage *c, const char *region, const char *type);

/* Is there any routine sight of the type at all? */
bool coverage_has_sights(
	const struct coverage *c, const char *region, const char *type);

/*
 * Would a living resource, last seen at LAST_S, have been seen again? Yes if
 * a later listing of all there is leaves it out, or if its type was seen
 * for longer than GRACE_S since, outages not counted.
 */
bool coverage_is_silent(const struct coverage *c, const char *region,
	const char *type, int64_t last_s, int64_t grace_s);

/*
 * Calls EACH with one scan of one type for every stretch, in an order that
 * does not depend on how they came.
 */
void coverage_each(struct coverage *c,
	void (*each)(void *context, const struct scan *scan), void *context);

void coverage_clear(struct coverage *c);

#endif
