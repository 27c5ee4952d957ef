#include <stdlib.h>

#include "ow/base/time.h"
#include "ow/bill/ending.h"
#include "ow/bill/life.h"

/* In which state was it last seen, and is silence then natural? */
static bool is_silent_state(const struct inventory *v, const struct resource *r)
{
	size_t n;
	struct segment *s = life_segments(v, r, &n);
	const struct kind_state *state =
		n > 0 ? kind_state(r->kind, s[n - 1].state) : NULL;

	free(s);
	return state && state->silent;
}

/*
 * A date of deletion that notifications go on after was taken back: what is
 * soft-deleted bears one too, and from Rocky on the state does not tell.
 */
static bool is_restored(const struct inventory *v, const struct resource *r)
{
	int64_t grace_s = inventory_grace(v, r->kind);

	for (size_t i = 0; i < r->timeline.count; i++) {
		const struct run *run = &r->timeline.runs[i];
		if (run->last_by >= SEEN_BY_START &&
			time_seconds(run->last_us) - r->deleted_s > grace_s)
			return r->deleted_by == DELETED_BY_METADATA;
	}
	return false;
}

/* Is there reason to believe that it ended after its last sign of life? */
static bool is_gone(
	const struct inventory *v, const struct resource *r, int64_t last_s)
{
	const char *type = r->kind->type;

	if (life_seen_dead(r))
		return true;
	/* The scans did not come along: believe what the spans inferred. */
	if (!coverage_has_sights(&v->coverage, r->region, type))
		return r->inferred_s != TIME_NEVER && r->inferred_s >= last_s;
	return !is_silent_state(v, r) &&
	       coverage_is_silent(&v->coverage, r->region, type, last_s,
		       inventory_grace(v, r->kind));
}

void ending_infer(const struct inventory *v, struct resource *r)
{
	int64_t last_s = life_last_sign_s(r);

	if (r->deleted_by != DELETED_NOT && is_restored(v, r)) {
		r->deleted_by = DELETED_NOT;
		r->deleted_s = TIME_NEVER;
	}
	if (r->deleted_by != DELETED_NOT)
		return;
	/* Only ever seen dead: of its life nothing is known. */
	if (last_s == TIME_NEVER)
		last_s = r->created_s != TIME_NEVER
				 ? r->created_s
				 : time_seconds(r->timeline.runs[0].first_us);
	if (!is_gone(v, r, last_s))
		return;
	r->deleted_s = last_s;
	r->deleted_by = DELETED_BY_ABSENCE;
}
