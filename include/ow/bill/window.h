/* The window of a bill: [from, till), half open, in whole seconds. */
#ifndef OW_BILL_WINDOW_H
#define OW_BILL_WINDOW_H

#include <stdint.h>

#include "ow/base/error.h"

struct window {
	int64_t from_s, till_s; /* from_s < till_s */
};

/*
 * A month "YYYY-MM" as the time zone has it (a name of the tz database;
 * NULL: UTC), so that one with a clock change has an hour more or less. -1
 * with OW_USAGE, or with OW_CONFIG if the zone is not known here.
 */
int window_month(struct window *w, const char *month, const char *zone,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * From one time to another, each a date or a time with or without an
 * offset; without one it is of ZONE. Fractions are cut. Errors as above.
 */
int window_between(struct window *w, const char *from, const char *till,
	const char *zone, struct ow_error *err) OW_MUST_CHECK;

#endif
