#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/source/neutron.h"
#include "ow/source/neutron_schema.h"

struct neutron_list {
	struct database_rows *rows;
	int64_t read_us;
};

/* The order of the columns in the SELECT below. */
enum {
	ROW_ID,
	ROW_PROJECT,
	ROW_STATUS,
	ROW_ADDRESS,
	ROW_NETWORK,
	ROW_FIXED_ADDRESS,
	ROW_FIXED_PORT,
	ROW_ROUTER,
	ROW_CREATED,
};

/*
 * A snapshot needs REPEATABLE READ, and OpenStack's servers often default to
 * less. The version comment hides from MySQL 5.5 what it cannot parse.
 */
static const char *const begin_statements[] = {
	"SET SESSION time_zone = '+00:00', lock_wait_timeout = 30",
	"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
	"START TRANSACTION WITH CONSISTENT SNAPSHOT /*!50605 , READ ONLY */",
};

static int begin(struct database *db, struct ow_error *err)
{
	size_t n = sizeof(begin_statements) / sizeof(begin_statements[0]);

	for (size_t i = 0; i < n; i++)
		if (database_do(db, begin_statements[i], err) < 0)
			return -1;
	return 0;
}

/*
 * Asked right after the snapshot: all that is in it was created before this
 * moment, and a wait for a lock later on does not age it.
 */
static int read_clock(struct database *db, int64_t *us, struct ow_error *err)
{
	struct database_rows *rows =
		database_read(db, "SELECT UTC_TIMESTAMP/*!50605 (6) */", err);
	struct database_row row;

	if (!rows)
		return -1;
	int result = database_next(rows, &row, err);
	if (result == 1 && row.text[0] && time_parse(row.text[0], us) == 0)
		result = 0;
	else if (result >= 0)
		result = error_set(
			err, OW_CONFIG, "the database server tells no time");
	database_rows_free(rows);
	return result;
}

static struct database_rows *read_addresses(struct database *db,
	const struct neutron_schema *schema, struct ow_error *err)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
		"SELECT f.id, f.%s, f.status, f.floating_ip_address,"
		" f.floating_network_id, f.fixed_ip_address,"
		" f.fixed_port_id, f.router_id, %s"
		" FROM floatingips AS f%s ORDER BY f.id",
		schema->project, schema->dated ? "s.created_at" : "NULL",
		schema->dated ? " LEFT JOIN standardattributes AS s"
				" ON s.id = f.standard_attr_id"
			      : "");
	return database_read(db, sql, err);
}

static int fill(struct neutron_list *list, struct database *db,
	const char *database, struct ow_error *err)
{
	struct neutron_schema schema;

	if (begin(db, err) < 0 || read_clock(db, &list->read_us, err) < 0 ||
		neutron_schema_read(&schema, db, database, err) < 0)
		return -1;
	list->rows = read_addresses(db, &schema, err);
	return list->rows ? 0 : -1;
}

static struct neutron_list *read_once(
	const struct neutron_options *o, struct ow_error *err)
{
	struct database *db = database_open(&o->login, err);

	if (!db)
		return NULL;
	struct neutron_list *list = mem_zero(1, sizeof(*list));
	if (fill(list, db, o->login.database, err) < 0) {
		neutron_free(list);
		list = NULL;
	}
	database_close(db);
	return list;
}

struct neutron_list *neutron_read(
	const struct neutron_options *o, struct ow_error *err)
{
	struct retry retry = o->retry;
	struct neutron_list *list;

	do
		list = read_once(o, err);
	while (!list && retry_after(&retry, err));
	return list;
}

void neutron_free(struct neutron_list *list)
{
	if (!list)
		return;
	database_rows_free(list->rows);
	free(list);
}

int64_t neutron_read_us(const struct neutron_list *list)
{
	return list->read_us;
}

/* MySQL's zero date stands for no date. */
static int created_parse(const char *text, int64_t *s)
{
	int64_t us;

	*s = TIME_NEVER;
	if (!text || strncmp(text, "0000-00-00", 10) == 0)
		return 0;
	if (time_parse(text, &us) < 0)
		return -1;
	*s = time_seconds(us);
	return 0;
}

int neutron_next(struct neutron_list *list, struct neutron_address *out,
	struct ow_error *err)
{
	struct database_row row;
	int more = database_next(list->rows, &row, err);

	if (more <= 0)
		return more;
	if (!row.text[ROW_ID])
		return error_set(err, OW_CONFIG, "a floating IP has no id");
	*out = (struct neutron_address){
		.id = row.text[ROW_ID],
		.project = row.text[ROW_PROJECT],
		.status = row.text[ROW_STATUS],
		.address = row.text[ROW_ADDRESS],
		.network = row.text[ROW_NETWORK],
		.fixed_address = row.text[ROW_FIXED_ADDRESS],
		.fixed_port = row.text[ROW_FIXED_PORT],
		.router = row.text[ROW_ROUTER],
	};
	if (created_parse(row.text[ROW_CREATED], &out->created_s) == 0)
		return 1;
	char quoted[128];
	error_quote(quoted, sizeof(quoted), out->id, strlen(out->id));
	return error_set(err, OW_CONFIG,
		"floating IP %s has no sound created_at", quoted);
}
