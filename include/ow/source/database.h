/*
 * A MySQL or MariaDB database, through libmysqlclient, whose header stays
 * behind database.c.
 *
 * Texts go in and come out in UTF-8. A lost connection is an error and stays
 * lost: nothing connects again in silence, for transactions, locks and
 * snapshots would be gone.
 *
 * All errors: OW_REFUSED for credentials and rights, OW_CONFIG for what no
 * retry mends, OW_IO for a full disk and a duplicate key, OW_AGAIN for all
 * else (away, busy, deadlock, time-out, a Galera node that is not ready).
 * The password is in no message.
 */
#ifndef OW_SOURCE_DATABASE_H
#define OW_SOURCE_DATABASE_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/source/database_login.h"

struct database;
struct database_rows;

/* Numbers of database_errno() that callers may have to tell. */
enum {
	DATABASE_DUPLICATE_KEY = 1062,
	DATABASE_NO_TABLE = 1146,
	DATABASE_LOCK_TIMEOUT = 1205,
	DATABASE_DEADLOCK = 1213,
};

struct database_row {
	const char *const *text; /* NULL where SQL has NULL; each ends in NUL */
	const unsigned long *len; /* in bytes, without that NUL */
	size_t count;             /* of columns */
};

/* The caller's, to database_close(); NULL if there is no connection. */
struct database *database_open(
	const struct database_login *login, struct ow_error *err) OW_MUST_CHECK;
void database_close(struct database *db);

/* Runs a statement; rows, if it gives any, are dropped. */
int database_do(struct database *db, const char *sql,
	struct ow_error *err) OW_MUST_CHECK;

/* How many rows the last statement inserted, changed or deleted. */
int64_t database_affected(const struct database *db);

/* The server's or the library's number of the last failure; 0: none yet. */
unsigned database_errno(const struct database *db);

/*
 * Reads all rows of a query, or none: NULL if the last one did not come. They
 * are the caller's, to free, and outlive the connection.
 */
struct database_rows *database_read(struct database *db, const char *sql,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * As database_read(), but each row is fetched as it is asked for. Until they
 * are freed, which has to be before DB is closed, DB can do nothing else. The
 * server waits for a slow reader, up to its net_write_timeout of 60 s.
 */
struct database_rows *database_stream(struct database *db, const char *sql,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Returns 1 and a row, which lives until the next call (of stored rows: until
 * they are freed); 0 after the last; -1 if the connection was lost before it.
 */
int database_next(struct database_rows *rows, struct database_row *out,
	struct ow_error *err) OW_MUST_CHECK;
void database_rows_free(struct database_rows *rows);

/*
 * Adds TEXT of LEN bytes as an SQL string, with its quotes. NULL adds NULL. A
 * NUL byte cannot be sent to a server in the mode NO_BACKSLASH_ESCAPES.
 */
void database_quote(
	struct database *db, struct buf *out, const char *text, size_t len);

#endif
