#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/options.h"
#include "ow/base/time.h"
#include "ow/bill/ending.h"
#include "ow/bill/inventory.h"

int64_t inventory_grace(const struct inventory *v, const struct kind *k)
{
	return v->grace_s[kind_place(k)];
}

/* For scans, which may name types that this version does not bill. */
static int64_t grace_of_type(const void *context, const char *type)
{
	const struct kind *k = kind_by_type(type);

	return k ? inventory_grace(context, k) : 3600;
}

void inventory_init(struct inventory *v)
{
	*v = (struct inventory){.key = BUF_INIT(2 * RECORD_LINE_MAX)};
	for (size_t i = 0; kinds_all[i]; i++)
		v->grace_s[i] = kinds_all[i]->grace_s;
}

static int set_grace(void *context, const char *type, const char *duration,
	struct ow_error *err)
{
	struct inventory *v = context;
	const struct kind *k = kind_named(type, OW_USAGE, err);
	char quoted[64];

	if (!k)
		return -1;
	if (time_duration(duration, &v->grace_s[kind_place(k)]) < 0)
		return error_set(err, OW_USAGE, "grace %s is no duration",
			error_quote(quoted, sizeof(quoted), duration,
				strlen(duration)));
	return 0;
}

int inventory_set_grace(
	struct inventory *v, const char *list, struct ow_error *err)
{
	return options_each_pair(list, set_grace, v, err);
}

static struct resource *resource_of(struct inventory *v, const struct kind *k,
	const char *region, const char *id)
{
	const char type = (char)('a' + kind_place(k));
	size_t id_len = strlen(id);

	/* Sorted by this key: type, region (none first), id. */
	buf_reset(&v->key);
	buf_add(&v->key, &type, 1);
	if (region) {
		buf_add(&v->key, "=", 1);
		buf_add_text(&v->key, region);
	}
	buf_add(&v->key, "", 1);
	buf_add(&v->key, id, id_len);
	struct map_entry *e = map_put(&v->resources, v->key.data, v->key.len);
	if (!e->value) {
		struct resource *r = mem_zero(1, sizeof(*r));
		r->kind = k;
		r->region = map_text(&v->texts, region);
		r->id = e->key + e->key_len - id_len;
		r->created_s = r->alive_s = TIME_NEVER;
		r->deleted_s = r->inferred_s = TIME_NEVER;
		e->value = r;
	}
	return e->value;
}

static void note_created(struct resource *r, int64_t created_s)
{
	if (created_s == TIME_NEVER)
		return;
	if (r->created_s == TIME_NEVER || created_s < r->created_s)
		r->created_s = created_s;
}

/*
 * A date in metadata beats an event's time. Of several dates the last counts,
 * for a soft deletion may have been taken back; of events the first.
 */
static bool is_better(const struct resource *r, enum deleted_by by, int64_t s)
{
	if (r->deleted_by == DELETED_NOT || by < r->deleted_by)
		return true;
	if (by > r->deleted_by)
		return false;
	return by == DELETED_BY_METADATA ? s > r->deleted_s : s < r->deleted_s;
}

static void note_deleted(
	struct resource *r, enum deleted_by by, int64_t deleted_s)
{
	if (by == DELETED_BY_ABSENCE && deleted_s > r->inferred_s)
		r->inferred_s = deleted_s;
	if (by == DELETED_BY_METADATA || by == DELETED_BY_EVENT) {
		if (!is_better(r, by, deleted_s))
			return;
		r->deleted_by = by;
		r->deleted_s = deleted_s;
	}
}

/* The pool's copy of TEXT, which KNOWN mostly is. */
static const char *pooled(
	struct inventory *v, const char *known, const char *text)
{
	if (known && text && strcmp(known, text) == 0)
		return known;
	return map_text(&v->texts, text);
}

/* Most sights of a resource tell what the one before told. */
static struct run run_of(
	struct inventory *v, const struct resource *r, const struct span *s)
{
	static const struct run none;
	const struct timeline *t = &r->timeline;
	const struct run *hot = t->count > 0 ? &t->runs[t->hot] : &none;
	const char *state = pooled(v, hot->state, s->state);
	bool same = t->count > 0 && state == hot->state;

	return (struct run){
		.first_us = s->first_us,
		.last_us = s->last_us,
		.first_by = s->first_by,
		.last_by = s->last_by,
		.project = pooled(v, hot->project, s->project),
		.name = pooled(v, hot->name, s->name),
		.class = pooled(v, hot->class, s->class),
		.state = state,
		.poller = pooled(v, hot->poller, s->poller),
		.size = s->size,
		.order = same ? hot->order : kind_state_order(r->kind, state),
	};
}

static void note_dates(struct resource *r, const struct span *s)
{
	note_created(r, s->created_s);
	if (s->alive_s > r->alive_s)
		r->alive_s = s->alive_s;
	note_deleted(r, s->deleted_by, s->deleted_s);
}

/* An observation as the span that it is the first sight of. */
static struct span span_of(const struct observation *o)
{
	bool dead = o->deleted_s != TIME_NEVER;
	/* What tells of the end, however late, saw it alive until then. */
	int64_t at_us = dead && o->deleted_s * TIME_US < o->at_us
				? o->deleted_s * TIME_US
				: o->at_us;

	return (struct span){
		.project = o->project,
		.name = o->name,
		.class = o->class,
		.state = o->state,
		.poller = o->poller,
		.size = o->size,
		.created_s = o->created_s,
		.alive_s = o->alive_s,
		.deleted_s = o->deleted_s,
		.deleted_by = o->deleted_by,
		.first_us = at_us,
		.last_us = at_us,
		.first_by = o->by,
		.last_by = o->by,
	};
}

static void observe(
	struct inventory *v, struct resource *r, const struct observation *o)
{
	int64_t grace_s = inventory_grace(v, r->kind);
	struct span span = span_of(o);
	struct run run = run_of(v, r, &span);

	timeline_add_sight(&r->timeline, grace_s, &run);
	note_dates(r, &span);
	if (!o->routine)
		return;
	if (!r->sights)
		r->sights = coverage_sights(
			&v->coverage, r->region, r->kind->type, grace_s);
	coverage_add_sight(r->sights, time_seconds(o->at_us));
}

static int add_sample(
	struct inventory *v, const struct sample *s, struct ow_error *err)
{
	const struct kind *k = kind_by_meter(s->meter);
	const char *region = s->region ? s->region : v->region;
	struct observation seen;

	if (!k)
		return 0;
	if (k->observe(s, &seen, err) < 0)
		return -1;
	observe(v, resource_of(v, k, region, s->resource_id), &seen);
	return 0;
}

static int add_span(
	struct inventory *v, const struct span *s, struct ow_error *err)
{
	const struct kind *k = kind_named(s->type, OW_REJECTED, err);
	const char *region = s->region ? s->region : v->region;

	if (!k)
		return -1;
	struct resource *r = resource_of(v, k, region, s->id);
	struct run run = run_of(v, r, s);
	timeline_add_run(&r->timeline, &run);
	note_dates(r, s);
	return 0;
}

static int add_volume_type(
	struct inventory *v, const struct volume_type *t, struct ow_error *err)
{
	const char *name = map_text(&v->texts, t->name);
	struct map_entry *e = map_put(&v->volume_types, t->id, strlen(t->id));
	char quoted[64];

	if (e->value && e->value != name)
		return error_set(err, OW_REJECTED,
			"volume type %s has two names",
			error_quote(
				quoted, sizeof(quoted), t->id, strlen(t->id)));
	e->value = (void *)name;
	return 0;
}

int inventory_add(
	struct inventory *v, const struct record *r, struct ow_error *err)
{
	switch (r->kind) {
	case RECORD_SAMPLE:
		return add_sample(v, &r->sample, err);
	case RECORD_SPAN:
		return add_span(v, &r->span, err);
	case RECORD_VOLUME_TYPE:
		return add_volume_type(v, &r->volume_type, err);
	case RECORD_SCAN:
		coverage_add_scan(
			&v->coverage, &r->scan, v->region, grace_of_type, v);
		return 0;
	default:
		return 0;
	}
}

/* Notified volumes bear their type's id, polled ones its name. */
static void name_volume_types(struct inventory *v, struct resource *r)
{
	if (v->volume_types.count == 0 || strcmp(r->kind->type, "volume") != 0)
		return;
	for (size_t i = 0; i < r->timeline.count; i++) {
		struct run *run = &r->timeline.runs[i];
		const struct map_entry *e =
			run->class ? map_find(&v->volume_types, run->class,
					     strlen(run->class))
				   : NULL;
		if (e)
			run->class = e->value;
	}
}

static void sort_resources(struct inventory *v)
{
	struct map_entry **sorted = map_sorted(&v->resources);

	v->sorted = mem_zero(v->resources.count, sizeof(struct resource *));
	for (size_t i = 0; i < v->resources.count; i++)
		v->sorted[i] = sorted[i]->value;
	free(sorted);
}

void inventory_settle(struct inventory *v)
{
	coverage_settle(&v->coverage);
	sort_resources(v);
	for (size_t i = 0; i < v->resources.count; i++) {
		struct resource *r = v->sorted[i];
		name_volume_types(v, r);
		timeline_settle(&r->timeline, inventory_grace(v, r->kind));
		ending_infer(v, r);
	}
}

size_t inventory_count(const struct inventory *v)
{
	return v->resources.count;
}

struct span resource_span(const struct resource *r, size_t i)
{
	const struct run *run = &r->timeline.runs[i];

	return (struct span){
		.type = r->kind->type,
		.region = r->region,
		.id = r->id,
		.project = run->project,
		.name = run->name,
		.class = run->class,
		.state = run->state,
		.poller = run->poller,
		.size = run->size,
		.created_s = r->created_s,
		.alive_s = r->alive_s,
		.deleted_s = r->deleted_s,
		.deleted_by = r->deleted_by,
		.first_us = run->first_us,
		.last_us = run->last_us,
		.first_by = run->first_by,
		.last_by = run->last_by,
	};
}

void inventory_clear(struct inventory *v)
{
	for (size_t i = 0; i < v->resources.count; i++) {
		struct resource *r = v->resources.entries[i].value;
		timeline_clear(&r->timeline);
		free(r);
	}
	map_clear(&v->resources);
	map_clear(&v->texts);
	map_clear(&v->volume_types);
	coverage_clear(&v->coverage);
	buf_clear(&v->key);
	free(v->sorted);
}
