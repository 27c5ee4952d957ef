#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/bill/timeline.h"

static int compare_texts(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? 1 : -1;
	return strcmp(a, b);
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_states(const struct run *a, const struct run *b)
{
	int c = compare_texts(a->state, b->state);

	if (c == 0)
		c = compare_texts(a->class, b->class);
	if (c == 0)
		c = compare_numbers(a->size, b->size);
	if (c == 0)
		c = compare_texts(a->project, b->project);
	return c ? c : compare_texts(a->poller, b->poller);
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

/* Two sights, each given by its run, its time and its witness. */
static int compare_sights(const struct kind *k, const struct run *a,
	int64_t a_us, enum witness a_by, const struct run *b, int64_t b_us,
	enum witness b_by)
{
	int c = compare_numbers(a_us, b_us);

	if (c == 0)
		c = compare_numbers(a_by, b_by);
	if (c == 0)
		c = kind_state_order(k, a->state) -
		    kind_state_order(k, b->state);
	return c ? c : compare_states(a, b);
}

int run_compare(const struct kind *k, const struct run *a, const struct run *b)
{
	return compare_sights(
		k, a, a->first_us, a->first_by, b, b->first_us, b->first_by);
}

static int last_to_last(
	const struct kind *k, const struct run *a, const struct run *b)
{
	return compare_sights(
		k, a, a->last_us, a->last_by, b, b->last_us, b->last_by);
}

/* Does C contradict that EARLY's state held on to LATE's beginning? */
static bool contradicts(const struct kind *k, const struct run *c,
	const struct run *early, const struct run *late)
{
	if (!same_voice(c, early) || same_state(c, early))
		return false;
	return last_to_last(k, early, c) < 0 && run_compare(k, c, late) < 0;
}

/* B is of A's state: makes A cover both. */
static void join(const struct kind *k, struct run *a, const struct run *b)
{
	int c = last_to_last(k, a, b);

	if (run_compare(k, b, a) < 0) {
		a->first_us = b->first_us;
		a->first_by = b->first_by;
	}
	/* Equal texts of one sight: any order of coming gives the same. */
	if (c < 0 || (c == 0 && compare_texts(a->name, b->name) < 0)) {
		a->last_us = b->last_us;
		a->last_by = b->last_by;
		a->name = b->name;
	}
}

/* Can SIGHT be joined to the run, with nothing known to stand between? */
static bool reaches(const struct timeline *t, const struct kind *k,
	int64_t grace_us, const struct run *r, const struct run *sight)
{
	const struct run *early = r, *late = sight;

	if (!same_state(r, sight))
		return false;
	if (sight->first_us <= r->last_us && sight->last_us >= r->first_us)
		return true;
	if (sight->first_us < r->first_us) {
		early = sight;
		late = r;
	}
	if (late->first_us - early->last_us > grace_us)
		return false;
	for (size_t i = 0; i < t->count; i++)
		if (contradicts(k, &t->runs[i], early, late))
			return false;
	return true;
}

void timeline_add(struct timeline *t, const struct kind *k, int64_t grace_s,
	const struct run *sight)
{
	int64_t grace_us = grace_s * TIME_US;

	if (t->hot < t->count &&
		reaches(t, k, grace_us, &t->runs[t->hot], sight)) {
		join(k, &t->runs[t->hot], sight);
		return;
	}
	for (size_t i = t->count; i-- > 0;) {
		if (!reaches(t, k, grace_us, &t->runs[i], sight))
			continue;
		join(k, &t->runs[i], sight);
		t->hot = i;
		return;
	}
	t->runs = mem_room(t->runs, &t->cap, t->count + 1, sizeof(*t->runs));
	t->hot = t->count;
	t->runs[t->count++] = *sight;
	if (t->count >= 2 * t->settled + 16)
		timeline_settle(t, k, grace_s);
}

/* Insertion: the runs are few and nearly in order. */
static void sort_runs(struct timeline *t, const struct kind *k)
{
	for (size_t i = 1; i < t->count; i++) {
		struct run r = t->runs[i];
		size_t j = i;
		for (; j > 0 && run_compare(k, &t->runs[j - 1], &r) > 0; j--)
			t->runs[j] = t->runs[j - 1];
		t->runs[j] = r;
	}
}

/*
 * A late sight C lies inside the run R that was joined around it. R is cut
 * there; that it resumes within the grace period is all that is still
 * known.
 */
static void cut_around(struct timeline *t, const struct kind *k,
	int64_t grace_us, size_t r, size_t c)
{
	struct run rest = t->runs[r];
	int64_t resumes = t->runs[c].last_us + grace_us;

	rest.first_us = resumes < rest.last_us ? resumes : rest.last_us;
	rest.first_by = rest.last_by;
	t->runs[r].last_us = t->runs[c].first_us;
	t->runs = mem_room(t->runs, &t->cap, t->count + 1, sizeof(*t->runs));
	t->runs[t->count++] = rest;
	t->late++;
	sort_runs(t, k);
}

static bool is_inside(
	const struct kind *k, const struct run *c, const struct run *r)
{
	return same_voice(c, r) && !same_state(c, r) &&
	       run_compare(k, r, c) < 0 && c->last_us < r->last_us;
}

static void cut_contradicted(
	struct timeline *t, const struct kind *k, int64_t grace_us)
{
	for (size_t r = 0; r < t->count; r++)
		for (size_t c = r + 1; c < t->count; c++) {
			if (t->runs[c].first_us > t->runs[r].last_us)
				break;
			if (is_inside(k, &t->runs[c], &t->runs[r]))
				cut_around(t, k, grace_us, r, c);
		}
}

/* The last kept run of a voice, before index N; or N if there is none. */
static size_t voice_before(
	const struct timeline *t, size_t n, const struct run *r)
{
	for (size_t i = n; i-- > 0;)
		if (same_voice(&t->runs[i], r))
			return i;
	return n;
}

static void join_neighbours(
	struct timeline *t, const struct kind *k, int64_t grace_us)
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
			t->runs[prev].last_us >= stretch_us)
			join(k, &t->runs[prev], &r);
		else
			t->runs[kept++] = r;
	}
	t->count = kept;
}

void timeline_settle(struct timeline *t, const struct kind *k, int64_t grace_s)
{
	int64_t grace_us = grace_s * TIME_US;

	sort_runs(t, k);
	cut_contradicted(t, k, grace_us);
	join_neighbours(t, k, grace_us);
	t->settled = t->count;
	t->hot = t->count ? t->count - 1 : 0;
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
