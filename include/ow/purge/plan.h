/*
 * What may be purged from a Ceilometer database: the stretches of its meters
 * that scan records prove to have been read.
 *
 * Counted are windows of the source "ceilometer" that were read for all
 * projects and tell when their reading began: what was recorded later was
 * not in it. Where windows overlap, the latest reading counts. Times are
 * whole seconds, stretches half open.
 */
#ifndef OW_PURGE_PLAN_H
#define OW_PURGE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/base/map.h"
#include "ow/bill/stretches.h"
#include "ow/record/record.h"

#define PURGE_METERS_MAX 256
#define PURGE_WINDOWS_MAX 1000000 /* of all meters together */

/*
 * A sample is believed to have been read if it was recorded this long before
 * the reading began: transactions take their time, and clocks differ.
 */
#define PURGE_MARGIN_S 600

struct purge_meter {
	const char *name;
	const char *type; /* that was read by it; NULL: nobody reads it */
	struct stretches read;
	size_t at; /* while the parts are made: the stretch at hand */
};

/* A stretch in which one reading of each meter counts. */
struct purge_part {
	int64_t from_s, till_s;
	/*
	 * For each meter: what was recorded before this may go; TIME_NEVER:
	 * nothing may. As many as the plan has meters.
	 */
	int64_t *before_s;
};

struct purge_plan {
	const char *region; /* of the scans; NULL: they name none */
	bool region_known, region_chosen;
	struct map texts; /* owns all names */
	struct map types; /* that scans of other sources cover */
	struct purge_meter meters[PURGE_METERS_MAX];
	size_t meter_count;
	size_t window_count;
	struct purge_part *parts; /* ascending, disjoint */
	size_t part_count, part_cap;
	int64_t undated_count; /* windows left out: they tell no read_at */
	int64_t latest_s;      /* the latest reading; TIME_NEVER: none */
};

/* REGION: only its scans are taken; NULL: all, which have to agree. */
void purge_plan_init(struct purge_plan *p, const char *region);
void purge_plan_clear(struct purge_plan *p);

/*
 * Takes a scan, if it is one that counts. -1 with OW_USAGE if it is of
 * another region than those before it, OW_INCOMPLETE above the limits.
 */
int purge_plan_add(struct purge_plan *p, const struct scan *s,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Adds a meter that nobody reads, unless it is there already; after all
 * scans. It may go where every type that was read at all was read. -1 with
 * OW_USAGE above the limit.
 */
int purge_plan_meter(struct purge_plan *p, const char *name,
	struct ow_error *err) OW_MUST_CHECK;

/* Is the type read by one of the meters, or covered by another source? */
bool purge_plan_has_type(const struct purge_plan *p, const char *type);

/* Makes the parts, of what is older than this; once. */
void purge_plan_make(struct purge_plan *p, int64_t older_than_s);

#endif
