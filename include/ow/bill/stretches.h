/*
 * Stretches of time, each with the moment at which it was read, if that is
 * known. Joined as far as they can be, whatever order they came in.
 */
#ifndef OW_BILL_STRETCHES_H
#define OW_BILL_STRETCHES_H

#include <stddef.h>
#include <stdint.h>

struct stretch {
	int64_t first_s, last_s;
	int64_t read_s; /* TIME_NEVER: not known */
};

struct stretches {
	int64_t gap_s; /* those no further apart than this are one */
	struct stretch *items;
	size_t count, cap;
};

void stretches_add(struct stretches *list, const struct stretch *s);

/*
 * Puts them in order, joins those of one reading, and leaves of those that
 * overlap what was read last: none overlaps another then, unless they are
 * instants.
 */
void stretches_settle(struct stretches *list);

void stretches_clear(struct stretches *list);

#endif
