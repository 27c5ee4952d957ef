#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/bill/life.h"

/* A moment at which a run's state takes hold. */
struct start {
	int64_t at_us;
	bool again; /* its word counts again */
	size_t run;
};

static bool is_dead(const struct run *r)
{
	return r->state && strcmp(r->state, KIND_DEAD) == 0;
}

int64_t life_last_sign_s(const struct resource *r)
{
	int64_t last_s = r->alive_s;

	for (size_t i = 0; i < r->timeline.count; i++) {
		const struct run *run = &r->timeline.runs[i];
		if (!is_dead(run) && time_seconds(run->last_us) > last_s)
			last_s = time_seconds(run->last_us);
	}
	return last_s;
}

bool life_seen_dead(const struct resource *r)
{
	int64_t last_s = life_last_sign_s(r);

	for (size_t i = 0; i < r->timeline.count; i++)
		if (is_dead(&r->timeline.runs[i]) &&
			time_seconds(r->timeline.runs[i].last_us) >= last_s)
			return true;
	return false;
}

/* Do notifications still tell of it at AT, or again soon after? */
static bool is_told_after(
	const struct timeline *t, int64_t at_us, int64_t grace_us)
{
	for (size_t i = 0; i < t->count; i++) {
		int64_t first_us = t->runs[i].first_us;
		if (!t->runs[i].poller && t->runs[i].last_us >= at_us &&
			first_us - at_us <= grace_us)
			return true;
	}
	return false;
}

/* When that host's agent was last heard of. */
static int64_t last_of_poller(const struct timeline *t, const char *poller)
{
	int64_t last_us = TIME_NEVER;

	for (size_t i = 0; i < t->count; i++)
		if (t->runs[i].poller == poller && t->runs[i].last_us > last_us)
			last_us = t->runs[i].last_us;
	return last_us;
}

/*
 * With no event to tell, a server that went to another host and came back
 * is told by the agents alone: when the new host's agent falls silent and
 * the old one's goes on for longer than the grace period, its word counts
 * again. Returns that agent's run, or COUNT.
 */
static size_t outlived_by(
	const struct timeline *t, size_t silent, int64_t grace_us)
{
	const struct run *s = &t->runs[silent];

	for (size_t i = silent; s->poller && i-- > 0;) {
		const struct run *r = &t->runs[i];
		if (r->poller && r->poller != s->poller &&
			r->last_us > s->last_us &&
			last_of_poller(t, r->poller) - grace_us > s->last_us)
			return is_told_after(t, s->last_us, grace_us) ? t->count
								      : i;
	}
	return t->count;
}

static int compare_starts(const void *a, const void *b)
{
	const struct start *x = a, *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	if (x->again != y->again)
		return x->again - y->again;
	return (x->run > y->run) - (x->run < y->run);
}

static struct start *find_starts(
	const struct timeline *t, int64_t grace_us, size_t *count)
{
	struct start *starts = mem_zero(2 * t->count, sizeof(*starts));
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++) {
		size_t back = outlived_by(t, i, grace_us);
		starts[n++] = (struct start){t->runs[i].first_us, false, i};
		if (back < t->count)
			starts[n++] =
				(struct start){t->runs[i].last_us, true, back};
	}
	qsort(starts, n, sizeof(*starts), compare_starts);
	*count = n;
	return starts;
}

static int64_t begin_of(const struct inventory *v, const struct resource *r,
	const struct run *first)
{
	int64_t covered =
		coverage_begins(&v->coverage, r->region, r->kind->type);
	int64_t seen_s = time_seconds(first->first_us);

	if (first->first_by == SEEN_BY_CREATE)
		return first->first_us;
	if (r->created_s != TIME_NEVER)
		return r->created_s < seen_s ? r->created_s * TIME_US
					     : first->first_us;
	if (first->first_by > SEEN_BY_AUDIT || covered == TIME_NEVER ||
		covered > seen_s ||
		seen_s - covered > inventory_grace(v, r->kind))
		return first->first_us;
	return covered * TIME_US;
}

static bool class_unknown(const struct kind *k, const char *class)
{
	return k->class_unknown && k->class_unknown(class);
}

/* Who tells the next state after the start at I, if anybody does. */
static bool event_tells_next(const struct timeline *t,
	const struct start *starts, size_t i, size_t n)
{
	while (++i < n) {
		const struct run *r = &t->runs[starts[i].run];
		if (r->state)
			return r->first_by >= SEEN_BY_START;
	}
	return false;
}

/*
 * A poll that tells no state still shows that the server is there. Unless an
 * event tells later when it was built, or unshelved, it is from here on.
 */
static bool shows_life(const struct kind *k, const struct timeline *t,
	const struct start *starts, size_t i, size_t n, const char *before)
{
	const struct kind_state *s = kind_state(k, before);

	return s && s->silent &&
	       t->runs[starts[i].run].first_by == SEEN_BY_POLL &&
	       !event_tells_next(t, starts, i, n);
}

/* What S does not tell, it takes from OTHER. */
static void complete(
	const struct kind *k, struct segment *s, const struct segment *other)
{
	if (!s->project)
		s->project = other->project;
	if (!s->name)
		s->name = other->name;
	if (s->size == SPAN_NO_SIZE)
		s->size = other->size;
	if (class_unknown(k, s->class) && other->class &&
		(!s->class || !class_unknown(k, other->class)))
		s->class = other->class;
}

static void fill_in(const struct kind *k, const struct timeline *t,
	const struct start *starts, struct segment *s, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const char *before = s[i - 1].state;
		complete(k, &s[i], &s[i - 1]);
		if (!s[i].state && !shows_life(k, t, starts, i, n, before))
			s[i].state = before;
	}
	for (size_t i = n; i-- > 1;)
		complete(k, &s[i - 1], &s[i]);
}

struct segment *life_segments(
	const struct inventory *v, const struct resource *r, size_t *count)
{
	const struct timeline *t = &r->timeline;
	int64_t grace_us = inventory_grace(v, r->kind) * TIME_US;
	size_t n;
	struct start *starts = find_starts(t, grace_us, &n);
	struct segment *s = mem_zero(n, sizeof(*s));

	for (size_t i = 0; i < n; i++) {
		const struct run *run = &t->runs[starts[i].run];
		s[i] = (struct segment){
			.from_us = starts[i].at_us,
			.till_us = i + 1 < n ? starts[i + 1].at_us : INT64_MAX,
			.project = run->project,
			.name = run->name,
			.class = run->class,
			.state = run->state,
			.size = run->size,
		};
	}
	if (n > 0) {
		if (is_dead(&t->runs[starts[0].run]))
			s[0].state = NULL; /* it was not so before its end */
		fill_in(r->kind, t, starts, s, n);
		s[0].from_us = begin_of(v, r, &t->runs[starts[0].run]);
	}
	free(starts);
	*count = n;
	return s;
}
