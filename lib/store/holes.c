#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/bill/stretches.h"
#include "ow/store/holes.h"

struct track {
	char *source, *region, *type; /* region: NULL if none */
	struct stretches read;
};

static struct track *track_of(
	struct holes *h, const struct scan *scan, const char *type)
{
	struct buf key = BUF_INIT(3 * (size_t)RECORD_LINE_MAX);

	if (scan->region)
		buf_addf(&key, "=%s", scan->region);
	buf_add(&key, "", 1);
	buf_add(&key, scan->source, strlen(scan->source) + 1);
	buf_add_text(&key, type);
	struct map_entry *e = map_put(&h->tracks, key.data, key.len);
	buf_clear(&key);
	if (!e->value) {
		struct track *t = mem_zero(1, sizeof(*t));
		t->source = mem_copy(scan->source);
		t->region = mem_copy(scan->region);
		t->type = mem_copy(type);
		e->value = t;
	}
	return e->value;
}

/* Who read it, and when, makes no difference here: read is read. */
void holes_add(struct holes *h, const struct scan *scan)
{
	struct stretch s = {scan->from_s, scan->till_s, TIME_NEVER};

	if (scan->from_s == TIME_NEVER || scan->project)
		return;
	for (size_t i = 0; i < scan->type_count; i++)
		stretches_add(&track_of(h, scan, scan->types[i])->read, &s);
}

struct search {
	const struct track *track;
	void (*each)(void *context, const struct scan *hole);
	void *context;
};

static void tell(const struct search *s, int64_t from_s, int64_t till_s)
{
	struct scan hole = {.source = s->track->source,
		.region = s->track->region,
		.types = {s->track->type},
		.type_count = 1,
		.from_s = from_s,
		.till_s = till_s};

	if (from_s < till_s)
		s->each(s->context, &hole);
}

static void search(const struct search *s, const struct window *w)
{
	const struct stretches *read = &s->track->read;
	int64_t at_s = w ? w->from_s : read->items[0].first_s;
	int64_t till_s = w ? w->till_s : read->items[read->count - 1].last_s;

	for (size_t i = 0; i < read->count && at_s < till_s; i++) {
		const struct stretch *r = &read->items[i];
		tell(s, at_s, r->first_s < till_s ? r->first_s : till_s);
		if (r->last_s > at_s)
			at_s = r->last_s;
	}
	tell(s, at_s, till_s);
}

void holes_each(const struct holes *h, const struct window *w,
	void (*each)(void *context, const struct scan *hole), void *context)
{
	struct map_entry **sorted = map_sorted(&h->tracks);

	for (size_t i = 0; i < h->tracks.count; i++) {
		struct track *t = sorted[i]->value;
		stretches_settle(&t->read);
		search(&(struct search){t, each, context}, w);
	}
	free(sorted);
}

void hole_text(const struct scan *hole, struct buf *out)
{
	char from[TIME_TEXT], till[TIME_TEXT];
	json_t *line = json_pack("{s:s, s:s?, s:s?, s:s?, s:s, s:s}", "kind",
		"hole", "source", hole->source, "region", hole->region, "type",
		hole->types[0], "from", time_text(from, hole->from_s), "till",
		time_text(till, hole->till_s));
	char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;

	if (!text)
		out->over = true;
	buf_addf(out, "%s\n", text ? text : "");
	free(text);
	json_decref(line);
}

void holes_clear(struct holes *h)
{
	for (size_t i = 0; i < h->tracks.count; i++) {
		struct track *t = h->tracks.entries[i].value;
		free(t->source);
		free(t->region);
		free(t->type);
		stretches_clear(&t->read);
		free(t);
	}
	map_clear(&h->tracks);
}
