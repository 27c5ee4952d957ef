#include <stdio.h>
#include <time.h>

#include "ow/source/retry.h"

#define PAUSE_MAX_S 30

bool retry_after(struct retry *r, const struct ow_error *why)
{
	unsigned s = r->done < 5 ? 1u << r->done : PAUSE_MAX_S;
	struct timespec left = {.tv_sec = s};
	char text[600];

	if (why->code != OW_AGAIN || r->done >= r->most)
		return false;
	r->done++;
	if (r->note) {
		snprintf(text, sizeof(text), "%s; retry %u of %u in %u s",
			why->text, r->done, r->most, s);
		r->note(r->context, text);
	}
	nanosleep(&left, NULL);
	return true;
}
