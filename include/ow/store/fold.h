/* How what a part holds and what comes to it become one. */
#ifndef OW_STORE_FOLD_H
#define OW_STORE_FOLD_H

#include "ow/base/buf.h"
#include "ow/base/error.h"

/*
 * Writes into OUT, which is empty, what the part named is to hold after MORE
 * has come to OLD. Spans and scans are folded as ow-normalize does it, with
 * the grace periods of GRACE (NULL: the default ones); a label that comes
 * later replaces what it contradicts. What is there already changes nothing.
 * -1 with OW_INCOMPLETE if OLD is damaged.
 */
int fold_part(const char *part, const char *grace, const struct buf *old,
	const struct buf *more, struct buf *out,
	struct ow_error *err) OW_MUST_CHECK;

#endif
