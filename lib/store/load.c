#include <stdlib.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/bill/life.h"
#include "ow/store/lines.h"
#include "ow/store/load.h"
#include "ow/store/part.h"

static int add(void *context, const struct record *r, struct ow_error *err)
{
	return inventory_add(context, r, err);
}

static int read_part(
	struct load *l, struct store *s, const char *part, struct ow_error *err)
{
	struct buf lines = LINES_INIT;
	int result = store_read(s, part, &lines, err);

	if (result == 0 && lines_each(&lines, add, &l->inventory, err) < 0) {
		struct ow_error why = *err;
		result = error_set(
			err, OW_INCOMPLETE, "part '%s': %s", part, why.text);
	}
	if (result == 0 && strcmp(part, PART_LABELS) == 0)
		buf_add(&l->labels, lines.data, lines.len);
	buf_clear(&lines);
	return result;
}

int load_read(struct load *l, struct store *s, bool (*wants)(const char *part),
	struct ow_error *err)
{
	const char *grace = store_grace(s);
	struct map names = MAP_INIT;

	inventory_init(&l->inventory);
	l->labels = (struct buf)LINES_INIT;
	int result = grace ? inventory_set_grace(&l->inventory, grace, err) : 0;
	if (result == 0)
		result = store_names(s, &names, err);
	for (size_t i = 0; i < names.count && result == 0; i++)
		if (!wants || wants(names.entries[i].key))
			result = read_part(l, s, names.entries[i].key, err);
	map_clear(&names);
	if (result == 0)
		inventory_settle(&l->inventory);
	return result;
}

static int64_t earliest(int64_t a, int64_t b)
{
	return b != TIME_NEVER && b < a ? b : a;
}

/*
 * ow-aggregate also tells by name what it cannot bill: that, too, needs the
 * resource. Hence the dates that contradict each other count, all of them.
 */
bool load_needs(
	const struct load *l, const struct resource *r, const struct window *w)
{
	size_t n;
	struct segment *s = life_segments(&l->inventory, r, &n);
	int64_t first_s = time_seconds(r->timeline.runs[0].first_us);
	int64_t last_s = life_last_sign_s(r);

	if (n > 0)
		first_s = earliest(first_s, time_seconds(s[0].from_us));
	free(s);
	first_s = earliest(earliest(first_s, r->created_s), r->deleted_s);
	if (first_s >= w->till_s)
		return false;
	if (r->deleted_by == DELETED_NOT || r->deleted_s >= w->from_s)
		return true;
	return r->created_s >= w->from_s || last_s >= w->from_s ||
	       time_seconds(r->timeline.runs[0].first_us) >= w->from_s;
}

void load_clear(struct load *l)
{
	inventory_clear(&l->inventory);
	buf_clear(&l->labels);
}
