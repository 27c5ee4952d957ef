#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/source/neutron.h"
#include "ow/source/neutron_db.h"
#include "ow/source/neutron_schema.h"

#define PAUSE_MAX_S 30

struct neutron_list {
	struct neutron_rows *rows;
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

static int begin(struct neutron_db *db, struct ow_error *err)
{
	size_t n = sizeof(begin_statements) / sizeof(begin_statements[0]);

	for (size_t i = 0; i < n; i++)
		if (neutron_db_do(db, begin_statements[i], err) < 0)
			return -1;
	return 0;
}

/*
 * Asked right after the snapshot: all that is in it was created before this
 * moment, and a wait for a lock later on does not age it.
 */
static int read_clock(struct neutron_db *db, int64_t *us, struct ow_error *err)
{
	struct neutron_rows *rows =
		neutron_db_read(db, "SELECT UTC_TIMESTAMP/*!50605 (6) */", err);
	int result = 0;

	if (!rows)
		return -1;
	const char *const *row = neutron_rows_next(rows);
	if (!row || !row[0] || time_parse(row[0], us) < 0)
		result = error_set(
			err, OW_CONFIG, "the database server tells no time");
	neutron_rows_free(rows);
	return result;
}

static struct neutron_rows *read_addresses(struct neutron_db *db,
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
	return neutron_db_read(db, sql, err);
}

static int fill(struct neutron_list *list, struct neutron_db *db,
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
	struct neutron_db *db =
		neutron_db_open(o->option_file, o->database, err);

	if (!db)
		return NULL;
	struct neutron_list *list = mem_zero(1, sizeof(*list));
	if (fill(list, db, o->database, err) < 0) {
		neutron_free(list);
		list = NULL;
	}
	neutron_db_close(db);
	return list;
}

/* Waits 1, 2, 4, ... seconds, and says why. */
static void pause_before(const struct neutron_options *o, unsigned retry,
	const struct ow_error *why)
{
	unsigned s = retry < 5 ? 1u << retry : PAUSE_MAX_S;
	struct timespec left = {.tv_sec = s};
	char text[600];

	if (o->note) {
		snprintf(text, sizeof(text), "%s; retry %u of %u in %u s",
			why->text, retry + 1, o->retries, s);
		o->note(o->context, text);
	}
	nanosleep(&left, NULL);
}

struct neutron_list *neutron_read(
	const struct neutron_options *o, struct ow_error *err)
{
	for (unsigned retry = 0;; retry++) {
		struct neutron_list *list = read_once(o, err);
		if (list || err->code != OW_AGAIN || retry >= o->retries)
			return list;
		pause_before(o, retry, err);
	}
}

void neutron_free(struct neutron_list *list)
{
	if (!list)
		return;
	neutron_rows_free(list->rows);
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
	const char *const *row = neutron_rows_next(list->rows);

	if (!row)
		return 0;
	if (!row[ROW_ID])
		return error_set(err, OW_CONFIG, "a floating IP has no id");
	*out = (struct neutron_address){
		.id = row[ROW_ID],
		.project = row[ROW_PROJECT],
		.status = row[ROW_STATUS],
		.address = row[ROW_ADDRESS],
		.network = row[ROW_NETWORK],
		.fixed_address = row[ROW_FIXED_ADDRESS],
		.fixed_port = row[ROW_FIXED_PORT],
		.router = row[ROW_ROUTER],
	};
	if (created_parse(row[ROW_CREATED], &out->created_s) == 0)
		return 1;
	char quoted[128];
	error_quote(quoted, sizeof(quoted), out->id, strlen(out->id));
	return error_set(err, OW_CONFIG,
		"floating IP %s has no sound created_at", quoted);
}
