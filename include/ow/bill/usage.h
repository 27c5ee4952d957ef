/*
 * From lives to what is billed in a window.
 *
 * Which states are not billed is each type's default (kind.h) or an
 * option's list. Seconds with no evidence near are billed and counted, or
 * cut: those of a gap between two sights longer than the grace period, of a
 * beginning or an end that no sight is near to. A state in which a living
 * resource is silent has no gaps.
 */
#ifndef OW_BILL_USAGE_H
#define OW_BILL_USAGE_H

#include <stdbool.h>

#include "ow/bill/inventory.h"
#include "ow/bill/states.h"
#include "ow/bill/window.h"
#include "ow/record/record.h"

struct usage_options {
	struct window window;
	bool cut_gaps;
	struct states states;
};

/*
 * Calls EACH for every usage of R: one for each project, class and size with
 * billed seconds, in order. Account and tenant are left NULL. NOTE is told,
 * in a line, of what is odd: no project, a negative life, sights after the
 * end, no size. Returns how many could not be billed for want of a size.
 */
int usage_each(const struct inventory *v, const struct resource *r,
	const struct usage_options *o,
	void (*each)(void *context, const struct usage *u),
	void (*note)(void *context, const char *text), void *context);

#endif
