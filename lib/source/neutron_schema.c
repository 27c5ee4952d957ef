#include <stdbool.h>
#include <string.h>

#include "ow/base/map.h"
#include "ow/source/neutron_schema.h"

/* Fills COLUMNS with "table.column" of what this user may read. */
static int read_columns(
	struct database *db, struct map *columns, struct ow_error *err)
{
	struct database_rows *rows = database_read(db,
		"SELECT LOWER(CONCAT(table_name, '.', column_name))"
		" FROM information_schema.columns"
		" WHERE table_schema = DATABASE()"
		" AND table_name IN ('floatingips', 'standardattributes')",
		err);
	struct database_row row;
	int more;

	if (!rows)
		return -1;
	while ((more = database_next(rows, &row, err)) > 0)
		if (row.text[0])
			map_put(columns, row.text[0], row.len[0]);
	database_rows_free(rows);
	return more;
}

static bool has(const struct map *columns, const char *name)
{
	return map_find(columns, name, strlen(name)) != NULL;
}

static int no_column(
	struct ow_error *err, const char *database, const char *name)
{
	char quoted[128];

	error_quote(quoted, sizeof(quoted), database, strlen(database));
	return error_set(err, OW_CONFIG,
		"database %s has no column %s, or this user may not read it",
		quoted, name);
}

/* The first of COUNT names that is missing, or NULL. */
static const char *missing(
	const struct map *columns, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!has(columns, names[i]))
			return names[i];
	return NULL;
}

/*
 * An address whose time of creation is kept, but hidden from this user, must
 * not pass for one of a release that kept none.
 */
static const char *understand(
	const struct map *columns, struct neutron_schema *out)
{
	static const char *const always[] = {
		"floatingips.id",
		"floatingips.status",
		"floatingips.floating_ip_address",
		"floatingips.floating_network_id",
		"floatingips.fixed_ip_address",
		"floatingips.fixed_port_id",
		"floatingips.router_id",
	};
	static const char *const dates[] = {
		"standardattributes.id",
		"standardattributes.created_at",
	};
	const char *name =
		missing(columns, always, sizeof(always) / sizeof(always[0]));

	out->dated = has(columns, "floatingips.standard_attr_id");
	if (!name && out->dated)
		name = missing(
			columns, dates, sizeof(dates) / sizeof(dates[0]));
	if (has(columns, "floatingips.project_id"))
		out->project = "project_id";
	else if (has(columns, "floatingips.tenant_id"))
		out->project = "tenant_id";
	else if (!name)
		name = "floatingips.project_id or tenant_id";
	return name;
}

int neutron_schema_read(struct neutron_schema *out, struct database *db,
	const char *database, struct ow_error *err)
{
	struct map columns = MAP_INIT;
	int result = read_columns(db, &columns, err);

	if (result == 0) {
		const char *name = understand(&columns, out);
		if (name)
			result = no_column(err, database, name);
	}
	map_clear(&columns);
	return result;
}
