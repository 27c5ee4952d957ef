/* The times between the windows that were read, and up to given edges. */
#ifndef OW_STORE_HOLES_H
#define OW_STORE_HOLES_H

#include <stddef.h>

#include "ow/base/buf.h"
#include "ow/base/map.h"
#include "ow/bill/window.h"
#include "ow/record/record.h"

struct holes {
	struct map tracks; /* by source, region and type */
};

#define HOLES_INIT       \
	{                \
		MAP_INIT \
	}

/*
 * Notes a window that was read; scans of other forms are left, and those of
 * one project, which leave all others unread.
 */
void holes_add(struct holes *h, const struct scan *scan);

/*
 * Calls EACH with every hole, as a window of one source, region and type. W
 * is where to look; NULL: from the first window of each to its last one.
 */
void holes_each(const struct holes *h, const struct window *w,
	void (*each)(void *context, const struct scan *hole), void *context);

/* Appends the hole as a record with its newline. */
void hole_text(const struct scan *hole, struct buf *out);

void holes_clear(struct holes *h);

#endif
