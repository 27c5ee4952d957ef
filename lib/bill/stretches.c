#include <stdbool.h>
#include <stdlib.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/bill/stretches.h"

static int compare(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;
	int order = number_compare(x->first_s, y->first_s);

	if (order == 0)
		order = number_compare(x->last_s, y->last_s);
	return order ? order : number_compare(x->read_s, y->read_s);
}

static bool absorb(const struct stretches *list, struct stretch *into,
	const struct stretch *s)
{
	if (s->read_s != into->read_s ||
		s->first_s > into->last_s + list->gap_s ||
		s->last_s < into->first_s - list->gap_s)
		return false;
	if (s->first_s < into->first_s)
		into->first_s = s->first_s;
	if (s->last_s > into->last_s)
		into->last_s = s->last_s;
	return true;
}

static void push(struct stretches *list, const struct stretch *s)
{
	list->items = mem_room(
		list->items, &list->cap, list->count + 1, sizeof(*list->items));
	list->items[list->count++] = *s;
}

static void push_or_join(struct stretches *list, const struct stretch *s)
{
	if (list->count == 0 || !absorb(list, &list->items[list->count - 1], s))
		push(list, s);
}

/* Drops the first COUNT of OPEN that end by AT_S; returns how many stay. */
static size_t close_until(struct stretch *open, size_t count, int64_t at_s)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (open[i].last_s > at_s)
			open[kept++] = open[i];
	return kept;
}

/* What holds from AT_S on: the reading that is the latest, and how long. */
static struct stretch holding(
	const struct stretch *open, size_t count, int64_t at_s, int64_t next_s)
{
	struct stretch s = {at_s, next_s, open[0].read_s};

	for (size_t i = 0; i < count; i++) {
		if (open[i].read_s > s.read_s)
			s.read_s = open[i].read_s;
		if (open[i].last_s < s.last_s)
			s.last_s = open[i].last_s;
	}
	return s;
}

/*
 * Goes through the edges in order and keeps at hand what covers the moment.
 * Instants cover nothing: they are pushed as they are.
 */
void stretches_settle(struct stretches *list)
{
	struct stretches all = *list;
	struct stretch *open;
	size_t opened = 0, next = 0;

	if (all.count == 0)
		return;
	qsort(all.items, all.count, sizeof(*all.items), compare);
	open = mem_zero(all.count, sizeof(*open));
	*list = (struct stretches){.gap_s = all.gap_s};
	for (int64_t at_s = 0; next < all.count || opened > 0;) {
		if (opened == 0)
			at_s = all.items[next].first_s;
		for (; next < all.count && all.items[next].first_s == at_s;
			next++) {
			if (all.items[next].last_s == at_s)
				push_or_join(list, &all.items[next]);
			else
				open[opened++] = all.items[next];
		}
		if (opened == 0)
			continue;
		struct stretch s = holding(open, opened, at_s,
			next < all.count ? all.items[next].first_s : INT64_MAX);
		push_or_join(list, &s);
		at_s = s.last_s;
		opened = close_until(open, opened, at_s);
	}
	free(open);
	free(all.items);
}

/* They come in runs: the one that took the last takes the next. */
void stretches_add(struct stretches *list, const struct stretch *s)
{
	if (list->count > 0 && absorb(list, &list->items[list->count - 1], s))
		return;
	if (list->count == list->cap && list->count > 0)
		stretches_settle(list);
	push(list, s);
}

void stretches_clear(struct stretches *list)
{
	free(list->items);
	*list = (struct stretches){0};
}
