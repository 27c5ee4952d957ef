#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/bill/coverage.h"
#include "ow/bill/stretches.h"

/* Whose sights, or windows that were read, a track holds. */
struct track_name {
	const char *source, *type;
	bool window;
	const char *region;  /* NULL: none */
	const char *meter;   /* NULL: not told */
	const char *project; /* NULL: not limited to one */
};

struct track {
	struct track_name name; /* its texts belong to the track */
	struct stretches stretches;
};

/* What shows one project alone proves nothing about the others. */
static bool is_of(const struct track *t, const char *region, const char *type)
{
	const struct track_name *n = &t->name;

	if (n->project || strcmp(n->type, type) != 0 || !n->region != !region)
		return false;
	return !region || strcmp(n->region, region) == 0;
}

/* Keeps NULL apart from "", and before it. */
static void add_part(struct buf *key, const char *text)
{
	if (text)
		buf_add_text(key, "+");
	buf_add(key, text ? text : "", text ? strlen(text) + 1 : 1);
}

static struct track *track_of(struct coverage *c, const struct track_name *n)
{
	struct buf key = BUF_INIT(RECORD_LINE_MAX);

	add_part(&key, n->source);
	add_part(&key, n->type);
	buf_add_text(&key, n->window ? "w" : "s");
	add_part(&key, n->region);
	add_part(&key, n->meter);
	add_part(&key, n->project);
	struct map_entry *e = map_put(&c->tracks, key.data, key.len);
	buf_clear(&key);
	if (!e->value) {
		struct track *t = mem_zero(1, sizeof(*t));
		t->name = (struct track_name){
			.source = mem_copy(n->source),
			.type = mem_copy(n->type),
			.window = n->window,
			.region = mem_copy(n->region),
			.meter = mem_copy(n->meter),
			.project = mem_copy(n->project),
		};
		e->value = t;
	}
	return e->value;
}

struct track *coverage_sights(struct coverage *c, const char *region,
	const char *type, int64_t grace_s)
{
	struct track_name name = {
		.source = COVERAGE_POLLS, .type = type, .region = region};
	struct track *t = track_of(c, &name);

	t->stretches.gap_s = grace_s;
	return t;
}

void coverage_add_sight(struct track *sights, int64_t at_s)
{
	stretches_add(
		&sights->stretches, &(struct stretch){at_s, at_s, TIME_NEVER});
}

static struct stretch stretch_of(const struct scan *scan)
{
	if (scan->from_s != TIME_NEVER)
		return (struct stretch){
			scan->from_s, scan->till_s, scan->read_s};
	if (scan->at_s != TIME_NEVER)
		return (struct stretch){scan->at_s, scan->at_s, TIME_NEVER};
	return (struct stretch){scan->first_s, scan->last_s, TIME_NEVER};
}

void coverage_add_scan(struct coverage *c, const struct scan *scan,
	const char *region, coverage_grace *grace, const void *context)
{
	struct stretch s = stretch_of(scan);
	struct track_name name = {
		.source = scan->source,
		.window = scan->from_s != TIME_NEVER,
		.region = scan->region ? scan->region : region,
		.project = scan->project,
	};

	/* an empty window says nothing */
	if (name.window && s.first_s == s.last_s)
		return;
	for (size_t i = 0; i < scan->type_count; i++) {
		name.type = scan->types[i];
		name.meter = scan->meter_count > 0 ? scan->meters[i] : NULL;
		struct stretches *list = &track_of(c, &name)->stretches;
		list->gap_s = name.window ? 0 : grace(context, name.type);
		stretches_add(list, &s);
	}
}

int64_t coverage_begins(
	const struct coverage *c, const char *region, const char *type)
{
	int64_t begins = TIME_NEVER;

	for (size_t i = 0; i < c->tracks.count; i++) {
		const struct track *t = c->tracks.entries[i].value;
		const struct stretches *l = &t->stretches;
		for (size_t s = 0; is_of(t, region, type) && s < l->count; s++)
			if (begins == TIME_NEVER ||
				l->items[s].first_s < begins)
				begins = l->items[s].first_s;
	}
	return begins;
}

bool coverage_has_sights(
	const struct coverage *c, const char *region, const char *type)
{
	for (size_t i = 0; i < c->tracks.count; i++) {
		const struct track *t = c->tracks.entries[i].value;
		if (!t->name.window && is_of(t, region, type))
			return true;
	}
	return false;
}

/* Seconds after LAST_S in which the track saw its type. */
static int64_t seen_since(const struct track *t, int64_t last_s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < t->stretches.count; i++) {
		const struct stretch *s = &t->stretches.items[i];
		int64_t from = s->first_s > last_s ? s->first_s : last_s;
		if (s->last_s > from)
			sum += s->last_s - from;
	}
	return sum;
}

static bool listed_since(const struct track *t, int64_t last_s)
{
	if (strcmp(t->name.source, COVERAGE_POLLS) == 0)
		return false;
	for (size_t i = 0; i < t->stretches.count; i++)
		if (t->stretches.items[i].last_s > last_s)
			return true;
	return false;
}

bool coverage_is_silent(const struct coverage *c, const char *region,
	const char *type, int64_t last_s, int64_t grace_s)
{
	for (size_t i = 0; i < c->tracks.count; i++) {
		const struct track *t = c->tracks.entries[i].value;
		if (t->name.window || !is_of(t, region, type))
			continue;
		if (listed_since(t, last_s) || seen_since(t, last_s) > grace_s)
			return true;
	}
	return false;
}

static void each_stretch(const struct track *t,
	void (*each)(void *context, const struct scan *scan), void *context)
{
	const struct track_name *n = &t->name;

	for (size_t i = 0; i < t->stretches.count; i++) {
		const struct stretch *s = &t->stretches.items[i];
		struct scan scan = {.source = n->source,
			.region = n->region,
			.types = {n->type},
			.type_count = 1,
			.meters = {n->meter},
			.meter_count = n->meter ? 1 : 0,
			.project = n->project,
			.from_s = n->window ? s->first_s : TIME_NEVER,
			.till_s = n->window ? s->last_s : TIME_NEVER,
			.read_s = s->read_s,
			.at_s = TIME_NEVER,
			.first_s = n->window ? TIME_NEVER : s->first_s,
			.last_s = n->window ? TIME_NEVER : s->last_s};
		each(context, &scan);
	}
}

void coverage_settle(struct coverage *c)
{
	for (size_t i = 0; i < c->tracks.count; i++) {
		struct track *t = c->tracks.entries[i].value;
		stretches_settle(&t->stretches);
	}
}

void coverage_each(struct coverage *c,
	void (*each)(void *context, const struct scan *scan), void *context)
{
	struct map_entry **sorted = map_sorted(&c->tracks);

	for (size_t i = 0; i < c->tracks.count; i++)
		each_stretch(sorted[i]->value, each, context);
	free(sorted);
}

void coverage_clear(struct coverage *c)
{
	for (size_t i = 0; i < c->tracks.count; i++) {
		struct track *t = c->tracks.entries[i].value;
		free((char *)t->name.source);
		free((char *)t->name.type);
		free((char *)t->name.region);
		free((char *)t->name.meter);
		free((char *)t->name.project);
		stretches_clear(&t->stretches);
		free(t);
	}
	map_clear(&c->tracks);
}
