/* Is a store sound, and what does it cover? */
#ifndef OW_STORE_CHECK_H
#define OW_STORE_CHECK_H

#include "ow/base/error.h"
#include "ow/bill/window.h"
#include "ow/record/output.h"
#include "ow/store/store.h"

/*
 * Reads every part, and writes all scans, then the holes in W (NULL: between
 * the first and the last window) into OUT. COMPLAIN is told of each part that
 * is damaged. -1 if the parts cannot even be listed.
 */
int check_store(struct store *s, const struct window *w, struct output *out,
	void (*complain)(void *context, const char *text), void *context,
	struct ow_error *err) OW_MUST_CHECK;

#endif
