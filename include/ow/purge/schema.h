/*
 * What the tables of a Ceilometer database look like: as in Icehouse, or as
 * from Juno to Pike.
 */
#ifndef OW_PURGE_SCHEMA_H
#define OW_PURGE_SCHEMA_H

#include "ow/base/error.h"
#include "ow/source/database.h"

enum purge_form {
	PURGE_ICEHOUSE, /* metadata by sample; sourceassoc */
	PURGE_JUNO,     /* metadata by resource, one row for each change */
	PURGE_FORMS
};

/* Columns by which rows are found, so that no statement reads a table. */
enum purge_key {
	PURGE_SAMPLE_ID,
	PURGE_SAMPLE_TIME,
	PURGE_SAMPLE_RESOURCE,
	PURGE_RESOURCE_ID,
	PURGE_RESOURCE_INTERNAL,
	PURGE_RESOURCE_HASH, /* from Liberty on */
	PURGE_SOURCE_SAMPLE,
	PURGE_SOURCE_RESOURCE,
	PURGE_TEXT_ID,
	PURGE_BOOL_ID,
	PURGE_INT_ID,
	PURGE_FLOAT_ID,
	PURGE_KEYS
};

#define PURGE_INDEX_NAME 260 /* bytes of MySQL's longest, and a NUL */

struct purge_schema {
	enum purge_form form;
	/* The index that begins with the column; "" if there is none. */
	char index[PURGE_KEYS][PURGE_INDEX_NAME];
};

/* The key as "table.column". */
const char *purge_key_name(enum purge_key key);

/*
 * Looks tables, columns and indexes up in information_schema. -1 with
 * OW_CONFIG for what is not one of the two forms: a column missing, a table
 * that is not known and refers to them, tables without transactions, or no
 * index where one is needed. DATABASE is for the messages.
 */
int purge_schema_read(struct purge_schema *out, struct database *db,
	const char *database, struct ow_error *err) OW_MUST_CHECK;

#endif
