#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/bill/life.h"
#include "ow/bill/usage.h"
#include "ow/kind/amount.h"

/* Seconds [from, till) in which the resource was not near any sight. */
struct gap {
	int64_t from_s, till_s;
};

/* What is billed in one project, class and size. */
struct part {
	const char *project, *name, *class;
	int64_t size;
	int64_t seconds, assumed;
};

/* The work on one resource. */
struct work {
	const struct inventory *v;
	const struct resource *r;
	const struct usage_options *o;
	struct gap *gaps;
	size_t gap_count;
	struct part *parts;
	size_t part_count, part_cap;
	void (*note)(void *context, const char *text);
	void *context;
};

static void tell(const struct work *w, const char *what)
{
	const struct resource *r = w->r;
	size_t n = r->timeline.count;
	const char *name = n ? r->timeline.runs[n - 1].name : NULL;
	char id[120], label[160] = "", text[400];

	error_quote(id, sizeof(id), r->id, strlen(r->id));
	if (name) {
		label[0] = ' ';
		error_quote(label + 1, sizeof(label) - 1, name, strlen(name));
	}
	snprintf(text, sizeof(text), "%s %s%s: %s", r->kind->type, id, label,
		what);
	w->note(w->context, text);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void add_gap(struct work *w, int64_t from_s, int64_t till_s)
{
	w->gaps[w->gap_count++] = (struct gap){from_s, till_s};
}

/* BEGIN_S and END_S are those of the life; the latter may be INT64_MAX. */
static void find_gaps(struct work *w, int64_t begin_s, int64_t end_s)
{
	const struct window *in = &w->o->window;
	int64_t grace_s = inventory_grace(w->v, w->r->kind);
	size_t n;
	struct seen *seen = timeline_seen(&w->r->timeline, grace_s, &n);
	int64_t first_s = time_seconds(seen[0].first_us);
	int64_t last_s = time_seconds(seen[n - 1].last_us);

	w->gaps = mem_zero(n + 1, sizeof(*w->gaps));
	if (first_s - later(begin_s, in->from_s) > grace_s)
		add_gap(w, begin_s, first_s);
	for (size_t i = 1; i < n; i++)
		add_gap(w, time_seconds(seen[i - 1].last_us),
			time_seconds(seen[i].first_us));
	if (earlier(end_s, in->till_s) - last_s > grace_s)
		add_gap(w, last_s, earlier(end_s, in->till_s));
	free(seen);
}

static int64_t assumed_in(const struct work *w, int64_t from_s, int64_t till_s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < w->gap_count; i++) {
		int64_t a = later(from_s, w->gaps[i].from_s);
		int64_t b = earlier(till_s, w->gaps[i].till_s);
		sum += b > a ? b - a : 0;
	}
	return sum;
}

static struct part *part_of(struct work *w, const struct segment *s)
{
	for (size_t i = 0; i < w->part_count; i++) {
		struct part *p = &w->parts[i];
		if (p->size == s->size &&
			text_compare(p->project, s->project) == 0 &&
			text_compare(p->class, s->class) == 0)
			return p;
	}
	w->parts = mem_room(
		w->parts, &w->part_cap, w->part_count + 1, sizeof(*w->parts));
	struct part *p = &w->parts[w->part_count++];
	*p = (struct part){
		.project = s->project, .class = s->class, .size = s->size};
	return p;
}

static void bill(struct work *w, const struct segment *s, int64_t end_s)
{
	const struct kind_state *state = kind_state(w->r->kind, s->state);
	const struct window *in = &w->o->window;
	int64_t from_s = later(time_seconds(s->from_us), in->from_s);
	int64_t till_s = earlier(
		s->till_us == INT64_MAX ? INT64_MAX : time_seconds(s->till_us),
		earlier(end_s, in->till_s));

	if (from_s >= till_s ||
		!states_billed(&w->o->states, w->r->kind, s->state))
		return;
	struct part *p = part_of(w, s);
	int64_t assumed =
		state && state->silent ? 0 : assumed_in(w, from_s, till_s);
	p->name = s->name;
	p->seconds += till_s - from_s - (w->o->cut_gaps ? assumed : 0);
	p->assumed += w->o->cut_gaps ? 0 : assumed;
}

static int compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int c = text_compare(x->project, y->project);

	if (c == 0)
		c = text_compare(x->class, y->class);
	return c ? c : number_compare(x->size, y->size);
}

/* What cannot be billed is told: 0 if it can, else -1. */
static int price(const struct work *w, const struct part *p, int64_t *hours_e4)
{
	const struct kind *k = w->r->kind;
	char text[160];

	if (!p->project) {
		snprintf(text, sizeof(text),
			"belongs to no project; its %" PRId64
			" s are billed to nobody",
			p->seconds);
		tell(w, text);
	}
	if ((!k->unit_size || p->size != SPAN_NO_SIZE) &&
		amount_hours(k, amount_of(k, p->size, p->seconds), hours_e4) ==
			0)
		return 0;
	snprintf(text, sizeof(text),
		"no usable size is known; %" PRId64 " s are not billed",
		p->seconds);
	tell(w, text);
	return -1;
}

static int hand_out(
	struct work *w, void (*each)(void *context, const struct usage *u))
{
	const struct resource *r = w->r;
	int unbilled = 0;

	if (w->part_count == 0)
		return 0;
	qsort(w->parts, w->part_count, sizeof(*w->parts), compare_parts);
	for (size_t i = 0; i < w->part_count; i++) {
		const struct part *p = &w->parts[i];
		int64_t hours_e4;
		if (p->seconds == 0)
			continue;
		if (price(w, p, &hours_e4) < 0) {
			unbilled++;
			continue;
		}
		struct usage u = {.from_s = w->o->window.from_s,
			.till_s = w->o->window.till_s,
			.region = r->region,
			.project = p->project,
			.type = r->kind->type,
			.id = r->id,
			.name = p->name,
			.class = p->class,
			.size = r->kind->unit_size ? p->size : SPAN_NO_SIZE,
			.seconds = p->seconds,
			.assumed_seconds = p->assumed,
			.hours_e4 = hours_e4,
			.unit = r->kind->unit,
			.created_s = r->created_s,
			.deleted_s = r->deleted_s,
			.deleted_by = r->deleted_by};
		each(w->context, &u);
	}
	return unbilled;
}

/* Does it end before it begins, and does the window see one of the two? */
static bool is_negative(const struct resource *r, const struct window *w)
{
	return r->deleted_by != DELETED_NOT && r->created_s != TIME_NEVER &&
	       r->deleted_s < r->created_s && r->created_s >= w->from_s &&
	       r->deleted_s < w->till_s;
}

/* Do only sights of it as deleted tell of it, and are they in the window? */
static bool is_only_seen_dead(const struct resource *r, const struct window *w)
{
	int64_t first_s = time_seconds(r->timeline.runs[0].first_us);

	return r->deleted_by == DELETED_BY_ABSENCE &&
	       life_last_sign_s(r) <= r->created_s && first_s >= w->from_s &&
	       first_s < w->till_s;
}

/* Told once for each resource that has to do with the window. */
static void check_life(const struct work *w, int64_t end_s)
{
	int64_t last_s = life_last_sign_s(w->r);
	int64_t grace_s = inventory_grace(w->v, w->r->kind);
	char text[160], at[TIME_TEXT];

	if (w->r->deleted_by == DELETED_NOT || last_s == TIME_NEVER ||
		last_s - end_s <= grace_s)
		return;
	snprintf(text, sizeof(text),
		"was seen alive after its deletion, last %s; billed until the "
		"deletion",
		time_text(at, last_s));
	tell(w, text);
}

int usage_each(const struct inventory *v, const struct resource *r,
	const struct usage_options *o,
	void (*each)(void *context, const struct usage *u),
	void (*note)(void *context, const char *text), void *context)
{
	struct work w = {
		.v = v, .r = r, .o = o, .note = note, .context = context};
	int unbilled = 0;
	int64_t end_s = r->deleted_by == DELETED_NOT ? INT64_MAX : r->deleted_s;
	size_t n;
	struct segment *s = life_segments(v, r, &n);
	int64_t begin_s = time_seconds(s[0].from_us);

	if (is_negative(r, &o->window))
		tell(&w, "was deleted before it was created; not billed");
	else if (is_only_seen_dead(r, &o->window))
		tell(&w, "was seen only after its deletion, whose time nothing "
			 "tells; not billed");
	else if (begin_s < o->window.till_s && end_s >= o->window.from_s) {
		find_gaps(&w, begin_s, end_s);
		for (size_t i = 0; i < n; i++)
			bill(&w, &s[i], end_s);
		check_life(&w, end_s);
		unbilled = hand_out(&w, each);
	}
	free(s);
	free(w.gaps);
	free(w.parts);
	return unbilled;
}
