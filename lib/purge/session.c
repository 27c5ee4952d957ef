#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/purge/session.h"

/* The waits are short, for whatever they end can be tried again. */
static const char waits[] =
	"SET SESSION time_zone = '+00:00', lock_wait_timeout = 30,"
	" innodb_lock_wait_timeout = 10";

/*
 * This level can be logged as statements, which MySQL 5.5 does unless told
 * otherwise; it cannot make a session read-only yet.
 */
static const char writing[] =
	"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";
static const char reading[] =
	"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"
	" /*!50605 , READ ONLY */";

int purge_number(const char *text, int64_t *out, struct ow_error *err)
{
	char *end = NULL;

	*out = text ? strtoll(text, &end, 10) : 0;
	if (!text || end == text || *end)
		return error_set(err, OW_CONFIG,
			"an id in the database is no whole number");
	return 0;
}

/* The first column of the first row as text; NULL: there is none. */
static char *read_text(
	struct database *db, const char *sql, struct ow_error *err)
{
	struct database_rows *rows = database_read(db, sql, err);
	struct database_row row;
	char *text = NULL;

	if (!rows)
		return NULL;
	if (database_next(rows, &row, err) > 0)
		text = mem_copy(row.text[0]);
	if (!text)
		error_set(err, OW_AGAIN, "the database gives no answer");
	database_rows_free(rows);
	return text;
}

/* Two at once would not leave collectors the time that orphans need. */
static int lock(struct database *db, struct ow_error *err)
{
	char *got = read_text(db,
		"SELECT GET_LOCK(LEFT(CONCAT('ow-purge-ceilo.', DATABASE()), "
		"64), 0)",
		err);
	int result = got ? 0 : -1;

	if (got && strcmp(got, "1") != 0)
		result = error_set(err, OW_AGAIN,
			"another ow-purge-ceilo is at work on this database");
	free(got);
	return result;
}

static int set_up(struct database *db, bool writes, struct ow_error *err)
{
	if (database_do(db, waits, err) < 0 ||
		database_do(db, writes ? writing : reading, err) < 0)
		return -1;
	return writes ? lock(db, err) : 0;
}

/* Names are compared byte by byte, which the database would not do. */
static int take_meter(struct purge_session *s, const struct purge_plan *plan,
	const struct database_row *row, struct ow_error *err)
{
	struct purge_meter_row r;

	if (purge_number(row->text[0], &r.id, err) < 0)
		return -1;
	for (r.meter = 0; r.meter < plan->meter_count; r.meter++) {
		if (!row->text[1] ||
			strcmp(row->text[1], plan->meters[r.meter].name) != 0)
			continue;
		s->rows = mem_room(s->rows, &s->row_cap, s->row_count + 1,
			sizeof(*s->rows));
		s->rows[s->row_count++] = r;
	}
	return 0;
}

static int read_meters(struct purge_session *s, const struct purge_plan *plan,
	struct ow_error *err)
{
	struct database_rows *rows = database_read(
		s->db, "SELECT id, name FROM meter ORDER BY id", err);
	struct database_row row;
	int got;

	if (!rows)
		return -1;
	while ((got = database_next(rows, &row, err)) > 0)
		if ((got = take_meter(s, plan, &row, err)) < 0)
			break;
	database_rows_free(rows);
	return got;
}

int purge_session_open(struct purge_session *s,
	const struct database_login *login, const struct purge_plan *plan,
	bool writes, struct ow_error *err)
{
	s->db = database_open(login, err);
	if (!s->db || set_up(s->db, writes, err) < 0 ||
		purge_schema_read(&s->schema, s->db, login->database, err) < 0)
		return -1;
	return read_meters(s, plan, err);
}

void purge_session_close(struct purge_session *s)
{
	database_close(s->db);
	free(s->rows);
	*s = (struct purge_session){0};
}

int purge_session_clock(
	struct purge_session *s, int64_t *now_s, struct ow_error *err)
{
	char *text = read_text(s->db, "SELECT UTC_TIMESTAMP", err);
	int64_t us = 0;
	int result = text ? time_parse(text, &us) : -1;

	if (text && result < 0)
		error_set(err, OW_CONFIG, "the database server tells no time");
	*now_s = time_seconds(us);
	free(text);
	return result;
}

static int check_fits(const struct buf *sql, struct ow_error *err)
{
	return sql->over ? error_set(err, OW_CONFIG,
				   "a statement of more than %zu bytes: "
				   "choose a smaller --batch",
				   sql->max)
			 : 0;
}

int purge_session_list(struct purge_session *s, struct buf *list,
	const struct database_row *row, size_t column, bool number,
	struct ow_error *err)
{
	int64_t ignored;

	if (number && purge_number(row->text[column], &ignored, err) < 0)
		return -1;
	buf_add_text(list, list->len > 0 ? ", " : "");
	if (number)
		buf_add_text(list, row->text[column]);
	else
		database_quote(
			s->db, list, row->text[column], row->len[column]);
	return check_fits(list, err);
}

int purge_session_do(
	struct purge_session *s, struct buf *sql, struct ow_error *err)
{
	int result = check_fits(sql, err);

	if (result == 0)
		result = database_do(s->db, sql->data, err);
	buf_clear(sql);
	return result;
}

struct database_rows *purge_session_read(
	struct purge_session *s, struct buf *sql, struct ow_error *err)
{
	struct database_rows *rows = NULL;

	if (check_fits(sql, err) == 0)
		rows = database_read(s->db, sql->data, err);
	buf_clear(sql);
	return rows;
}

void purge_session_by(const struct purge_session *s, struct buf *sql,
	const char *alias, enum purge_key key)
{
	const char *name = purge_key_name(key);

	buf_add(sql, name, strcspn(name, "."));
	buf_addf(sql, " AS %s FORCE INDEX (`%s`)", alias, s->schema.index[key]);
}

int purge_session_delete(struct purge_session *s, enum purge_key key,
	const char *ids, struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);

	buf_add_text(&sql, "DELETE d FROM ");
	purge_session_by(s, &sql, "d", key);
	buf_addf(&sql, " WHERE d%s IN (%s)", strchr(purge_key_name(key), '.'),
		ids);
	return purge_session_do(s, &sql, err);
}

int purge_session_delete_metadata(
	struct purge_session *s, const char *ids, struct ow_error *err)
{
	static const enum purge_key tables[] = {
		PURGE_TEXT_ID, PURGE_BOOL_ID, PURGE_INT_ID, PURGE_FLOAT_ID};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (purge_session_delete(s, tables[i], ids, err) < 0)
			return -1;
	return 0;
}
