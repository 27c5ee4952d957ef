#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/source/ceilometer_rows.h"

static size_t size_of(const struct ceilometer_row *row)
{
	return sizeof(*row) + row->len + strlen(row->id) + 2;
}

static struct ceilometer_row *room(struct ceilometer_rows *r, size_t more)
{
	r->rows = mem_room(r->rows, &r->cap, r->count + more, sizeof(*r->rows));
	return r->rows + r->count;
}

/* Line and id stand in one piece of memory. */
void ceilometer_rows_add(
	struct ceilometer_rows *r, const struct ceilometer_row *row)
{
	size_t id_len = strlen(row->id);
	struct ceilometer_row *new = room(r, 1);

	*new = *row;
	new->line = mem_zero(row->len + id_len + 2, 1);
	memcpy(new->line, row->line, row->len);
	memcpy(new->line + row->len + 1, row->id, id_len);
	new->id = new->line + row->len + 1;
	r->count++;
	r->bytes += size_of(new);
}

void ceilometer_rows_move(
	struct ceilometer_rows *to, struct ceilometer_rows *from)
{
	if (from->count > 0)
		memcpy(room(to, from->count), from->rows,
			from->count * sizeof(*from->rows));
	to->count += from->count;
	to->bytes += from->bytes;
	from->count = 0;
	from->bytes = 0;
}

int ceilometer_rows_compare(
	const struct ceilometer_row *a, const struct ceilometer_row *b)
{
	return a->us != b->us ? number_compare(a->us, b->us)
			      : strcmp(a->id, b->id);
}

static int compare_all(const void *a, const void *b)
{
	const struct ceilometer_row *x = a, *y = b;
	int order = ceilometer_rows_compare(x, y);

	return order != 0 ? order : strcmp(x->line, y->line);
}

void ceilometer_rows_settle(struct ceilometer_rows *r)
{
	size_t kept = 0;

	if (r->count > 0)
		qsort(r->rows, r->count, sizeof(*r->rows), compare_all);
	for (size_t i = 0; i < r->count; i++) {
		struct ceilometer_row *row = &r->rows[i];
		if (kept == 0 ||
			ceilometer_rows_compare(&r->rows[kept - 1], row) != 0) {
			r->rows[kept++] = *row;
			continue;
		}
		r->bytes -= size_of(row);
		free(row->line);
	}
	r->count = kept;
}

void ceilometer_rows_reset(struct ceilometer_rows *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->rows[i].line);
	r->count = 0;
	r->bytes = 0;
}

void ceilometer_rows_clear(struct ceilometer_rows *r)
{
	ceilometer_rows_reset(r);
	free(r->rows);
	*r = (struct ceilometer_rows)CEILOMETER_ROWS_INIT;
}
