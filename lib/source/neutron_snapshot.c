#include <stdio.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/source/neutron_schema.h"
#include "ow/source/neutron_snapshot.h"

#define NO_SUCH_VARIABLE 1193 /* error of a server that is no Galera node */

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
	ROW_COLUMNS
};

/* A Galera node that lags behind the others first takes in what it lacks. */
static int wait_for_galera(struct database *db, struct ow_error *err)
{
	if (database_do(db, "SET SESSION wsrep_sync_wait = 1", err) == 0 ||
		database_errno(db) == NO_SUCH_VARIABLE)
		return 0;
	return -1;
}

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

	if (wait_for_galera(db, err) < 0)
		return -1;
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

static struct database_rows *select_rows(struct database *db,
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
	return database_stream(db, sql, err);
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

/* What is wrong with the row, or NULL. A NUL byte would cut its text. */
static const char *understand(
	const struct database_row *row, struct neutron_address *out)
{
	for (size_t i = 0; i < ROW_COLUMNS; i++)
		if (row->text[i] && strlen(row->text[i]) != row->len[i])
			return "has a NUL byte in a text";
	*out = (struct neutron_address){
		.id = row->text[ROW_ID],
		.project = row->text[ROW_PROJECT],
		.status = row->text[ROW_STATUS],
		.address = row->text[ROW_ADDRESS],
		.network = row->text[ROW_NETWORK],
		.fixed_address = row->text[ROW_FIXED_ADDRESS],
		.fixed_port = row->text[ROW_FIXED_PORT],
		.router = row->text[ROW_ROUTER],
	};
	if (created_parse(row->text[ROW_CREATED], &out->created_s) < 0)
		return "has no sound created_at";
	return NULL;
}

struct database_rows *neutron_snapshot_read(struct database *db,
	const char *name, int64_t *at_us, struct ow_error *err)
{
	struct neutron_schema schema;

	if (begin(db, err) < 0 || read_clock(db, at_us, err) < 0 ||
		neutron_schema_read(&schema, db, name, err) < 0)
		return NULL;
	return select_rows(db, &schema, err);
}

int neutron_snapshot_next(struct database_rows *rows,
	struct neutron_address *out, struct ow_error *err)
{
	struct database_row row;
	char quoted[128];
	int more = database_next(rows, &row, err);

	if (more <= 0)
		return more;
	if (!row.text[ROW_ID])
		return error_set(err, OW_CONFIG, "a floating IP has no id");
	const char *fault = understand(&row, out);
	if (!fault)
		return 1;
	error_quote(quoted, sizeof(quoted), row.text[ROW_ID], row.len[ROW_ID]);
	return error_set(err, OW_CONFIG, "floating IP %s %s", quoted, fault);
}
