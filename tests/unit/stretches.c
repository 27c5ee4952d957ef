/* Stretches of time, joined, and the latest reading of each moment. */
#include "ow/bill/stretches.h"
#include "ow/base/time.h"
#include "unit.h"

#define MOMENTS 24

/* The latest reading of each of the first moments, by brute force. */
static void paint(int64_t read[MOMENTS], const struct stretch *s)
{
	for (int64_t at = s->first_s; at < s->last_s; at++)
		if (s->read_s > read[at])
			read[at] = s->read_s;
}

static void nothing(int64_t read[MOMENTS])
{
	for (int i = 0; i < MOMENTS; i++)
		read[i] = -1;
}

/* In order, without overlap, and none that could be joined to the next. */
static void check_order(const struct stretches *list)
{
	for (size_t i = 1; i < list->count; i++) {
		const struct stretch *a = &list->items[i - 1], *b = a + 1;
		CHECK(a->last_s <= b->first_s);
		CHECK(a->last_s < b->first_s || a->read_s != b->read_s);
	}
}

/* Windows as they may be read again and again, some cut back to others. */
static void test_readings(void)
{
	uint64_t seed = 3;

	for (int round = 0; round < 500; round++) {
		struct stretches list = {.gap_s = 0};
		int64_t want[MOMENTS], got[MOMENTS];
		nothing(want);
		nothing(got);
		for (int i = 0; i <= round % 40; i++) {
			int64_t first = unit_random(&seed) % (MOMENTS - 1);
			int64_t left = MOMENTS - 1 - first;
			struct stretch s = {first,
				first + 1 + unit_random(&seed) % left,
				unit_random(&seed) % 4};
			stretches_add(&list, &s);
			paint(want, &s);
		}
		stretches_settle(&list);
		check_order(&list);
		for (size_t i = 0; i < list.count; i++)
			paint(got, &list.items[i]);
		for (int i = 0; i < MOMENTS; i++)
			CHECK_INT(got[i], want[i]);
		stretches_clear(&list);
	}
}

/* Sights within the gap are one, in whatever order they come. */
static void test_sights(void)
{
	static const int64_t at[] = {0, 50, 10, 30, 20, 61, 71, 71};
	struct stretches list = {.gap_s = 10};

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		stretches_add(
			&list, &(struct stretch){at[i], at[i], TIME_NEVER});
	stretches_settle(&list);
	CHECK_INT(list.count, 3);
	CHECK_INT(list.items[0].last_s, 30);
	CHECK_INT(list.items[1].first_s, 50);
	CHECK_INT(list.items[1].last_s, 50);
	CHECK_INT(list.items[2].first_s, 61);
	CHECK_INT(list.items[2].last_s, 71);
	stretches_clear(&list);
	stretches_settle(&list);
	CHECK_INT(list.count, 0);
}

int main(void)
{
	test_readings();
	test_sights();
	return unit_done();
}
