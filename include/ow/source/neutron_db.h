/*
 * The connection to Neutron's database, through libmysqlclient, whose
 * header stays behind neutron_db.c.
 */
#ifndef OW_SOURCE_NEUTRON_DB_H
#define OW_SOURCE_NEUTRON_DB_H

#include "ow/base/error.h"

struct neutron_db;
struct neutron_rows; /* outlives the connection */

/*
 * Connects to DATABASE with what OPTION_FILE says, or without one (NULL)
 * with what the option files that all programs of MySQL read say. NULL
 * with OW_CONFIG for a bad option file or an unknown database, OW_REFUSED
 * for bad credentials, OW_AGAIN for all else. The password is in no message.
 */
struct neutron_db *neutron_db_open(const char *option_file,
	const char *database, struct ow_error *err) OW_MUST_CHECK;
void neutron_db_close(struct neutron_db *db);

/* Runs a statement that gives no rows. */
int neutron_db_do(struct neutron_db *db, const char *sql,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Reads all rows of a query, or none: NULL if the last one did not come.
 * They are the caller's, to free with neutron_rows_free().
 */
struct neutron_rows *neutron_db_read(struct neutron_db *db, const char *sql,
	struct ow_error *err) OW_MUST_CHECK;

/* The columns of the next row, NULL where SQL has NULL; NULL at the end. */
const char *const *neutron_rows_next(struct neutron_rows *rows);
void neutron_rows_free(struct neutron_rows *rows);

#endif
