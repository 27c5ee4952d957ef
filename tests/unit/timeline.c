/* Sights folded into runs. */
#include "ow/bill/timeline.h"
#include "ow/base/buf.h"
#include "ow/base/map.h"
#include "ow/base/time.h"
#include "unit.h"

#define GRACE 60

static struct map texts = MAP_INIT;

/* A sight at AT seconds of a state, by a witness, from a poller. */
static struct run sight(int64_t at, enum witness by, const char *state,
	int64_t size, const char *poller)
{
	return (struct run){.first_us = at * TIME_US,
		.last_us = at * TIME_US,
		.first_by = by,
		.last_by = by,
		.state = map_text(&texts, state),
		.poller = map_text(&texts, poller),
		.size = size,
		.order = kind_state_order(kind_by_type("volume"), state)};
}

static void poll(struct timeline *t, int64_t at, const char *state)
{
	struct run r = sight(at, SEEN_BY_POLL, state, 1, NULL);

	timeline_add_sight(t, GRACE, &r);
}

/* The runs as "state first-last", by the second. */
static void show(const struct timeline *t, struct buf *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct run *r = &t->runs[i];
		buf_addf(out, "%s%s%s %" PRId64 "-%" PRId64 "\n",
			r->poller ? r->poller : "", r->poller ? ":" : "",
			r->state ? r->state : "?", r->first_us / TIME_US,
			r->last_us / TIME_US);
	}
}

static void check_runs(struct timeline *t, const char *want)
{
	struct buf out = BUF_INIT(100000);

	timeline_settle(t, GRACE);
	show(t, &out);
	CHECK_TEXT(out.data ? out.data : "", want);
	buf_clear(&out);
}

static void test_joining(void)
{
	struct timeline t = TIMELINE_INIT;

	check_runs(&t, "");
	poll(&t, 0, "a");
	poll(&t, 60, "a");
	poll(&t, 121, "a");
	poll(&t, 181, "a");
	poll(&t, 200, "b");
	poll(&t, 210, "a");
	check_runs(&t, "a 0-60\na 121-181\nb 200-200\na 210-210\n");
	CHECK_INT(t.late, 0);
	poll(&t, 90, "a");
	check_runs(&t, "a 0-181\nb 200-200\na 210-210\n");
	timeline_clear(&t);
	CHECK_INT(t.count, 0);
}

static void test_fraction_of_a_second(void)
{
	struct timeline t = TIMELINE_INIT;
	struct run r = sight(60, SEEN_BY_POLL, "a", 1, NULL);

	poll(&t, 0, "a");
	r.first_us++;
	r.last_us++;
	timeline_add_sight(&t, GRACE, &r);
	check_runs(&t, "a 0-0\na 60-60\n");
	timeline_clear(&t);
}

static void test_voices(void)
{
	static const char *const hosts[] = {"h1", "h2"};
	struct timeline t = TIMELINE_INIT;

	for (int i = 0; i < 10; i++)
		for (int h = 0; h < 2; h++) {
			struct run r = sight(i * 50 + h, SEEN_BY_POLL, "in-use",
				h, hosts[h]);
			timeline_add_sight(&t, GRACE, &r);
			r = sight(i * 50 + 2, SEEN_BY_EVENT, NULL, 1, NULL);
			timeline_add_sight(&t, GRACE, &r);
		}
	check_runs(&t, "h1:in-use 0-450\nh2:in-use 1-451\n? 2-452\n");
	timeline_clear(&t);
}

/* Another voice keeps a resource in sight while one is silent. */
static void test_bridged_by_another(void)
{
	struct timeline t = TIMELINE_INIT;
	struct run r;

	for (int at = 0; at <= 600; at += 50) {
		r = sight(at, SEEN_BY_POLL, "in-use", 1, "h1");
		timeline_add_sight(&t, GRACE, &r);
	}
	r = sight(10, SEEN_BY_EVENT, NULL, 1, NULL);
	timeline_add_sight(&t, GRACE, &r);
	r = sight(590, SEEN_BY_EVENT, NULL, 1, NULL);
	timeline_add_sight(&t, GRACE, &r);
	check_runs(&t, "h1:in-use 0-600\n? 10-590\n");
	timeline_clear(&t);
}

/* At one instant the order is that of the witnesses, then of a life. */
static void test_ties(void)
{
	static const enum witness by[] = {SEEN_BY_CREATE, SEEN_BY_POLL,
		SEEN_BY_END, SEEN_BY_START, SEEN_BY_AUDIT, SEEN_BY_EVENT};
	struct timeline t = TIMELINE_INIT;
	struct run r;

	for (int i = 0; i < 6; i++) {
		r = sight(100, by[i], "in-use", by[i], NULL);
		timeline_add_sight(&t, GRACE, &r);
	}
	timeline_settle(&t, GRACE);
	CHECK_INT(t.count, 6);
	for (int i = 0; i < 6; i++)
		CHECK_INT(t.runs[i].size, i);
	timeline_clear(&t);
	poll(&t, 100, "deleted");
	poll(&t, 100, "creating");
	poll(&t, 100, "in-use");
	poll(&t, 100, "unheard");
	poll(&t, 100, "available");
	timeline_settle(&t, GRACE);
	CHECK_TEXT(t.runs[0].state, "creating");
	CHECK_TEXT(t.runs[4].state, "deleted");
	timeline_clear(&t);
}

static void test_late(void)
{
	struct timeline t = TIMELINE_INIT;

	for (int at = 0; at <= 100; at += 10)
		poll(&t, at, "a");
	poll(&t, 25, "b");
	check_runs(&t, "a 0-25\nb 25-25\na 85-100\n");
	CHECK_INT(t.late, 1);
	timeline_clear(&t);
}

static void test_name(void)
{
	struct timeline t = TIMELINE_INIT;
	struct run r = sight(0, SEEN_BY_POLL, "a", 1, NULL);

	r.name = "old";
	timeline_add_sight(&t, GRACE, &r);
	r.first_us = r.last_us = 10 * TIME_US;
	r.name = "new";
	timeline_add_sight(&t, GRACE, &r);
	r.first_us = r.last_us = 5 * TIME_US;
	r.name = "between";
	timeline_add_sight(&t, GRACE, &r);
	timeline_settle(&t, GRACE);
	CHECK_INT(t.count, 1);
	CHECK_TEXT(t.runs[0].name, "new");
	timeline_clear(&t);
}

static void test_seen(void)
{
	struct timeline t = TIMELINE_INIT;
	size_t n = 0;

	poll(&t, 0, "a");
	poll(&t, 50, "b");
	poll(&t, 110, "a");
	poll(&t, 171, "a");
	timeline_settle(&t, GRACE);
	struct seen *seen = timeline_seen(&t, GRACE, &n);
	CHECK_INT(n, 2);
	CHECK_INT(seen[0].first_us, 0);
	CHECK_INT(seen[0].last_us, 110 * TIME_US);
	CHECK_INT(seen[1].first_us, 171 * TIME_US);
	free(seen);
	timeline_clear(&t);
}

#define SIGHTS 60

/* The sights of a made-up life, in order of time. */
static int make_life(uint64_t *seed, struct run *sights)
{
	static const char *const states[] = {"available", "in-use", NULL};
	static const char *const hosts[] = {NULL, "h1", "h2"};
	int64_t at = 0;
	int state = 0;

	for (int i = 0; i < SIGHTS; i++) {
		at += 1 + unit_random(seed) % (2 * GRACE);
		if (unit_random(seed) % 4 == 0)
			state = (int)(unit_random(seed) % 3);
		sights[i] = sight(at, unit_random(seed) % SEEN_BY_COUNT,
			states[state], 1, hosts[unit_random(seed) % 3]);
	}
	return SIGHTS;
}

static void fold(const struct run *sights, int n, int step, struct timeline *t)
{
	for (int i = step > 0 ? 0 : n - 1; i >= 0 && i < n; i += step)
		timeline_add_sight(t, GRACE, &sights[i]);
	timeline_settle(t, GRACE);
}

static void check_same(const struct timeline *a, const struct timeline *b)
{
	struct buf x = BUF_INIT(100000), y = BUF_INIT(100000);

	show(a, &x);
	show(b, &y);
	CHECK_TEXT(y.data, x.data);
	CHECK_INT(a->late, 0);
	CHECK_INT(b->late, 0);
	buf_clear(&x);
	buf_clear(&y);
}

/* Ascending, descending, twice, folded again, in two halves: all the same. */
static void test_laws(void)
{
	uint64_t seed = 1;
	struct run sights[SIGHTS];

	for (int round = 0; round < 300; round++) {
		struct timeline up = TIMELINE_INIT, other = TIMELINE_INIT;
		struct timeline late = TIMELINE_INIT;
		int n = make_life(&seed, sights);
		fold(sights, n, 1, &up);
		fold(sights, n, -1, &other);
		check_same(&up, &other);
		fold(sights, n, 1, &other);
		check_same(&up, &other);
		timeline_clear(&other);
		fold(up.runs, (int)up.count, 1, &other);
		check_same(&up, &other);
		timeline_clear(&other);
		fold(sights, n / 2, 1, &other);
		fold(sights + n / 2, n - n / 2, 1, &late);
		fold(late.runs, (int)late.count, 1, &other);
		check_same(&up, &other);
		timeline_clear(&late);
		timeline_clear(&up);
		timeline_clear(&other);
	}
}

/* Memory grows with changes, not with sights. */
static void test_memory(void)
{
	struct timeline t = TIMELINE_INIT;

	for (int i = 0; i < 1000000; i++)
		poll(&t, i, "a");
	CHECK(t.cap < 64);
	check_runs(&t, "a 0-999999\n");
	timeline_clear(&t);
}

int main(void)
{
	test_joining();
	test_fraction_of_a_second();
	test_voices();
	test_bridged_by_another();
	test_ties();
	test_late();
	test_name();
	test_seen();
	test_laws();
	test_memory();
	map_clear(&texts);
	return unit_done();
}
