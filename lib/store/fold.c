#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/bill/inventory.h"
#include "ow/store/fold.h"
#include "ow/store/lines.h"
#include "ow/store/part.h"

/*
 * Is this a record that the part of this name holds? A span that ow-normalize
 * cut around a late sight may resume in the month after.
 */
static int check_part(
	const char *part, const struct record *r, struct ow_error *err)
{
	char name[PART_NAME];

	if (part_of(name, r, err) < 0)
		return -1;
	size_t len = strlen(name) - (part_is_spans(name) ? PART_MONTH : 0);
	if (strlen(name) == strlen(part) && strncmp(name, part, len) == 0)
		return 0;
	return error_set(err, OW_INCOMPLETE,
		"it holds a record that belongs to another part");
}

struct fold {
	const char *part;
	struct inventory inventory;
	struct buf *out;
};

static int add_evidence(
	void *context, const struct record *r, struct ow_error *err)
{
	struct fold *f = context;

	if (check_part(f->part, r, err) < 0)
		return -1;
	return inventory_add(&f->inventory, r, err);
}

static void write_scan(void *context, const struct scan *scan)
{
	struct fold *f = context;

	record_text(
		&(struct record){.kind = RECORD_SCAN, .scan = *scan}, f->out);
}

static void write_spans(const struct resource *r, struct buf *out)
{
	struct record record = {.kind = RECORD_SPAN};

	for (size_t i = 0; i < r->timeline.count; i++) {
		record.span = resource_span(r, i);
		record_text(&record, out);
	}
}

static int fold_evidence(struct fold *f, const char *grace,
	const struct buf *old, const struct buf *more, struct ow_error *err)
{
	if (grace && inventory_set_grace(&f->inventory, grace, err) < 0)
		return -1;
	if (lines_each(old, add_evidence, f, err) < 0 ||
		lines_each(more, add_evidence, f, err) < 0)
		return -1;
	inventory_settle(&f->inventory);
	coverage_each(&f->inventory.coverage, write_scan, f);
	for (size_t i = 0; i < inventory_count(&f->inventory); i++)
		write_spans(f->inventory.sorted[i], f->out);
	return 0;
}

struct label {
	enum record_kind kind;
	char *name, *account;
};

static void set(char **to, const char *text)
{
	if (!text)
		return;
	free(*to);
	*to = mem_copy(text);
}

/* The last one counts; what it does not tell is as it was. */
static int add_label(
	void *context, const struct record *r, struct ow_error *err)
{
	bool project = r->kind == RECORD_PROJECT;
	const char *id = project ? r->project.id : r->volume_type.id;
	struct buf key = BUF_INIT(RECORD_LINE_MAX + 2);

	if (check_part(PART_LABELS, r, err) < 0)
		return -1;
	buf_add_text(&key, project ? "p" : "v");
	buf_add_text(&key, id);
	struct map_entry *e = map_put(context, key.data, key.len);
	buf_clear(&key);
	if (!e->value)
		e->value = mem_zero(1, sizeof(struct label));
	struct label *l = e->value;
	l->kind = r->kind;
	set(&l->name, project ? r->project.name : r->volume_type.name);
	if (project)
		set(&l->account, r->project.account);
	return 0;
}

static void write_label(const struct map_entry *e, struct buf *out)
{
	const struct label *l = e->value;
	struct record r = {.kind = l->kind};

	if (l->kind == RECORD_PROJECT)
		r.project = (struct project){e->key + 1, l->name, l->account};
	else
		r.volume_type = (struct volume_type){e->key + 1, l->name};
	record_text(&r, out);
}

static void write_labels(const struct map *labels, struct buf *out)
{
	struct map_entry **sorted = map_sorted(labels);

	for (size_t i = 0; i < labels->count; i++)
		write_label(sorted[i], out);
	free(sorted);
}

static void clear_labels(struct map *labels)
{
	for (size_t i = 0; i < labels->count; i++) {
		struct label *l = labels->entries[i].value;
		free(l->name);
		free(l->account);
		free(l);
	}
	map_clear(labels);
}

static int fold_labels(const struct buf *old, const struct buf *more,
	struct buf *out, struct ow_error *err)
{
	struct map labels = MAP_INIT;
	int result = lines_each(old, add_label, &labels, err);

	if (result == 0)
		result = lines_each(more, add_label, &labels, err);
	if (result == 0)
		write_labels(&labels, out);
	clear_labels(&labels);
	return result;
}

int fold_part(const char *part, const char *grace, const struct buf *old,
	const struct buf *more, struct buf *out, struct ow_error *err)
{
	struct fold f = {.part = part, .out = out};
	int result;

	if (strcmp(part, PART_LABELS) == 0) {
		result = fold_labels(old, more, out, err);
	} else {
		inventory_init(&f.inventory);
		result = fold_evidence(&f, grace, old, more, err);
		inventory_clear(&f.inventory);
	}
	if (result == 0 && out->over)
		result = error_set(err, OW_INCOMPLETE, "it grew too large");
	if (result == 0)
		return 0;
	struct ow_error why = *err;
	return error_set(err, OW_INCOMPLETE, "part '%s': %s", part, why.text);
}
