/* A connection to a Ceilometer database whose tables are understood. */
#ifndef OW_PURGE_SESSION_H
#define OW_PURGE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/purge/plan.h"
#include "ow/purge/schema.h"
#include "ow/source/database.h"

#define PURGE_SQL_MAX (1u << 20) /* bytes of a statement: MySQL 5.5 */

/* A row of table meter; a name has one for each type and unit. */
struct purge_meter_row {
	int64_t id;
	size_t meter; /* its place in the plan */
};

struct purge_session {
	struct database *db; /* NULL: not connected */
	struct purge_schema schema;
	struct purge_meter_row *rows;
	size_t row_count, row_cap;
};

/*
 * Connects, and reads the schema and the ids of the plan's meters. Without
 * WRITES the server itself refuses to change anything; with it, OW_AGAIN if
 * another session has it too. S is to be closed after success and failure,
 * and may then be opened again.
 */
int purge_session_open(struct purge_session *s,
	const struct database_login *login, const struct purge_plan *plan,
	bool writes, struct ow_error *err) OW_MUST_CHECK;
void purge_session_close(struct purge_session *s);

/* The server's clock, in whole seconds of UTC. */
int purge_session_clock(struct purge_session *s, int64_t *now_s,
	struct ow_error *err) OW_MUST_CHECK;

/* Runs the statement in SQL, if it fitted there, and clears SQL. */
int purge_session_do(struct purge_session *s, struct buf *sql,
	struct ow_error *err) OW_MUST_CHECK;
struct database_rows *purge_session_read(struct purge_session *s,
	struct buf *sql, struct ow_error *err) OW_MUST_CHECK;

/*
 * Adds a column of ROW to a list of values in SQL, as a number or quoted. -1
 * with OW_CONFIG if it is no number, or if the list does not fit.
 */
int purge_session_list(struct purge_session *s, struct buf *list,
	const struct database_row *row, size_t column, bool number,
	struct ow_error *err) OW_MUST_CHECK;

/* A number that the database gave; -1 with OW_CONFIG for anything else. */
int purge_number(
	const char *text, int64_t *out, struct ow_error *err) OW_MUST_CHECK;

/*
 * Adds "TABLE AS ALIAS FORCE INDEX (`NAME`)" for the key: what finds rows by
 * it is never left to the optimizer, who may find a whole table cheaper.
 */
void purge_session_by(const struct purge_session *s, struct buf *sql,
	const char *alias, enum purge_key key);

/* Deletes the rows whose key is in IDS, values in SQL with commas between. */
int purge_session_delete(struct purge_session *s, enum purge_key key,
	const char *ids, struct ow_error *err) OW_MUST_CHECK;

/* The same for all tables of metadata. */
int purge_session_delete_metadata(struct purge_session *s, const char *ids,
	struct ow_error *err) OW_MUST_CHECK;

#endif
