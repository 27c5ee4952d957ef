#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/store/batch.h"
#include "ow/store/lines.h"
#include "ow/store/part.h"

static int check_volume_type(
	struct batch *b, const struct volume_type *t, struct ow_error *err)
{
	struct map_entry *e = map_put(&b->volume_types, t->id, strlen(t->id));
	char quoted[64];

	if (!e->value)
		e->value = mem_copy(t->name);
	if (strcmp(e->value, t->name) == 0)
		return 0;
	return error_set(err, OW_REJECTED, "volume type %s has two names",
		error_quote(quoted, sizeof(quoted), t->id, strlen(t->id)));
}

int batch_add(struct batch *b, const struct record *r, struct ow_error *err)
{
	char name[PART_NAME];

	if (r->kind == RECORD_BEGIN)
		return 0;
	if (part_of(name, r, err) < 0)
		return -1;
	if (r->kind == RECORD_PROJECT &&
		labels_add(&b->labels, &r->project, err) < 0)
		return -1;
	if (r->kind == RECORD_VOLUME_TYPE &&
		check_volume_type(b, &r->volume_type, err) < 0)
		return -1;
	struct map_entry *e = map_put(&b->parts, name, strlen(name));
	if (!e->value) {
		e->value = mem_zero(1, sizeof(struct buf));
		*(struct buf *)e->value = (struct buf)LINES_INIT;
	}
	struct buf *lines = e->value;
	record_text(r, lines);
	if (lines->over)
		return error_set(err, OW_INCOMPLETE, "too much for one run");
	return 0;
}

void batch_drop_scans(struct batch *b)
{
	for (size_t i = 0; i < b->parts.count; i++)
		if (part_is_scans(b->parts.entries[i].key))
			buf_reset(b->parts.entries[i].value);
}

void batch_clear(struct batch *b)
{
	for (size_t i = 0; i < b->parts.count; i++) {
		buf_clear(b->parts.entries[i].value);
		free(b->parts.entries[i].value);
	}
	for (size_t i = 0; i < b->volume_types.count; i++)
		free(b->volume_types.entries[i].value);
	map_clear(&b->parts);
	map_clear(&b->volume_types);
	labels_clear(&b->labels);
}
