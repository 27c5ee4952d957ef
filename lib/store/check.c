#include <stdlib.h>

#include "ow/store/check.h"
#include "ow/store/fold.h"
#include "ow/store/holes.h"
#include "ow/store/lines.h"
#include "ow/store/part.h"

struct check {
	struct store *store;
	struct output *out;
	struct holes holes;
	struct buf text;
};

/* What is in order, each once and in its place, folds into itself. */
static int check_folds(struct check *c, const char *part,
	const struct buf *lines, struct ow_error *err)
{
	struct buf none = LINES_INIT, again = LINES_INIT;
	int result = fold_part(
		part, store_grace(c->store), lines, &none, &again, err);

	if (result == 0 && !lines_same(&again, lines))
		result = error_set(err, OW_INCOMPLETE,
			"part '%s': its records are not as they were stored",
			part);
	buf_clear(&again);
	return result;
}

static int add_scan(void *context, const struct record *r, struct ow_error *err)
{
	struct check *c = context;

	(void)err;
	output_record(c->out, r);
	holes_add(&c->holes, &r->scan);
	return 0;
}

static int check_part(struct check *c, const char *part, struct ow_error *err)
{
	struct buf lines = LINES_INIT;
	int result = store_read(c->store, part, &lines, err);

	if (result == 0)
		result = check_folds(c, part, &lines, err);
	if (result == 0 && part_is_scans(part))
		result = lines_each(&lines, add_scan, c, err);
	buf_clear(&lines);
	return result;
}

static void write_hole(void *context, const struct scan *hole)
{
	struct check *c = context;

	buf_reset(&c->text);
	hole_text(hole, &c->text);
	output_line(c->out, c->text.data, c->text.len - 1);
}

static void write_holes(struct check *c, const struct window *w)
{
	holes_each(&c->holes, w, write_hole, c);
	/* Nothing was ever read: that is one hole, of nobody knows what. */
	if (w && c->holes.tracks.count == 0)
		write_hole(c, &(struct scan){.from_s = w->from_s,
				      .till_s = w->till_s});
}

int check_store(struct store *s, const struct window *w, struct output *out,
	void (*complain)(void *context, const char *text), void *context,
	struct ow_error *err)
{
	struct check c = {.store = s,
		.out = out,
		.holes = HOLES_INIT,
		.text = LINES_INIT};
	struct map names = MAP_INIT;
	struct ow_error why;

	if (store_names(s, &names, err) < 0)
		return -1;
	struct map_entry **sorted = map_sorted(&names);
	for (size_t i = 0; i < names.count; i++)
		if (check_part(&c, sorted[i]->key, &why) < 0)
			complain(context, why.text);
	write_holes(&c, w);
	free(sorted);
	map_clear(&names);
	holes_clear(&c.holes);
	buf_clear(&c.text);
	return 0;
}
