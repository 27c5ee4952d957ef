#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/source/database.h"
#include "ow/store/fold.h"
#include "ow/store/lines.h"
#include "ow/store/part.h"
#include "ow/store/store.h"
#include "ow/store/tables.h"

#define OPTION_GROUP "ow-store"
#define WAIT_STEP_S 20

struct sql {
	struct database *db;
	char *grace;
};

static bool sql_takes(const char *dest)
{
	return strncmp(dest, "mysql:", 6) == 0 ||
	       strncmp(dest, "mysql+", 6) == 0 ||
	       strncmp(dest, "mariadb:", 8) == 0;
}

static int check_url(const struct database_login *l, struct ow_error *err)
{
	/* Anybody on this machine sees the arguments of a program. */
	if (l->password)
		return error_set(err, OW_USAGE,
			"a password in a URL can be seen by others; put it "
			"into an option file");
	if (!l->database)
		return error_set(err, OW_USAGE, "the URL names no database");
	return 0;
}

static struct database *connect_to(
	const struct store_options *o, struct ow_error *err)
{
	struct database_url url;
	struct database *db = NULL;

	if (database_login_url(&url, o->dest, err) < 0)
		return NULL;
	url.login.option_file = o->option_file;
	url.login.extra_file = o->extra_file;
	url.login.group = OPTION_GROUP;
	if (check_url(&url.login, err) == 0)
		db = database_open(&url.login, err);
	database_url_clear(&url);
	return db;
}

static int set_session(struct database *db, struct ow_error *err)
{
	if (database_do(db, "SET SESSION sql_mode = 'STRICT_ALL_TABLES'", err) <
		0)
		return -1;
	return database_do(db,
		"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", err);
}

static void sql_close(void *self)
{
	struct sql *s = self;

	database_close(s->db);
	free(s->grace);
	free(s);
}

static int take_head(struct sql *s, const struct store_options *o,
	struct database_rows *rows, struct ow_error *err)
{
	struct database_row row;
	int result = database_next(rows, &row, err);

	if (result == 0)
		result = store_none(o, err);
	else if (result > 0)
		result =
			store_check_format(strtoll(row.text[0], NULL, 10), err);
	if (result == 0)
		s->grace = mem_copy(row.text[1]);
	return result;
}

/* Its one row is what writers lock, until they commit or are gone. */
static int read_head(struct sql *s, const struct store_options *o, bool write,
	struct ow_error *err)
{
	struct database_rows *rows = database_read(s->db,
		write ? "SELECT format, grace FROM ow_store FOR UPDATE"
		      : "SELECT format, grace FROM ow_store",
		err);

	if (!rows && database_errno(s->db) == DATABASE_NO_TABLE)
		return store_none(o, err);
	if (!rows)
		return -1;
	int result = take_head(s, o, rows, err);
	database_rows_free(rows);
	return result;
}

static int begin_to_read(
	struct sql *s, const struct store_options *o, struct ow_error *err)
{
	if (database_do(s->db, "START TRANSACTION WITH CONSISTENT SNAPSHOT",
		    err) < 0)
		return -1;
	return read_head(s, o, false, err);
}

static int set_wait(struct database *db, int64_t wait_s, struct ow_error *err)
{
	char sql[80];

	snprintf(sql, sizeof(sql),
		"SET SESSION innodb_lock_wait_timeout = %" PRId64, wait_s);
	return database_do(db, sql, err);
}

/*
 * Waits in steps that are shorter than the client's own patience. The
 * snapshot is taken once the lock is there.
 */
static int begin_to_write(
	struct sql *s, const struct store_options *o, struct ow_error *err)
{
	int64_t left_s = o->wait_s, step_s;

	do {
		step_s = left_s < WAIT_STEP_S ? left_s : WAIT_STEP_S;
		left_s -= step_s;
		if (set_wait(s->db, step_s > 0 ? step_s : 1, err) < 0 ||
			database_do(s->db, "START TRANSACTION", err) < 0)
			return -1;
		if (read_head(s, o, true, err) == 0)
			return 0;
		if (err->code != OW_AGAIN ||
			database_errno(s->db) != DATABASE_LOCK_TIMEOUT)
			return -1;
	} while (left_s > 0);
	return store_held(o, err);
}

static void *sql_open(
	const struct store_options *o, bool write, struct ow_error *err)
{
	struct database *db = connect_to(o, err);

	if (!db)
		return NULL;
	struct sql *s = mem_zero(1, sizeof(*s));
	s->db = db;
	if (set_session(db, err) == 0 &&
		(write ? begin_to_write : begin_to_read)(s, o, err) == 0)
		return s;
	sql_close(s);
	return NULL;
}

static int insert_head(
	struct database *db, const char *grace, struct ow_error *err)
{
	struct buf sql = BUF_INIT(RECORD_LINE_MAX);

	buf_addf(&sql, "INSERT IGNORE INTO ow_store VALUES (1, %d, ",
		STORE_FORMAT);
	database_quote(db, &sql, grace, grace ? strlen(grace) : 0);
	buf_add_text(&sql, ", 0)");
	int result = database_do(db, sql.data, err);
	buf_clear(&sql);
	return result;
}

static int sql_init(const struct store_options *o, struct ow_error *err)
{
	struct database *db = connect_to(o, err);
	int result = 0;

	if (!db)
		return -1;
	for (size_t i = 0; tables_create[i] && result == 0; i++)
		result = database_do(db, tables_create[i], err);
	if (result == 0)
		result = insert_head(db, o->grace, err);
	database_close(db);
	return result;
}

static const char *sql_grace(const void *self)
{
	const struct sql *s = self;

	return s->grace;
}

static int sql_names(void *self, struct map *names, struct ow_error *err)
{
	struct sql *s = self;
	struct database_row row;
	struct database_rows *rows = database_read(s->db,
		"SELECT DISTINCT part FROM ow_label UNION SELECT DISTINCT part "
		"FROM ow_scan UNION SELECT DISTINCT part FROM ow_span",
		err);
	int more;

	if (!rows)
		return -1;
	while ((more = database_next(rows, &row, err)) > 0) {
		if (!part_is_name(row.text[0])) {
			more = error_set(err, OW_INCOMPLETE,
				"a row is of no part of a store");
			break;
		}
		map_put(names, row.text[0], row.len[0]);
	}
	database_rows_free(rows);
	return more;
}

static int read_rows(struct database_rows *rows, const char *part,
	struct buf *lines, struct ow_error *err)
{
	struct database_row row;
	int more;

	while ((more = database_next(rows, &row, err)) > 0) {
		if (strcmp(row.text[1], "1") != 0)
			return error_set(err, OW_INCOMPLETE,
				"part '%s': a row is not what was stored",
				part);
		buf_add(lines, row.text[0], row.len[0]);
		buf_add(lines, "\n", 1);
	}
	return more;
}

/* Rows have no order; folding puts them into the one that counts. */
static int sql_read(
	void *self, const char *part, struct buf *lines, struct ow_error *err)
{
	struct sql *s = self;
	struct buf found = LINES_INIT, none = LINES_INIT;
	char query[400];
	int result = -1;

	snprintf(query, sizeof(query),
		"SELECT record, hash = UNHEX(SHA2(record, 256)) FROM %s "
		"WHERE part = '%s' ORDER BY hash",
		tables_of(part), part);
	struct database_rows *rows = database_stream(s->db, query, err);
	if (rows)
		result = read_rows(rows, part, &found, err);
	database_rows_free(rows);
	if (result == 0 && found.over)
		result = error_set(
			err, OW_INCOMPLETE, "part '%s' is too large", part);
	if (result == 0)
		result = fold_part(part, s->grace, &found, &none, lines, err);
	buf_clear(&found);
	return result;
}

static int sql_put(void *self, const char *part, const struct buf *before,
	const struct buf *after, struct ow_error *err)
{
	struct sql *s = self;

	return tables_change(s->db, part, before, after, err);
}

/*
 * Locks are not shared by the nodes of a Galera cluster. That all runs change
 * one row has one of two that run at once fail, to be tried again.
 */
static int sql_commit(void *self, struct ow_error *err)
{
	struct sql *s = self;

	if (database_do(s->db, "UPDATE ow_store SET runs = runs + 1", err) < 0)
		return -1;
	return database_do(s->db, "COMMIT", err);
}

const struct store_ops store_sql = {
	.remote = true,
	.takes = sql_takes,
	.init = sql_init,
	.open = sql_open,
	.close = sql_close,
	.grace = sql_grace,
	.names = sql_names,
	.read = sql_read,
	.put = sql_put,
	.commit = sql_commit,
};
