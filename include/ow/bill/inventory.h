/*
 * All resources that the evidence speaks of, each with its timeline, and
 * the coverage of the whole.
 *
 * Fed with samples, spans and scans in any order; settled once; then read.
 */
#ifndef OW_BILL_INVENTORY_H
#define OW_BILL_INVENTORY_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/buf.h"
#include "ow/base/map.h"
#include "ow/bill/coverage.h"
#include "ow/bill/timeline.h"
#include "ow/kind/kind.h"
#include "ow/record/record.h"

struct resource {
	const struct kind *kind;
	const char *region; /* NULL: none named */
	const char *id;
	struct timeline timeline;
	struct track *sights; /* where routine ones go; NULL: there was none */
	int64_t created_s;    /* earliest told; TIME_NEVER: unknown */
	int64_t alive_s;      /* latest told without a sight; or TIME_NEVER */
	/* How it ended; once settled, inferred too. */
	int64_t deleted_s;
	enum deleted_by deleted_by;
	int64_t inferred_s; /* an earlier fold's inference, or TIME_NEVER */
};

#define INVENTORY_KINDS 8

struct inventory {
	const char *region; /* of what bears none, or NULL; the caller's */
	int64_t grace_s[INVENTORY_KINDS]; /* by place in kinds_all */
	struct map resources;
	struct map texts;
	struct map volume_types; /* id to name, in texts */
	struct coverage coverage;
	struct buf key;           /* of the resource at hand */
	struct resource **sorted; /* once settled */
};

/* Starts empty, with the default grace periods. */
void inventory_init(struct inventory *v);
void inventory_clear(struct inventory *v);

/*
 * Sets grace periods from "TYPE=DURATION,...". -1 with OW_USAGE.
 */
int inventory_set_grace(struct inventory *v, const char *list,
	struct ow_error *err) OW_MUST_CHECK;

int64_t inventory_grace(const struct inventory *v, const struct kind *k);

/*
 * Adds a record: sample, span, scan or volume type; leaves all others, and
 * samples of meters that no type takes. -1 with OW_REJECTED for one that is
 * sound JSON but makes no sense.
 */
int inventory_add(struct inventory *v, const struct record *r,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Sorts the resources by type, region and id, settles their timelines and
 * infers the ends that nothing told. Nothing may be added after it.
 */
void inventory_settle(struct inventory *v);

/* How many there are in SORTED. */
size_t inventory_count(const struct inventory *v);

/* The run numbered I of a settled resource as a span; its texts are R's. */
struct span resource_span(const struct resource *r, size_t i);

#endif
