#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ow/purge/batch.h"
#include "ow/purge/orphans.h"
#include "ow/purge/samples.h"

/* The samples at hand. */
struct picked {
	struct buf ids; /* values in SQL, with commas between */
	int64_t count;
	struct buf resources; /* the same of their resources, with repeats */
	int64_t of_meter[PURGE_METERS_MAX];
	char last[PURGE_CURSOR]; /* the time of the last one */
	int64_t dropped;         /* rows of resource that went with them */
};

enum { PICK_ID, PICK_METER, PICK_RESOURCE, PICK_TIME };

static int pick(struct purge_session *s, const struct database_row *row,
	struct picked *out, struct ow_error *err)
{
	bool juno = s->schema.form == PURGE_JUNO;
	int64_t meter;

	if (purge_session_list(s, &out->ids, row, PICK_ID, true, err) < 0 ||
		purge_number(row->text[PICK_METER], &meter, err) < 0)
		return -1;
	out->count++;
	for (size_t i = 0; i < s->row_count; i++)
		out->of_meter[s->rows[i].meter] += s->rows[i].id == meter;
	snprintf(out->last, sizeof(out->last), "%s", row->text[PICK_TIME]);
	if (!row->text[PICK_RESOURCE])
		return 0;
	return purge_session_list(
		s, &out->resources, row, PICK_RESOURCE, juno, err);
}

/* A plain read: it takes no lock. */
static int pick_all(struct purge_session *s, const struct purge_batch *b,
	struct picked *out, struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);
	struct database_row row;
	int got;

	buf_add_text(
		&sql, "SELECT s.id, s.meter_id, s.resource_id, s.timestamp");
	purge_samples_between(&sql, s, b->from, b->till_s);
	buf_add_text(&sql, " AND ");
	if (!purge_samples_where(&sql, s, b->part)) {
		buf_clear(&sql);
		return 0;
	}
	buf_addf(&sql, " ORDER BY s.timestamp LIMIT %" PRId64, b->most);
	struct database_rows *rows = purge_session_read(s, &sql, err);
	if (!rows)
		return -1;
	while ((got = database_next(rows, &row, err)) > 0)
		if ((got = pick(s, &row, out, err)) < 0)
			break;
	database_rows_free(rows);
	return got;
}

/* Each statement is a transaction of its own: what is marked does no harm. */
static int delete_juno(
	struct purge_session *s, const struct picked *p, struct ow_error *err)
{
	if (p->resources.len > 0 &&
		purge_orphans_mark(s, p->resources.data, p->ids.data, err) < 0)
		return -1;
	return purge_session_delete(s, PURGE_SAMPLE_ID, p->ids.data, err);
}

static int delete_icehouse(struct purge_session *s, struct picked *p,
	bool resources, struct ow_error *err)
{
	if (database_do(s->db, "START TRANSACTION", err) < 0 ||
		purge_session_delete_metadata(s, p->ids.data, err) < 0 ||
		purge_session_delete(s, PURGE_SOURCE_SAMPLE, p->ids.data, err) <
			0 ||
		purge_session_delete(s, PURGE_SAMPLE_ID, p->ids.data, err) < 0)
		return -1;
	if (resources && p->resources.len > 0 &&
		purge_orphans_drop(s, p->resources.data, &p->dropped, err) < 0)
		return -1;
	return database_do(s->db, "COMMIT", err);
}

static void move_on(struct purge_batch *b, const struct picked *p)
{
	memcpy(b->from, p->last, sizeof(b->from));
	b->resources += p->dropped;
	for (size_t i = 0; i < PURGE_METERS_MAX; i++)
		b->deleted[i] += p->of_meter[i];
}

int purge_batch_delete(
	struct purge_session *s, struct purge_batch *b, struct ow_error *err)
{
	struct picked p = {.ids = BUF_INIT(PURGE_SQL_MAX),
		.resources = BUF_INIT(PURGE_SQL_MAX)};
	int result = pick_all(s, b, &p, err);
	bool any = result == 0 && p.count > 0;

	if (any && s->schema.form == PURGE_JUNO)
		result = delete_juno(s, &p, err);
	else if (any)
		result = delete_icehouse(s, &p, b->collectors_stopped, err);
	if (any && result == 0)
		move_on(b, &p);
	buf_clear(&p.ids);
	buf_clear(&p.resources);
	return result < 0 ? -1 : p.count == b->most;
}
