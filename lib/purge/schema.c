#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ow/base/map.h"
#include "ow/purge/schema.h"

#define ICEHOUSE (1u << PURGE_ICEHOUSE)
#define JUNO (1u << PURGE_JUNO)
#define BOTH (ICEHOUSE | JUNO)

#define TABLES                                               \
	"('meter', 'sample', 'resource', 'sourceassoc', "    \
	"'metadata_text', 'metadata_bool', 'metadata_int', " \
	"'metadata_float')"

/* Decimals stand with their form: a time of any other compares otherwise. */
static const struct {
	const char *name;
	unsigned forms;
} columns[] = {
	{"meter.id", BOTH},
	{"meter.name", BOTH},
	{"sample.id", BOTH},
	{"sample.meter_id", BOTH},
	{"sample.resource_id", BOTH},
	{"sample.timestamp decimal(20,6)", BOTH},
	{"sample.recorded_at decimal(20,6)", BOTH},
	{"metadata_text.id", BOTH},
	{"metadata_bool.id", BOTH},
	{"metadata_int.id", BOTH},
	{"metadata_float.id", BOTH},
	{"sample.resource_metadata", ICEHOUSE},
	{"sourceassoc.sample_id", ICEHOUSE},
	{"sourceassoc.resource_id", ICEHOUSE},
	{"resource.id", ICEHOUSE},
	{"resource.internal_id", JUNO},
	{"resource.metadata_hash", JUNO},
};

static const struct {
	const char *name;
	unsigned forms; /* that need the index; the others use it if there */
} keys[PURGE_KEYS] = {
	[PURGE_SAMPLE_ID] = {"sample.id", BOTH},
	[PURGE_SAMPLE_TIME] = {"sample.timestamp", BOTH},
	[PURGE_SAMPLE_RESOURCE] = {"sample.resource_id", JUNO},
	[PURGE_RESOURCE_ID] = {"resource.id", ICEHOUSE},
	[PURGE_RESOURCE_INTERNAL] = {"resource.internal_id", JUNO},
	[PURGE_RESOURCE_HASH] = {"resource.metadata_hash", 0},
	[PURGE_SOURCE_SAMPLE] = {"sourceassoc.sample_id", ICEHOUSE},
	[PURGE_SOURCE_RESOURCE] = {"sourceassoc.resource_id", 0},
	[PURGE_TEXT_ID] = {"metadata_text.id", BOTH},
	[PURGE_BOOL_ID] = {"metadata_bool.id", BOTH},
	[PURGE_INT_ID] = {"metadata_int.id", BOTH},
	[PURGE_FLOAT_ID] = {"metadata_float.id", BOTH},
};

const char *purge_key_name(enum purge_key key)
{
	return keys[key].name;
}

typedef void take_row(void *to, const char *name, const char *value);

/* Hands out the first two columns of each row, where both are set. */
static int each_row(struct database *db, const char *sql, take_row *take,
	void *to, struct ow_error *err)
{
	struct database_rows *rows = database_read(db, sql, err);
	struct database_row row;
	int got;

	if (!rows)
		return -1;
	while ((got = database_next(rows, &row, err)) > 0)
		if (row.text[0] && row.text[1])
			take(to, row.text[0], row.text[1]);
	database_rows_free(rows);
	return got;
}

static void take_column(void *to, const char *name, const char *form)
{
	char text[256];

	snprintf(text, sizeof(text), "%s%s%s", name, *form ? " " : "", form);
	map_put(to, text, strlen(text));
}

/* A primary key comes last, and is the one that stays. */
static void take_index(void *to, const char *column, const char *index)
{
	struct purge_schema *schema = to;

	for (int i = 0; i < PURGE_KEYS; i++)
		if (strcmp(keys[i].name, column) == 0)
			snprintf(schema->index[i], PURGE_INDEX_NAME, "%s",
				index);
}

static void take_first(void *to, const char *name, const char *unused)
{
	char *first = to;

	(void)unused;
	if (!*first)
		snprintf(first, PURGE_INDEX_NAME, "%s", name);
}

static int read_tables(struct purge_schema *out, struct map *found,
	struct database *db, struct ow_error *err)
{
	if (each_row(db,
		    "SELECT LOWER(CONCAT(table_name, '.', column_name)),"
		    " IF(data_type = 'decimal', LOWER(column_type), '')"
		    " FROM information_schema.columns"
		    " WHERE table_schema = DATABASE()"
		    " AND table_name IN " TABLES,
		    take_column, found, err) < 0)
		return -1;
	return each_row(db,
		"SELECT LOWER(CONCAT(table_name, '.', column_name)), index_name"
		" FROM information_schema.statistics"
		" WHERE table_schema = DATABASE() AND seq_in_index = 1"
		" AND index_type = 'BTREE' AND table_name IN " TABLES
		" ORDER BY index_name = 'PRIMARY', index_name",
		take_index, out, err);
}

static bool has(const struct map *found, const char *name)
{
	return map_find(found, name, strlen(name)) != NULL;
}

/* The first column that is missing, or NULL. */
static const char *missing(const struct map *found, struct purge_schema *out)
{
	if (has(found, "resource.internal_id"))
		out->form = PURGE_JUNO;
	else if (has(found, "sourceassoc.sample_id"))
		out->form = PURGE_ICEHOUSE;
	else
		return "resource.internal_id or sourceassoc.sample_id";
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (columns[i].forms & (1u << out->form) &&
			!has(found, columns[i].name))
			return columns[i].name;
	return NULL;
}

static int check_columns(struct purge_schema *out, const struct map *found,
	const char *database, struct ow_error *err)
{
	char quoted[128];
	const char *name = missing(found, out);

	error_quote(quoted, sizeof(quoted), database, strlen(database));
	if (name)
		return error_set(err, OW_CONFIG,
			"database %s has no column %s, or this user may not "
			"read it",
			quoted, name);
	for (int i = 0; i < PURGE_KEYS; i++)
		if (keys[i].forms & (1u << out->form) && !*out->index[i])
			return error_set(err, OW_CONFIG,
				"database %s has no index that begins with %s: "
				"whole tables would be read",
				quoted, keys[i].name);
	return 0;
}

/* Is there a table in the answer that makes purging unsafe? */
static int check_none(struct database *db, const char *sql, const char *what,
	struct ow_error *err)
{
	char name[PURGE_INDEX_NAME] = "", quoted[128];

	if (each_row(db, sql, take_first, name, err) < 0)
		return -1;
	if (!*name)
		return 0;
	return error_set(err, OW_CONFIG, "table %s %s",
		error_quote(quoted, sizeof(quoted), name, strlen(name)), what);
}

int purge_schema_read(struct purge_schema *out, struct database *db,
	const char *database, struct ow_error *err)
{
	struct map found = MAP_INIT;

	*out = (struct purge_schema){0};
	int result = read_tables(out, &found, db, err);
	if (result == 0)
		result = check_columns(out, &found, database, err);
	map_clear(&found);
	if (result < 0)
		return -1;
	if (check_none(db,
		    "SELECT table_name, '' FROM "
		    "information_schema.key_column_usage"
		    " WHERE referenced_table_schema = DATABASE()"
		    " AND referenced_table_name IN ('sample', 'resource')"
		    " AND table_name NOT IN " TABLES,
		    "refers to rows that are to be deleted, and is not known",
		    err) < 0)
		return -1;
	return check_none(db,
		"SELECT t.table_name, '' FROM information_schema.tables AS t"
		" LEFT JOIN information_schema.engines AS e"
		" ON e.engine = t.engine"
		" WHERE t.table_schema = DATABASE() AND t.table_name IN " TABLES
		" AND COALESCE(e.transactions, 'NO') <> 'YES'",
		"has no transactions", err);
}
