/*
 * Which states are not billed: each type's default (kind.h), or a list in
 * its place.
 */
#ifndef OW_BILL_STATES_H
#define OW_BILL_STATES_H

#include <stdbool.h>

#include "ow/bill/inventory.h"

struct states {
	/* "S+S" by place in kinds_all; NULL: the default */
	char *unbilled[INVENTORY_KINDS];
};

#define STATES_INIT       \
	{                 \
		{         \
			0 \
		}         \
	}

/*
 * Sets the lists from "TYPE=S+S,..."; an empty one bills all. -1 with
 * OW_USAGE, for a state that the type does not have too: a slip of the pen
 * would bill what is meant to be free.
 */
int states_set(
	struct states *s, const char *list, struct ow_error *err) OW_MUST_CHECK;

/* STATE is NULL where it was never told: such a resource lives, and pays. */
bool states_billed(
	const struct states *s, const struct kind *k, const char *state);

void states_clear(struct states *s);

#endif
