#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/purge/plan.h"

/* What was read for a type when scans did not tell their meters yet. */
static const struct {
	const char *type, *meter;
} untold[] = {
	{"instance", "instance"},
	{"volume", "volume.size"},
	{"image", "image.size"},
};

void purge_plan_init(struct purge_plan *p, const char *region)
{
	*p = (struct purge_plan){.region = region,
		.region_known = region != NULL,
		.region_chosen = region != NULL,
		.latest_s = TIME_NEVER};
}

void purge_plan_clear(struct purge_plan *p)
{
	for (size_t i = 0; i < p->meter_count; i++)
		stretches_clear(&p->meters[i].read);
	for (size_t i = 0; i < p->part_count; i++)
		free(p->parts[i].before_s);
	free(p->parts);
	map_clear(&p->types);
	map_clear(&p->texts);
	*p = (struct purge_plan){0};
}

static struct purge_meter *find_meter(struct purge_plan *p, const char *name)
{
	for (size_t i = 0; i < p->meter_count; i++)
		if (strcmp(p->meters[i].name, name) == 0)
			return &p->meters[i];
	return NULL;
}

/* NULL: there are too many. */
static struct purge_meter *put_meter(
	struct purge_plan *p, const char *name, const char *type)
{
	struct purge_meter *m = find_meter(p, name);

	if (m || p->meter_count == PURGE_METERS_MAX)
		return m;
	m = &p->meters[p->meter_count++];
	*m = (struct purge_meter){.name = map_text(&p->texts, name),
		.type = map_text(&p->texts, type)};
	return m;
}

static const char *region_text(char out[128], const char *region)
{
	return region ? error_quote(out, 128, region, strlen(region)) : "none";
}

static int check_region(
	struct purge_plan *p, const struct scan *s, struct ow_error *err)
{
	char one[128], other[128];

	if (!p->region_known)
		p->region = map_text(&p->texts, s->region);
	p->region_known = true;
	if (text_compare(p->region, s->region) == 0)
		return 0;
	return error_set(err, OW_USAGE,
		"the scans name more than one region, %s and %s: say with "
		"--region whose database this is",
		region_text(one, p->region), region_text(other, s->region));
}

/* The sights that ow-normalize infers from samples are no listing. */
static void note_types(struct purge_plan *p, const struct scan *s)
{
	if (strcmp(s->source, "polls") == 0)
		return;
	for (size_t i = 0; i < s->type_count; i++)
		map_put(&p->types, s->types[i], strlen(s->types[i]));
}

bool purge_plan_has_type(const struct purge_plan *p, const char *type)
{
	for (size_t i = 0; i < p->meter_count; i++)
		if (text_compare(p->meters[i].type, type) == 0)
			return true;
	return map_find(&p->types, type, strlen(type)) != NULL;
}

static const char *meter_of(const struct scan *s, size_t i)
{
	if (s->meter_count > 0)
		return s->meters[i];
	for (size_t k = 0; k < sizeof(untold) / sizeof(*untold); k++)
		if (strcmp(untold[k].type, s->types[i]) == 0)
			return untold[k].meter;
	return NULL;
}

static int add_window(struct purge_plan *p, const struct scan *s,
	const char *meter, const char *type, struct ow_error *err)
{
	struct stretch window = {s->from_s, s->till_s, s->read_s};
	struct purge_meter *m = put_meter(p, meter, type);

	if (!m || p->window_count == PURGE_WINDOWS_MAX)
		return error_set(err, OW_INCOMPLETE,
			"more than %d meters, or than %d windows of them",
			PURGE_METERS_MAX, PURGE_WINDOWS_MAX);
	p->window_count++;
	stretches_add(&m->read, &window);
	return 0;
}

/* Without read_at nobody knows what came too late to be read. */
static int add_windows(
	struct purge_plan *p, const struct scan *s, struct ow_error *err)
{
	if (s->read_s == TIME_NEVER) {
		p->undated_count++;
		return 0;
	}
	if (s->read_s > p->latest_s)
		p->latest_s = s->read_s;
	for (size_t i = 0; i < s->type_count; i++) {
		const char *meter = meter_of(s, i);
		if (meter && add_window(p, s, meter, s->types[i], err) < 0)
			return -1;
	}
	return 0;
}

int purge_plan_add(
	struct purge_plan *p, const struct scan *s, struct ow_error *err)
{
	if (s->project ||
		(p->region_chosen && text_compare(p->region, s->region) != 0))
		return 0;
	if (strcmp(s->source, "ceilometer") != 0) {
		note_types(p, s);
		return 0;
	}
	if (s->from_s == TIME_NEVER)
		return 0;
	if (check_region(p, s, err) < 0)
		return -1;
	return add_windows(p, s, err);
}

int purge_plan_meter(
	struct purge_plan *p, const char *name, struct ow_error *err)
{
	if (put_meter(p, name, NULL))
		return 0;
	return error_set(
		err, OW_USAGE, "more than %d meters", PURGE_METERS_MAX);
}

/* The meter's stretch that covers the moment, or NULL. */
static const struct stretch *covering(const struct purge_meter *m, int64_t at_s)
{
	if (m->at == m->read.count || m->read.items[m->at].first_s > at_s)
		return NULL;
	return &m->read.items[m->at];
}

static int64_t latest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Until when the type is read, by whichever of its meters. */
static int64_t type_before(
	const struct purge_plan *p, const int64_t *before_s, const char *type)
{
	int64_t s = TIME_NEVER;

	for (size_t i = 0; i < p->meter_count; i++)
		if (p->meters[i].type == type)
			s = latest(s, before_s[i]);
	return s;
}

/* A type that was not read leaves TIME_NEVER, which is before all else. */
static int64_t all_before(const struct purge_plan *p, const int64_t *before_s)
{
	int64_t s = INT64_MAX;

	for (size_t i = 0; i < p->meter_count; i++) {
		int64_t t = p->meters[i].type ? type_before(p, before_s,
							p->meters[i].type)
					      : s;
		if (t < s)
			s = t;
	}
	return s;
}

static void fill_part(
	const struct purge_plan *p, int64_t at_s, int64_t *before_s)
{
	for (size_t i = 0; i < p->meter_count; i++) {
		const struct stretch *s = covering(&p->meters[i], at_s);
		before_s[i] = s ? s->read_s - PURGE_MARGIN_S : TIME_NEVER;
	}
	int64_t all_s = all_before(p, before_s);
	for (size_t i = 0; i < p->meter_count; i++)
		if (!p->meters[i].type)
			before_s[i] = all_s;
}

/* Takes BEFORE_S. */
static void add_part(
	struct purge_plan *p, int64_t from_s, int64_t till_s, int64_t *before_s)
{
	struct purge_part *last =
		p->part_count > 0 ? &p->parts[p->part_count - 1] : NULL;
	size_t bytes = p->meter_count * sizeof(*before_s);

	if (last && last->till_s == from_s &&
		memcmp(last->before_s, before_s, bytes) == 0) {
		last->till_s = till_s;
		free(before_s);
		return;
	}
	p->parts = mem_room(
		p->parts, &p->part_cap, p->part_count + 1, sizeof(*p->parts));
	p->parts[p->part_count++] =
		(struct purge_part){from_s, till_s, before_s};
}

/* The next edge of any meter's stretches behind AT_S; INT64_MAX: none. */
static int64_t next_edge(struct purge_plan *p, int64_t at_s, bool *covered)
{
	int64_t next_s = INT64_MAX;

	*covered = false;
	for (size_t i = 0; i < p->meter_count; i++) {
		struct purge_meter *m = &p->meters[i];
		while (m->at < m->read.count &&
			m->read.items[m->at].last_s <= at_s)
			m->at++;
		if (m->at == m->read.count)
			continue;
		const struct stretch *s = covering(m, at_s);
		int64_t edge_s = s ? s->last_s : m->read.items[m->at].first_s;
		*covered = *covered || s;
		if (edge_s < next_s)
			next_s = edge_s;
	}
	return next_s;
}

void purge_plan_make(struct purge_plan *p, int64_t older_than_s)
{
	int64_t at_s = INT64_MIN;
	bool covered;

	for (size_t i = 0; i < p->meter_count; i++)
		stretches_settle(&p->meters[i].read);
	while (at_s < older_than_s) {
		int64_t till_s = next_edge(p, at_s, &covered);
		if (till_s > older_than_s)
			till_s = older_than_s;
		if (covered) {
			int64_t *before_s =
				mem_zero(p->meter_count, sizeof(*before_s));
			fill_part(p, at_s, before_s);
			add_part(p, at_s, till_s, before_s);
		}
		at_s = till_s;
	}
}
