/* Pauses between tries. */
#include "ow/source/pause.h"
#include "unit.h"

static void test_growth(void)
{
	uint64_t seed = 1;

	for (int i = 0; i < 1000; i++) {
		uint32_t random = unit_random(&seed);
		int64_t full = 250;
		for (int64_t tries = 1; tries < 100; tries++) {
			int64_t ms = pause_ms(tries, 0, random);
			CHECK(ms >= full / 2 && ms <= full);
			full = full < 32000 ? full * 2 : full;
		}
	}
}

static void test_jitter(void)
{
	CHECK_INT(pause_ms(1, 0, 0), 125);
	CHECK_INT(pause_ms(1, 0, 125), 250);
	CHECK_INT(pause_ms(1, 0, 126), 125);
	CHECK_INT(pause_ms(100, 0, 16000), 32000);
}

static void test_asked(void)
{
	CHECK_INT(pause_ms(1, 3, 0), 3000);
	CHECK_INT(pause_ms(1, 3, 7), 3007);
	/* what is asked for is a minimum, and has a maximum */
	CHECK_INT(pause_ms(8, 3, 0), 16000);
	CHECK_INT(pause_ms(1, 86400, 0), PAUSE_ASKED_MAX_S * 1000);
}

int main(void)
{
	test_growth();
	test_jitter();
	test_asked();
	return unit_done();
}
