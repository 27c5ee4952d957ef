/* Trying again after a failure that may pass, with growing pauses. */
#ifndef OW_SOURCE_RETRY_H
#define OW_SOURCE_RETRY_H

#include <stdbool.h>

#include "ow/base/error.h"

struct retry {
	unsigned most; /* how often to try again */
	unsigned done; /* begin with 0 */
	/* Told before each pause, if not NULL. */
	void (*note)(void *context, const char *text);
	void *context;
};

/*
 * Waits 1, 2, 4, ... seconds, at most 30, and returns true if WHY is an
 * OW_AGAIN and a try is left; else returns false at once.
 */
bool retry_after(struct retry *r, const struct ow_error *why) OW_MUST_CHECK;

#endif
