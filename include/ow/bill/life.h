/*
 * The life of one resource, from a settled timeline: which state held when.
 *
 * A state holds from its first sight to the first sight of the next. What a
 * sight does not tell is as it was before; at the very beginning, as it is
 * told first.
 */
#ifndef OW_BILL_LIFE_H
#define OW_BILL_LIFE_H

#include <stddef.h>
#include <stdint.h>

#include "ow/bill/inventory.h"

struct segment {
	int64_t from_us, till_us; /* half open; the last: INT64_MAX */
	const char *project;
	const char *name;
	const char *class;
	const char *state; /* NULL: never told; it was seen, so it lives */
	int64_t size;
};

/*
 * The segments of R in order, without its end, which is R's deleted_s. The
 * array is the caller's to free; *COUNT is 0 for a resource that no sight
 * tells of.
 */
struct segment *life_segments(
	const struct inventory *v, const struct resource *r, size_t *count);

/* The last sign of life, in seconds, or TIME_NEVER. */
int64_t life_last_sign_s(const struct resource *r);

/* Is there a sight of it as deleted after its last sign of life? */
bool life_seen_dead(const struct resource *r);

#endif
