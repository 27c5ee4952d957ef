/* What scans let go: joined, overlapping, cut, of several meters and types. */
#include "ow/base/time.h"
#include "ow/purge/plan.h"
#include "unit.h"

#define READ(s) ((s) + PURGE_MARGIN_S)

static struct purge_plan plan;
static struct ow_error err;

static struct scan window(const char *type, const char *meter, int64_t from,
	int64_t till, int64_t read)
{
	return (struct scan){.source = "ceilometer",
		.types = {type},
		.type_count = 1,
		.meters = {meter},
		.meter_count = meter ? 1 : 0,
		.from_s = from,
		.till_s = till,
		.read_s = read,
		.at_s = TIME_NEVER,
		.first_s = TIME_NEVER,
		.last_s = TIME_NEVER};
}

static void add(const char *type, const char *meter, int64_t from, int64_t till,
	int64_t before)
{
	struct scan s = window(type, meter, from, till, READ(before));

	CHECK(purge_plan_add(&plan, &s, &err) == 0);
}

static void check_part(size_t i, int64_t from, int64_t till)
{
	CHECK(i < plan.part_count);
	CHECK_INT(plan.parts[i].from_s, from);
	CHECK_INT(plan.parts[i].till_s, till);
}

static void overlapping_windows_count_the_latest_reading(void)
{
	purge_plan_init(&plan, NULL);
	add("instance", NULL, 20, 40, 100);
	add("instance", NULL, 0, 30, 50);
	add("instance", NULL, 60, 70, 80);
	add("instance", NULL, 70, 80, 80);
	add("instance", NULL, 90, 90, 95);
	purge_plan_make(&plan, 1000);
	CHECK_INT(plan.part_count, 3);
	CHECK_INT(plan.meter_count, 1);
	CHECK_TEXT(plan.meters[0].name, "instance");
	check_part(0, 0, 20);
	CHECK_INT(plan.parts[0].before_s[0], 50);
	check_part(1, 20, 40);
	CHECK_INT(plan.parts[1].before_s[0], 100);
	check_part(2, 60, 80);
	CHECK_INT(plan.parts[2].before_s[0], 80);
	CHECK_INT(plan.latest_s, READ(100));
	purge_plan_clear(&plan);
}

static void what_is_younger_is_cut_off(void)
{
	purge_plan_init(&plan, NULL);
	add("volume", NULL, 10, 20, 100);
	add("volume", NULL, 30, 50, 100);
	purge_plan_make(&plan, 40);
	CHECK_INT(plan.part_count, 2);
	check_part(1, 30, 40);
	purge_plan_clear(&plan);
	purge_plan_init(&plan, NULL);
	add("volume", NULL, 10, 20, 100);
	purge_plan_make(&plan, 10);
	CHECK_INT(plan.part_count, 0);
	purge_plan_clear(&plan);
}

static void meters_have_parts_of_their_own(void)
{
	purge_plan_init(&plan, NULL);
	add("instance", "memory", 0, 20, 100);
	add("image", "image.size", 10, 30, 50);
	CHECK(purge_plan_meter(&plan, "cpu", &err) == 0);
	CHECK(purge_plan_meter(&plan, "memory", &err) == 0);
	CHECK_INT(plan.meter_count, 3);
	purge_plan_make(&plan, 1000);
	CHECK_INT(plan.part_count, 3);
	check_part(0, 0, 10);
	CHECK_INT(plan.parts[0].before_s[0], 100);
	CHECK_INT(plan.parts[0].before_s[1], TIME_NEVER);
	CHECK_INT(plan.parts[0].before_s[2], TIME_NEVER);
	check_part(1, 10, 20);
	CHECK_INT(plan.parts[1].before_s[2], 50);
	check_part(2, 20, 30);
	CHECK_INT(plan.parts[2].before_s[0], TIME_NEVER);
	CHECK_INT(plan.parts[2].before_s[1], 50);
	CHECK_INT(plan.parts[2].before_s[2], TIME_NEVER);
	CHECK(purge_plan_has_type(&plan, "instance"));
	CHECK(!purge_plan_has_type(&plan, "volume"));
	purge_plan_clear(&plan);
}

static void a_type_may_be_read_by_another_meter_later(void)
{
	purge_plan_init(&plan, NULL);
	add("instance", "instance", 0, 10, 100);
	add("instance", "memory", 10, 20, 100);
	CHECK(purge_plan_meter(&plan, "cpu", &err) == 0);
	purge_plan_make(&plan, 1000);
	CHECK_INT(plan.part_count, 2);
	CHECK_INT(plan.parts[0].before_s[2], 100);
	CHECK_INT(plan.parts[1].before_s[2], 100);
	purge_plan_clear(&plan);
}

static void what_proves_nothing_is_left_out(void)
{
	struct scan s = window("instance", NULL, 0, 10, TIME_NEVER);

	purge_plan_init(&plan, NULL);
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	CHECK_INT(plan.undated_count, 1);
	s.read_s = 1000;
	s.project = "p1";
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	s.project = NULL;
	s.source = "gnocchi";
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	CHECK(purge_plan_has_type(&plan, "instance"));
	s = window("network", NULL, 0, 10, 1000);
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	CHECK_INT(plan.window_count, 0);
	CHECK_INT(plan.undated_count, 1);
	purge_plan_make(&plan, 1000);
	CHECK_INT(plan.part_count, 0);
	purge_plan_clear(&plan);
}

static void regions_are_not_mixed(void)
{
	struct scan s = window("instance", NULL, 0, 10, 1000);

	purge_plan_init(&plan, NULL);
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	s.region = "R";
	CHECK(purge_plan_add(&plan, &s, &err) == -1);
	CHECK_INT(err.code, OW_USAGE);
	purge_plan_clear(&plan);
	purge_plan_init(&plan, "R");
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	s.region = NULL;
	CHECK(purge_plan_add(&plan, &s, &err) == 0);
	CHECK_INT(plan.window_count, 1);
	purge_plan_clear(&plan);
}

static void there_is_a_limit_of_meters(void)
{
	char name[16];

	purge_plan_init(&plan, NULL);
	for (int i = 0; i < PURGE_METERS_MAX; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		CHECK(purge_plan_meter(&plan, name, &err) == 0);
	}
	CHECK(purge_plan_meter(&plan, "m1", &err) == 0);
	CHECK(purge_plan_meter(&plan, "one more", &err) == -1);
	CHECK_INT(err.code, OW_USAGE);
	purge_plan_clear(&plan);
}

/* Moment by moment, against all windows. */
static void random_windows_are_as_each_moment_says(void)
{
	static const char *const meters[] = {"instance", "volume.size"};
	static const char *const types[] = {"instance", "volume"};
	uint64_t seed = 1;

	for (int round = 0; round < 200; round++) {
		int64_t want[3][64];
		size_t part = 0;
		purge_plan_init(&plan, NULL);
		for (int i = 0; i < 64; i++)
			want[0][i] = want[1][i] = TIME_NEVER;
		add(types[0], meters[0], 0, 0, 1);
		add(types[1], meters[1], 0, 0, 1);
		for (uint32_t n = unit_random(&seed) % 12; n > 0; n--) {
			uint32_t m = unit_random(&seed) % 2;
			int64_t from = unit_random(&seed) % 60;
			int64_t till = from + unit_random(&seed) % 20;
			int64_t before = 100 + unit_random(&seed) % 4;
			if (till > 64)
				till = 64;
			add(types[m], meters[m], from, till, before);
			for (int64_t t = from; t < till; t++)
				if (before > want[m][t])
					want[m][t] = before;
		}
		CHECK(purge_plan_meter(&plan, "cpu", &err) == 0);
		purge_plan_make(&plan, 50);
		for (int64_t t = 0; t < 64; t++) {
			want[2][t] = want[0][t] < want[1][t] ? want[0][t]
							     : want[1][t];
			while (part < plan.part_count &&
				plan.parts[part].till_s <= t)
				part++;
			bool in = part < plan.part_count &&
				  plan.parts[part].from_s <= t;
			for (int m = 0; m < 3; m++)
				CHECK_INT(in ? plan.parts[part].before_s[m]
					     : TIME_NEVER,
					t < 50 ? want[m][t] : TIME_NEVER);
		}
		purge_plan_clear(&plan);
	}
}

int main(void)
{
	overlapping_windows_count_the_latest_reading();
	what_is_younger_is_cut_off();
	meters_have_parts_of_their_own();
	a_type_may_be_read_by_another_meter_later();
	what_proves_nothing_is_left_out();
	regions_are_not_mixed();
	there_is_a_limit_of_meters();
	random_windows_are_as_each_moment_says();
	return unit_done();
}
