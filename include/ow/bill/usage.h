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
#include "ow/bill/window.h"
#include "ow/record/record.h"

struct usage_options {
	struct window window;
	bool cut_gaps;
	/* states not billed, as "S+S" by place in kinds_all; NULL: default */
	char *unbilled[INVENTORY_KINDS];
};

/*
 * Sets the lists from "TYPE=S+S,...", which may be empty for a type ("all
 * is billed"). They are freed by usage_options_clear(). -1 with OW_USAGE,
 * for unknown states too.
 */
int usage_set_states(struct usage_options *o, const char *list,
	struct ow_error *err) OW_MUST_CHECK;
void usage_options_clear(struct usage_options *o);

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
