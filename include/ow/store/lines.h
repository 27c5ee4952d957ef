/* Records as lines of text in memory, each with its newline. */
#ifndef OW_STORE_LINES_H
#define OW_STORE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/record/record.h"

#define LINES_MAX ((size_t)1 << 31) /* bytes of all lines together */
#define LINES_INIT BUF_INIT(LINES_MAX)

/*
 * Calls EACH with every record in turn, which holds until EACH returns. -1
 * with OW_INCOMPLETE, and the number of the line, for what is no record, or
 * with what EACH said.
 */
int lines_each(const struct buf *lines,
	int (*each)(
		void *context, const struct record *r, struct ow_error *err),
	void *context, struct ow_error *err) OW_MUST_CHECK;

size_t lines_count(const struct buf *lines);
bool lines_same(const struct buf *a, const struct buf *b);

#endif
