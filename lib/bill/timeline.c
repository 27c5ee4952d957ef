#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/bill/timeline.h"

static int compare_states(const struct run *a, const struct run *b)
{
	int c = text_compare(a->state, b->state);

	if (c == 0)
		c = text_compare(a->class, b->class);
	if (c == 0)
		c = number_compare(a->size, b->size);
	if (c == 0)
		c = text_compare(a->project, b->project);
	return c ? c : text_compare(a->poller, b->poller);
}

static bool same_state(const struct run *a, const struct run *b)
{
	return a->state == b->state && a->class == b->class &&
	       a->size == b->size && a->project == b->project &&
	       a->poller == b->poller;
}

static bool same_voice(const struct run *a, const struct run *b)
{
	return a->poller == b->poller && !a->state == !b->state;
}

/*
 * Two sights, the first or the last of a run each. At one instant the
 * witness decides who is believed, then the later state in a life.
 */
static int compare_sights(const struct run *a, int64_t a_us, enum witness a_by,
	const struct run *b, int64_t b_us, enum witness b_by)
{
	int c = number_compare(a_us, b_us);

	if (c == 0)
		c = number_compare(a_by, b_by);
	if (c == 0)
		c = number_compare(a->order, b->order);
	return c ? c : compare_states(a, b);
}

static int compare_firsts(const struct run *a, const struct run *b)
{
	return compare_sights(
		a, a->first_us, a->first_by, b, b->first_us, b->first_by);
}

static int compare_lasts(const struct run *a, const struct run *b)
{
	return compare_sights(
		a, a->last_us, a->last_by, b, b->last_us, b->last_by);
}

static int compare_runs(const void *a, const void *b)
{
	int c = compare_firsts(a, b);

	return c ? c : compare_lasts(a, b);
}

/* B is of A's state: makes A cover both. */
static void join(struct run *a, const struct run *b)
{
	int c = compare_lasts(a, b);

	if (compare_firsts(b, a) < 0) {
		a->first_us = b->first_us;
		a->first_by = b->first_by;
	}
	/* Two names in one sight: whichever comes first, the same is kept. */
	if (c < 0 || (c == 0 && text_compare(a->name, b->name) < 0)) {
		a->last_us = b->last_us;
		a->last_by = b->last_by;
		a->name = b->name;
	}
}

/*
 * Can the sight be joined to the hot run with no look at the others? Sights
 * come mostly in order: nothing can stand between the newest one and the
 * next.
 */
static bool takes(
	const struct timeline *t, int64_t grace_us, const struct run *sight)
{
	const struct run *hot = t->count ? &t->runs[t->hot] : NULL;

	if (!hot || !same_state(hot, sight) || sight->first_us < hot->first_us)
		return false;
	if (sight->first_us <= hot->last_us)
		return true;
	return t->hot == t->newest &&
	       sight->first_us - hot->last_us <= grace_us;
}

static void note_newest(struct timeline *t, size_t i)
{
	if (compare_lasts(&t->runs[i], &t->runs[t->newest]) > 0)
		t->newest = i;
}

void timeline_add_run(struct timeline *t, const struct run *run)
{
	t->runs = mem_room(t->runs, &t->cap, t->count + 1, sizeof(*t->runs));
	t->hot = t->count;
	t->runs[t->count++] = *run;
	note_newest(t, t->hot);
}

void timeline_add_sight(
	struct timeline *t, int64_t grace_s, const struct run *sight)
{
	if (takes(t, grace_s * TIME_US, sight)) {
		join(&t->runs[t->hot], sight);
		note_newest(t, t->hot);
		return;
	}
	timeline_add_run(t, sight);
	if (t->count >= 2 * t->settled + 16)
		timeline_settle(t, grace_s);
}

static void sort_runs(struct timeline *t)
{
	qsort(t->runs, t->count, sizeof(*t->runs), compare_runs);
}

/*
 * A late sight C lies inside the run R that was joined around it. R is cut
 * there; that it resumes within the grace period is all that is still
 * known.
 */
static void cut_around(
	struct timeline *t, int64_t grace_us, size_t r, const struct run *c)
{
	struct run rest = t->runs[r];
	int64_t resumes = c->last_us + grace_us;

	rest.first_us = resumes < rest.last_us ? resumes : rest.last_us;
	rest.first_by = rest.last_by;
	t->runs[r].last_us = c->first_us;
	t->runs = mem_room(t->runs, &t->cap, t->count + 1, sizeof(*t->runs));
	t->runs[t->count++] = rest;
	t->late++;
}

static bool is_inside(const struct run *c, const struct run *r)
{
	return same_voice(c, r) && !same_state(c, r) &&
	       compare_firsts(r, c) < 0 && c->last_us < r->last_us;
}

/* Cuts R around the first sight inside it; says if there was one. */
static bool cut_first(struct timeline *t, int64_t grace_us, size_t r)
{
	for (size_t c = r + 1; c < t->count; c++) {
		if (t->runs[c].first_us > t->runs[r].last_us)
			return false;
		if (is_inside(&t->runs[c], &t->runs[r])) {
			struct run inside = t->runs[c];
			cut_around(t, grace_us, r, &inside);
			return true;
		}
	}
	return false;
}

static void cut_contradicted(struct timeline *t, int64_t grace_us)
{
	bool cut = false;

	do {
		size_t count = t->count;
		cut = false;
		for (size_t r = 0; r < count; r++)
			cut |= cut_first(t, grace_us, r);
		if (cut)
			sort_runs(t);
	} while (cut);
}

/* The last kept run of R's voice, or N if there is none. */
static size_t voice_before(
	const struct timeline *t, size_t n, const struct run *r)
{
	for (size_t i = n; i-- > 0;)
		if (same_voice(&t->runs[i], r))
			return i;
	return n;
}

static void join_neighbours(struct timeline *t, int64_t grace_us)
{
	int64_t seen_us = t->count ? t->runs[0].last_us : 0;
	int64_t stretch_us = t->count ? t->runs[0].first_us : 0;
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		struct run r = t->runs[i];
		size_t prev = voice_before(t, kept, &r);
		if (r.first_us - seen_us > grace_us)
			stretch_us = r.first_us; /* a new stretch of sights */
		if (r.last_us > seen_us)
			seen_us = r.last_us;
		if (prev < kept && same_state(&t->runs[prev], &r) &&
			t->runs[prev].last_us >= stretch_us &&
			(!r.poller ||
				r.first_us - t->runs[prev].last_us <= grace_us))
			join(&t->runs[prev], &r);
		else
			t->runs[kept++] = r;
	}
	t->count = kept;
}

void timeline_settle(struct timeline *t, int64_t grace_s)
{
	int64_t grace_us = grace_s * TIME_US;

	if (t->count == 0)
		return;
	sort_runs(t);
	cut_contradicted(t, grace_us);
	join_neighbours(t, grace_us);
	t->settled = t->count;
	t->newest = 0;
	for (size_t i = 1; i < t->count; i++)
		note_newest(t, i);
	t->hot = t->newest;
}

void timeline_clear(struct timeline *t)
{
	free(t->runs);
	*t = (struct timeline)TIMELINE_INIT;
}

struct seen *timeline_seen(
	const struct timeline *t, int64_t grace_s, size_t *count)
{
	struct seen *seen = mem_zero(t->count, sizeof(*seen));
	int64_t grace_us = grace_s * TIME_US;
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct run *r = &t->runs[i];
		if (n == 0 || r->first_us - seen[n - 1].last_us > grace_us)
			seen[n++] = (struct seen){r->first_us, r->last_us};
		else if (r->last_us > seen[n - 1].last_us)
			seen[n - 1].last_us = r->last_us;
	}
	*count = n;
	return seen;
}
