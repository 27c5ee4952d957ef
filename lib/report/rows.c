#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/report/rows.h"

static int order_window(const struct usage *a, const struct usage *b)
{
	int d = number_compare(a->from_s, b->from_s);

	return d ? d : number_compare(a->till_s, b->till_s);
}

/* Equal: the same resource in the same window. */
static int order_resource(const struct usage *a, const struct usage *b)
{
	int d;

	if ((d = order_window(a, b)) != 0)
		return d;
	if ((d = text_compare(a->type, b->type)) != 0)
		return d;
	if ((d = text_compare(a->id, b->id)) != 0)
		return d;
	return text_compare(a->region, b->region);
}

/* Equal: two records of what ow-aggregate gives one for. */
static int order_key(const void *one, const void *other)
{
	const struct usage *a = &((const struct entry *)one)->usage;
	const struct usage *b = &((const struct entry *)other)->usage;
	int d;

	if ((d = order_resource(a, b)) != 0)
		return d;
	if ((d = text_compare(a->project, b->project)) != 0)
		return d;
	if ((d = text_compare(a->class, b->class)) != 0)
		return d;
	return number_compare(a->size, b->size);
}

const char *rows_tenant(const struct usage *u)
{
	if (u->tenant)
		return u->tenant;
	return u->project ? u->project : "";
}

static int order_kind(const struct kind *a, const struct kind *b)
{
	return number_compare((int64_t)kind_place(a), (int64_t)kind_place(b));
}

/* Equal: one row. */
static int order_row(const struct entry *one, const struct entry *other)
{
	const struct usage *a = &one->usage, *b = &other->usage;
	bool alone = !one->kind->per_tenant;
	int d;

	if ((d = text_compare(a->account, b->account)) != 0)
		return d;
	if ((d = text_compare(rows_tenant(a), rows_tenant(b))) != 0)
		return d;
	if ((d = order_kind(one->kind, other->kind)) != 0)
		return d;
	if (alone && (d = text_compare(a->id, b->id)) != 0)
		return d;
	if ((d = order_window(a, b)) != 0)
		return d;
	if (alone && (d = text_compare(a->class, b->class)) != 0)
		return d;
	if (alone && (d = text_compare(a->region, b->region)) != 0)
		return d;
	return text_compare(a->project, b->project);
}

static int order_report(const void *one, const void *other)
{
	int d = order_row(one, other);

	return d ? d : order_key(one, other);
}

static int refuse(struct ow_error *err, const struct usage *u, const char *why)
{
	char type[40], id[100], project[100], from[TIME_TEXT];
	const char *owner = u->project ? u->project : "";

	error_quote(type, sizeof(type), u->type, strlen(u->type));
	error_quote(id, sizeof(id), u->id, strlen(u->id));
	error_quote(project, sizeof(project), owner, strlen(owner));
	return error_set(err, OW_INCOMPLETE,
		"usage of %s, type %s, project %s, from %s: %s", id, type,
		project, time_text(from, u->from_s), why);
}

static bool is_copy(const struct usage *a, const struct usage *b)
{
	return a->seconds == b->seconds &&
	       a->assumed_seconds == b->assumed_seconds &&
	       a->created_s == b->created_s && a->deleted_s == b->deleted_s &&
	       a->deleted_by == b->deleted_by &&
	       text_compare(a->account, b->account) == 0 &&
	       text_compare(a->tenant, b->tenant) == 0 &&
	       text_compare(a->name, b->name) == 0;
}

static int leave_one_of_each(
	struct entry *entries, size_t *count, struct ow_error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		const struct entry *last = kept ? &entries[kept - 1] : NULL;
		if (!last || order_key(last, &entries[i]) != 0)
			entries[kept++] = entries[i];
		else if (!is_copy(&last->usage, &entries[i].usage))
			return refuse(err, &last->usage,
				"there is another record that differs");
	}
	*count = kept;
	return 0;
}

static int bill(struct entry *e, struct ow_error *err)
{
	struct usage *u = &e->usage;

	if (!e->kind)
		return refuse(err, u, "the report has no column for its type");
	if (e->kind->unit_size && u->size < 0)
		return refuse(err, u, "it has no size");
	u->unit = e->kind->unit;
	if (amount_hours(e->kind, amount_of(e->kind, u->size, u->seconds),
		    &u->hours_e4) < 0)
		return refuse(err, u, "it is too large");
	return 0;
}

/*
 * A resource has one project, class and size at a time. Two results for one
 * window, mixed, show here where they do not have a key in common.
 */
static int check_time(
	const struct entry *entries, size_t count, struct ow_error *err)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		const struct usage *u = &entries[i].usage;
		int64_t window = u->till_s - u->from_s;
		if (i == 0 || order_resource(&entries[i - 1].usage, u) != 0)
			sum = 0;
		if (u->seconds < 0 || u->seconds > window - sum)
			return refuse(err, u, "more time than in the window");
		sum += u->seconds;
	}
	return 0;
}

int rows_settle(struct entry *entries, size_t *count, struct ow_error *err)
{
	if (*count == 0)
		return 0;
	qsort(entries, *count, sizeof(*entries), order_key);
	if (leave_one_of_each(entries, count, err) < 0)
		return -1;
	if (check_time(entries, *count, err) < 0)
		return -1;
	for (size_t i = 0; i < *count; i++)
		if (bill(&entries[i], err) < 0)
			return -1;
	qsort(entries, *count, sizeof(*entries), order_report);
	return 0;
}

struct row *rows_new(const struct entry *entries, size_t entry_count,
	size_t *count, struct ow_error *err)
{
	struct row *rows = mem_zero(entry_count, sizeof(*rows));
	kind_amount amount = 0;

	*count = 0;
	for (size_t i = 0; i < entry_count; i++) {
		const struct entry *e = &entries[i];
		if (i == 0 || order_row(&entries[i - 1], e) != 0) {
			rows[(*count)++].first = e;
			amount = 0;
		}
		amount += amount_of(e->kind, e->usage.size, e->usage.seconds);
		struct row *row = &rows[*count - 1];
		if (amount_hours(e->kind, amount, &row->hours_e4) < 0) {
			refuse(err, &e->usage, "the sum is too large");
			free(rows);
			return NULL;
		}
	}
	return rows;
}
