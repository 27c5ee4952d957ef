/* What the evidence covers, and when silence is evidence. */
#include "ow/bill/coverage.h"
#include "ow/base/buf.h"
#include "ow/base/time.h"
#include "unit.h"

#define HOUR 3600
#define GRACE HOUR

static int64_t grace_of(const void *context, const char *type)
{
	(void)context;
	return strcmp(type, "volume") == 0 ? 3 * HOUR : GRACE;
}

static void sight(struct coverage *c, const char *region, int64_t at_s)
{
	coverage_add_sight(coverage_sights(c, region, "instance", GRACE), at_s);
}

static void add(struct coverage *c, struct scan scan)
{
	scan.types[0] = "instance";
	scan.type_count = 1;
	coverage_add_scan(c, &scan, NULL, grace_of, NULL);
}

static void add_window(struct coverage *c, int64_t from_s, int64_t till_s)
{
	add(c, (struct scan){.source = "api",
		       .from_s = from_s,
		       .till_s = till_s,
		       .read_s = TIME_NEVER,
		       .at_s = TIME_NEVER,
		       .first_s = TIME_NEVER,
		       .last_s = TIME_NEVER});
}

static void add_listing(struct coverage *c, const char *region, int64_t at_s)
{
	add(c, (struct scan){.source = "db",
		       .region = region,
		       .from_s = TIME_NEVER,
		       .till_s = TIME_NEVER,
		       .read_s = TIME_NEVER,
		       .at_s = at_s,
		       .first_s = TIME_NEVER,
		       .last_s = TIME_NEVER});
}

static bool silent(struct coverage *c, const char *region, int64_t last_s)
{
	return coverage_is_silent(c, region, "instance", last_s, GRACE);
}

static void test_sights(void)
{
	struct coverage c = COVERAGE_INIT;

	CHECK(!coverage_has_sights(&c, NULL, "instance"));
	CHECK_INT(coverage_begins(&c, NULL, "instance"), TIME_NEVER);
	for (int i = 0; i <= 10; i++)
		sight(&c, NULL, i * HOUR);
	coverage_settle(&c);
	CHECK(coverage_has_sights(&c, NULL, "instance"));
	CHECK(!coverage_has_sights(&c, NULL, "volume"));
	CHECK(!coverage_has_sights(&c, "north", "instance"));
	CHECK_INT(coverage_begins(&c, NULL, "instance"), 0);
	CHECK(silent(&c, NULL, 9 * HOUR - 1));
	CHECK(!silent(&c, NULL, 9 * HOUR));
	CHECK(!silent(&c, NULL, 20 * HOUR));
	CHECK(silent(&c, NULL, -5));
	CHECK(!silent(&c, "north", 0));
	coverage_clear(&c);
	CHECK(!coverage_has_sights(&c, NULL, "instance"));
}

/* An outage is no time in which the resource could have been seen. */
static void test_outage(void)
{
	struct coverage c = COVERAGE_INIT;

	sight(&c, NULL, 0);
	sight(&c, NULL, 100 * HOUR);
	sight(&c, NULL, 101 * HOUR);
	coverage_settle(&c);
	CHECK(!silent(&c, NULL, 0));
	sight(&c, NULL, 101 * HOUR + 1);
	coverage_settle(&c);
	CHECK(silent(&c, NULL, 0));
	coverage_clear(&c);
}

static void test_listings(void)
{
	struct coverage c = COVERAGE_INIT;

	add_listing(&c, "north", 10 * HOUR);
	coverage_settle(&c);
	CHECK(coverage_has_sights(&c, "north", "instance"));
	CHECK(silent(&c, "north", 10 * HOUR - 1));
	CHECK(!silent(&c, "north", 10 * HOUR));
	CHECK(!silent(&c, NULL, 0));
	CHECK_INT(coverage_begins(&c, "north", "instance"), 10 * HOUR);
	coverage_clear(&c);
}

/* That a window was read is no proof that anything was polled in it. */
static void test_windows(void)
{
	struct coverage c = COVERAGE_INIT;

	add_window(&c, 0, 100 * HOUR);
	coverage_settle(&c);
	CHECK(!coverage_has_sights(&c, NULL, "instance"));
	CHECK(!silent(&c, NULL, 0));
	CHECK_INT(coverage_begins(&c, NULL, "instance"), 0);
	coverage_clear(&c);
}

/* One project's listing says nothing of the others, nor of when all began. */
static void test_one_project(void)
{
	struct coverage c = COVERAGE_INIT;

	add(&c, (struct scan){.source = "db",
			.project = "p",
			.from_s = TIME_NEVER,
			.till_s = TIME_NEVER,
			.read_s = TIME_NEVER,
			.at_s = 10 * HOUR,
			.first_s = TIME_NEVER,
			.last_s = TIME_NEVER});
	coverage_settle(&c);
	CHECK(!coverage_has_sights(&c, NULL, "instance"));
	CHECK(!silent(&c, NULL, 0));
	CHECK_INT(coverage_begins(&c, NULL, "instance"), TIME_NEVER);
	coverage_clear(&c);
}

static void note(void *context, const struct scan *s)
{
	bool window = s->from_s != TIME_NEVER;

	CHECK(s->type_count == 1 && s->at_s == TIME_NEVER);
	CHECK((s->first_s == TIME_NEVER) == window);
	buf_addf(context, "%s %s %s %c %" PRId64 "-%" PRId64 "\n", s->source,
		s->types[0], s->region ? s->region : "-", window ? 'w' : 's',
		(window ? s->from_s : s->first_s) / HOUR,
		(window ? s->till_s : s->last_s) / HOUR);
}

static const char folded[] = "api instance - w 0-20\n"
			     "api instance - w 30-40\n"
			     "db instance - s 1-3\n"
			     "db instance north s 2-2\n"
			     "polls instance - s 0-2\n"
			     "polls instance - s 5-6\n"
			     "polls instance north s 0-0\n";

/* One scan for each stretch, in whatever order they came, again and again. */
static void test_folding(void)
{
	uint64_t seed = 7;

	for (int round = 0; round < 200; round++) {
		struct coverage c = COVERAGE_INIT;
		struct buf text = BUF_INIT(10000);
		for (int i = 0; i < 200; i++)
			switch (unit_random(&seed) % 13) {
			case 0:
				add_window(&c, 0, 10 * HOUR);
				break;
			case 1:
				add_window(&c, 10 * HOUR, 20 * HOUR);
				break;
			case 2:
				add_window(&c, 30 * HOUR, 40 * HOUR);
				break;
			case 3:
			case 4:
			case 5:
				add_listing(&c, NULL,
					(1 + unit_random(&seed) % 3) * HOUR);
				break;
			case 6:
				add_listing(&c, "north", 2 * HOUR);
				break;
			case 7:
				sight(&c, "north", 0);
				break;
			default:
				sight(&c, NULL,
					(unit_random(&seed) % 3) * HOUR);
				sight(&c, NULL,
					(5 + unit_random(&seed) % 2) * HOUR);
			}
		coverage_settle(&c);
		coverage_each(&c, note, &text);
		CHECK_TEXT(text.data, folded);
		coverage_clear(&c);
		buf_clear(&text);
	}
}

int main(void)
{
	test_sights();
	test_outage();
	test_listings();
	test_windows();
	test_one_project();
	test_folding();
	return unit_done();
}
