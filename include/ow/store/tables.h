/* What the tables of a store in a database look like, and their rows. */
#ifndef OW_STORE_TABLES_H
#define OW_STORE_TABLES_H

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/source/database.h"

/* Statements that make all tables, each unless it is there; NULL ends them. */
extern const char *const tables_create[];

/* The table that holds the rows of a part. */
const char *tables_of(const char *part);

/*
 * Has the part hold the lines AFTER; it holds BEFORE. Rows of lines that are
 * in both are not touched.
 */
int tables_change(struct database *db, const char *part,
	const struct buf *before, const struct buf *after,
	struct ow_error *err) OW_MUST_CHECK;

#endif
