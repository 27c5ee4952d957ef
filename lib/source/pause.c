#include "ow/source/pause.h"

#define FIRST_MS 250
#define DOUBLINGS 7

int64_t pause_ms(int64_t tries, int64_t asked_s, uint32_t random)
{
	int64_t doublings = tries - 1 < DOUBLINGS ? tries - 1 : DOUBLINGS;
	int64_t half = (int64_t)FIRST_MS << doublings >> 1;
	int64_t least = half;

	if (asked_s > PAUSE_ASKED_MAX_S)
		asked_s = PAUSE_ASKED_MAX_S;
	if (least < asked_s * 1000)
		least = asked_s * 1000;
	return least + random % (half + 1);
}
