#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/purge/orphans.h"

#define STRETCH 10000 /* rows of resource that one statement looks at */

/* The mark of Ceilometer's own expirer. No hash has these letters. */
#define MARK "delete_"
#define IS_MARKED " r.metadata_hash LIKE 'delete|_%' ESCAPE '|'"

static enum purge_key resource_key(const struct purge_session *s)
{
	return s->schema.form == PURGE_JUNO ? PURGE_RESOURCE_INTERNAL
					    : PURGE_RESOURCE_ID;
}

/*
 * Adds "FROM" those rows `r` that have no sample but those in GONE, if that
 * is not NULL. The join ends at the first sample it finds.
 */
static void add_from_bereft(struct purge_session *s, struct buf *sql,
	const char *resources, const char *gone)
{
	const char *id = strchr(purge_key_name(resource_key(s)), '.');

	buf_add_text(sql, " FROM ");
	purge_session_by(s, sql, "r", resource_key(s));
	buf_add_text(sql, " LEFT JOIN ");
	purge_session_by(s, sql, "s", PURGE_SAMPLE_RESOURCE);
	buf_addf(sql, " ON s.resource_id = r%s", id);
	if (gone)
		buf_addf(sql, " AND s.id NOT IN (%s)", gone);
	buf_addf(sql, " WHERE r%s IN (%s) AND s.id IS NULL", id, resources);
}

/* Adds their ids to OUT. A plain read: it takes no lock. */
static int add_bereft(struct purge_session *s, struct buf *out,
	const char *resources, const char *gone, struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);
	struct database_row row;
	int got;

	buf_addf(&sql, "SELECT r%s",
		strchr(purge_key_name(resource_key(s)), '.'));
	add_from_bereft(s, &sql, resources, gone);
	struct database_rows *rows = purge_session_read(s, &sql, err);
	if (!rows)
		return -1;
	while ((got = database_next(rows, &row, err)) > 0)
		if ((got = purge_session_list(s, out, &row, 0,
			     s->schema.form == PURGE_JUNO, err)) < 0)
			break;
	database_rows_free(rows);
	return got;
}

/*
 * In one statement that is a transaction of its own and holds nothing else:
 * a collector that waits for it cannot be waited for.
 */
static int mark(struct purge_session *s, const char *ids, struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);

	buf_add_text(&sql, "UPDATE ");
	purge_session_by(s, &sql, "r", PURGE_RESOURCE_INTERNAL);
	buf_addf(&sql,
		" SET r.metadata_hash = CONCAT('" MARK
		"', r.internal_id) WHERE r.internal_id IN (%s)",
		ids);
	return purge_session_do(s, &sql, err);
}

int purge_orphans_mark(struct purge_session *s, const char *resources,
	const char *gone, struct ow_error *err)
{
	struct buf ids = BUF_INIT(PURGE_SQL_MAX);
	int result = add_bereft(s, &ids, resources, gone, err);

	if (result == 0 && ids.len > 0)
		result = mark(s, ids.data, err);
	buf_clear(&ids);
	return result;
}

int purge_orphans_drop(struct purge_session *s, const char *resources,
	int64_t *deleted, struct ow_error *err)
{
	struct buf ids = BUF_INIT(PURGE_SQL_MAX);
	int result = add_bereft(s, &ids, resources, NULL, err);

	*deleted = 0;
	if (result == 0 && ids.len > 0)
		result = purge_session_delete(
			s, PURGE_SOURCE_RESOURCE, ids.data, err);
	if (result == 0 && ids.len > 0)
		result = purge_session_delete(
			s, PURGE_RESOURCE_ID, ids.data, err);
	if (result == 0 && ids.len > 0)
		*deleted = database_affected(s->db);
	buf_clear(&ids);
	return result;
}

void purge_orphans_clear(struct purge_orphans *o)
{
	free(o->ids);
	*o = (struct purge_orphans){0};
}

static void take_orphan(struct purge_orphans *o, int64_t id)
{
	o->ids = mem_room(o->ids, &o->cap, o->count + 1, sizeof(*o->ids));
	o->ids[o->count++] = id;
}

/* Rows "id, is it marked?". Returns how many there were, or -1. */
static int64_t take_orphans(struct purge_orphans *o, struct database_rows *rows,
	struct ow_error *err)
{
	struct database_row row;
	int64_t count = 0;
	int got;

	while ((got = database_next(rows, &row, err)) > 0) {
		if (purge_number(row.text[0], &o->after_id, err) < 0)
			return -1;
		if (row.text[1] && strcmp(row.text[1], "1") == 0)
			take_orphan(o, o->after_id);
		count++;
	}
	return got < 0 ? -1 : count;
}

int purge_orphans_find(
	struct purge_session *s, struct purge_orphans *o, struct ow_error *err)
{
	bool indexed = *s->schema.index[PURGE_RESOURCE_HASH];
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);

	if (indexed) {
		buf_add_text(&sql, "SELECT r.internal_id, 1 FROM ");
		purge_session_by(s, &sql, "r", PURGE_RESOURCE_HASH);
		buf_add_text(&sql, " WHERE" IS_MARKED);
	} else {
		buf_add_text(&sql, "SELECT r.internal_id," IS_MARKED " FROM ");
		purge_session_by(s, &sql, "r", PURGE_RESOURCE_INTERNAL);
		buf_addf(&sql,
			" WHERE r.internal_id > %" PRId64
			" ORDER BY r.internal_id LIMIT %d",
			o->after_id, STRETCH);
	}
	struct database_rows *rows = purge_session_read(s, &sql, err);
	if (!rows)
		return -1;
	int64_t count = take_orphans(o, rows, err);
	database_rows_free(rows);
	return count < 0 ? -1 : !indexed && count == STRETCH;
}

static int delete_bereft(struct purge_session *s, struct purge_orphans *o,
	const char *ids, struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);

	if (purge_session_delete_metadata(s, ids, err) < 0)
		return -1;
	buf_add_text(&sql, "DELETE r");
	add_from_bereft(s, &sql, ids, NULL);
	if (purge_session_do(s, &sql, err) < 0)
		return -1;
	o->deleted += database_affected(s->db);
	return 0;
}

int purge_orphans_delete(struct purge_session *s, struct purge_orphans *o,
	int64_t most, struct ow_error *err)
{
	struct buf ids = BUF_INIT(PURGE_SQL_MAX);
	struct buf bereft = BUF_INIT(PURGE_SQL_MAX);
	size_t end = o->count - o->next > (size_t)most ? o->next + (size_t)most
						       : o->count;

	if (o->next == o->count)
		return 0;
	for (size_t i = o->next; i < end; i++)
		buf_addf(
			&ids, "%s%" PRId64, i > o->next ? ", " : "", o->ids[i]);
	int result = add_bereft(s, &bereft, ids.data, NULL, err);
	if (result == 0 && bereft.len > 0)
		result = delete_bereft(s, o, bereft.data, err);
	if (result == 0)
		o->next = end;
	buf_clear(&ids);
	buf_clear(&bereft);
	return result < 0 ? -1 : 1;
}
