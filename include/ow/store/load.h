/* What a store holds, folded into one, and what of it a window needs. */
#ifndef OW_STORE_LOAD_H
#define OW_STORE_LOAD_H

#include <stdbool.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/bill/inventory.h"
#include "ow/bill/window.h"
#include "ow/store/store.h"

struct load {
	struct inventory inventory;
	struct buf labels; /* lines */
};

/*
 * Reads the parts for which WANTS says yes (NULL: all) and settles them, with
 * the store's grace periods. L is the caller's to clear, on errors too. -1
 * with OW_INCOMPLETE if a part is damaged.
 */
int load_read(struct load *l, struct store *s, bool (*wants)(const char *part),
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Could any second of the resource be billed in the window? Its life is
 * looked at, not its spans: one that is silent by nature was last seen long
 * before, and what was learnt later of a life in the window counts in it.
 */
bool load_needs(
	const struct load *l, const struct resource *r, const struct window *w);

void load_clear(struct load *l);

#endif
