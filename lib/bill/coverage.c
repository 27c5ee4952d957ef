#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/bill/coverage.h"

struct stretch {
	int64_t first_s, last_s;
};

/* One source's sights of a type, or the windows of it that were read. */
struct track {
	char *source, *region, *type; /* region: NULL if none */
	bool window;
	int64_t gap_s; /* stretches no further apart are one */
	struct stretch *stretches;
	size_t count, cap;
};

static bool is_of(const struct track *t, const char *region, const char *type)
{
	if (strcmp(t->type, type) != 0 || !t->region != !region)
		return false;
	return !region || strcmp(t->region, region) == 0;
}

static struct track *track_of(struct coverage *c, const char *source,
	bool window, const char *region, const char *type)
{
	struct buf key = BUF_INIT(RECORD_LINE_MAX);

	buf_add(&key, source, strlen(source) + 1);
	buf_add(&key, type, strlen(type) + 1);
	buf_add_text(&key, window ? "w" : "s");
	if (region)
		buf_add_text(&key, region);
	else
		buf_add(&key, "", 1);
	struct map_entry *e = map_put(&c->tracks, key.data, key.len);
	buf_clear(&key);
	if (!e->value) {
		struct track *t = mem_zero(1, sizeof(*t));
		t->source = mem_copy(source);
		t->region = mem_copy(region);
		t->type = mem_copy(type);
		t->window = window;
		e->value = t;
	}
	return e->value;
}

static int compare_stretches(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	return number_compare(x->first_s, y->first_s);
}

static bool absorb(const struct track *t, struct stretch *s, int64_t first_s,
	int64_t last_s)
{
	if (first_s > s->last_s + t->gap_s || last_s < s->first_s - t->gap_s)
		return false;
	if (first_s < s->first_s)
		s->first_s = first_s;
	if (last_s > s->last_s)
		s->last_s = last_s;
	return true;
}

static void settle(struct track *t)
{
	size_t kept = 0;

	qsort(t->stretches, t->count, sizeof(*t->stretches), compare_stretches);
	for (size_t i = 0; i < t->count; i++) {
		struct stretch s = t->stretches[i];
		if (kept == 0 || !absorb(t, &t->stretches[kept - 1], s.first_s,
					 s.last_s))
			t->stretches[kept++] = s;
	}
	t->count = kept;
}

/* Samples come in runs: the stretch that took the last takes the next. */
static void add(struct track *t, int64_t first_s, int64_t last_s)
{
	if (t->count > 0 &&
		absorb(t, &t->stretches[t->count - 1], first_s, last_s))
		return;
	if (t->count == t->cap && t->count > 0)
		settle(t);
	t->stretches = mem_room(
		t->stretches, &t->cap, t->count + 1, sizeof(*t->stretches));
	t->stretches[t->count++] = (struct stretch){first_s, last_s};
}

void coverage_add_sight(struct coverage *c, const char *region,
	const char *type, int64_t at_s, int64_t grace_s)
{
	struct track *t = track_of(c, COVERAGE_POLLS, false, region, type);

	t->gap_s = grace_s;
	add(t, at_s, at_s);
}

void coverage_add_scan(struct coverage *c, const struct scan *scan,
	const char *region, coverage_grace *grace, const void *context)
{
	bool window = scan->from_s != TIME_NEVER;
	int64_t first = window ? scan->from_s : scan->first_s;
	int64_t last = window ? scan->till_s : scan->last_s;

	if (scan->at_s != TIME_NEVER)
		first = last = scan->at_s;
	for (size_t i = 0; i < scan->type_count; i++) {
		struct track *t = track_of(c, scan->source, window,
			scan->region ? scan->region : region, scan->types[i]);
		t->gap_s = window ? 0 : grace(context, scan->types[i]);
		add(t, first, last);
	}
}

int64_t coverage_begins(
	const struct coverage *c, const char *region, const char *type)
{
	int64_t begins = TIME_NEVER;

	for (size_t i = 0; i < c->tracks.count; i++) {
		const struct track *t = c->tracks.entries[i].value;
		for (size_t s = 0; is_of(t, region, type) && s < t->count; s++)
			if (begins == TIME_NEVER ||
				t->stretches[s].first_s < begins)
				begins = t->stretches[s].first_s;
	}
	return begins;
}

bool coverage_has_sights(
	const struct coverage *c, const char *region, const char *type)
{
	for (size_t i = 0; i < c->tracks.count; i++) {
		const struct track *t = c->tracks.entries[i].value;
		if (!t->window && is_of(t, region, type))
			return true;
	}
	return false;
}

/* Seconds after LAST_S in which the track saw its type. */
static int64_t seen_since(const struct track *t, int64_t last_s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct stretch *s = &t->stretches[i];
		int64_t from = s->first_s > last_s ? s->first_s : last_s;
		if (s->last_s > from)
			sum += s->last_s - from;
	}
	return sum;
}

static bool listed_since(const struct track *t, int64_t last_s)
{
	if (strcmp(t->source, COVERAGE_POLLS) == 0)
		return false;
	for (size_t i = 0; i < t->count; i++)
		if (t->stretches[i].last_s > last_s)
			return true;
	return false;
}

bool coverage_is_silent(const struct coverage *c, const char *region,
	const char *type, int64_t last_s, int64_t grace_s)
{
	for (size_t i = 0; i < c->tracks.count; i++) {
		const struct track *t = c->tracks.entries[i].value;
		if (t->window || !is_of(t, region, type))
			continue;
		if (listed_since(t, last_s) || seen_since(t, last_s) > grace_s)
			return true;
	}
	return false;
}

static void each_stretch(const struct track *t,
	void (*each)(void *context, const struct scan *scan), void *context)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct stretch *s = &t->stretches[i];
		struct scan scan = {.source = t->source,
			.region = t->region,
			.types = {t->type},
			.type_count = 1,
			.from_s = t->window ? s->first_s : TIME_NEVER,
			.till_s = t->window ? s->last_s : TIME_NEVER,
			.at_s = TIME_NEVER,
			.first_s = t->window ? TIME_NEVER : s->first_s,
			.last_s = t->window ? TIME_NEVER : s->last_s};
		each(context, &scan);
	}
}

void coverage_settle(struct coverage *c)
{
	for (size_t i = 0; i < c->tracks.count; i++)
		settle(c->tracks.entries[i].value);
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
		free(t->source);
		free(t->region);
		free(t->type);
		free(t->stretches);
		free(t);
	}
	map_clear(&c->tracks);
}
