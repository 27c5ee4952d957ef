/*
 * A growing run of bytes, always terminated by a NUL that does not count.
 *
 * A buffer is given its maximum at birth; what would go beyond it is not
 * added and sets `over`, tested once at the end.
 */
#ifndef OW_BASE_BUF_H
#define OW_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "ow/base/error.h"

struct buf {
	char *data; /* NULL until something was added */
	size_t len; /* bytes, without the NUL */
	size_t cap;
	size_t max; /* bytes it may hold */
	bool over;  /* something did not fit */
};

#define BUF_INIT(max_bytes)                    \
	{                                      \
		NULL, 0, 0, (max_bytes), false \
	}

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_text(struct buf *b, const char *text);
void buf_addf(struct buf *b, const char *fmt, ...) OW_PRINTF(2, 3);
/* Empties, but keeps the memory. */
void buf_reset(struct buf *b);
/* Frees what it holds and leaves it as new. */
void buf_clear(struct buf *b);

#endif
