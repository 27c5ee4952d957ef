#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/map.h"
#include "ow/base/time.h"
#include "ow/record/record.h"
#include "ow/store/lines.h"
#include "ow/store/part.h"
#include "ow/store/tables.h"

#define STATEMENT ((size_t)64 << 10) /* bytes at which one is sent */
#define STATEMENT_MAX ((size_t)1 << 30)

/*
 * Programs read `record` alone; the other columns are for people. A key of
 * the record itself would be longer than an index allows: its hash is taken.
 */
#define HEAD                                                                 \
	"part VARCHAR(220) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, " \
	"hash BINARY(32) NOT NULL, "                                         \
	"record LONGTEXT NOT NULL, "
#define TAIL                                       \
	"PRIMARY KEY (part, hash)) ENGINE=InnoDB " \
	"DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

const char *const tables_create[] = {
	"CREATE TABLE IF NOT EXISTS ow_span (" HEAD
	"type VARCHAR(255) NOT NULL, region VARCHAR(255), "
	"id VARCHAR(255) NOT NULL, project VARCHAR(255), name VARCHAR(255), "
	"class VARCHAR(255), size BIGINT, state VARCHAR(255), "
	"created_at DATETIME, deleted_at DATETIME, deleted_by VARCHAR(16), "
	"first_seen DATETIME(6) NOT NULL, last_seen DATETIME(6) NOT NULL, "
	"INDEX (id(64)), INDEX (project(64)), " TAIL,
	"CREATE TABLE IF NOT EXISTS ow_scan (" HEAD
	"source VARCHAR(255) NOT NULL, region VARCHAR(255), "
	"type VARCHAR(255) NOT NULL, meter VARCHAR(255), "
	"project VARCHAR(255), form VARCHAR(16) NOT NULL, "
	"begins DATETIME NOT NULL, ends DATETIME NOT NULL, "
	"read_at DATETIME, " TAIL,
	"CREATE TABLE IF NOT EXISTS ow_label (" HEAD
	"kind VARCHAR(16) NOT NULL, id VARCHAR(255) NOT NULL, "
	"name VARCHAR(255), account VARCHAR(255), INDEX (id(64)), " TAIL,
	/* it comes last: a store without it is none */
	"CREATE TABLE IF NOT EXISTS ow_store (one TINYINT NOT NULL PRIMARY "
	"KEY, format INT NOT NULL, grace TEXT, runs BIGINT NOT NULL) "
	"ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	NULL,
};

enum { SPANS, SCANS, LABELS };

/* Named one by one, so that somebody may add columns. */
static const struct {
	const char *name, *columns;
} tables[] = {
	[SPANS] = {"ow_span",
		"type, region, id, project, name, class, size, state, "
		"created_at, deleted_at, deleted_by, first_seen, last_seen"},
	[SCANS] = {"ow_scan",
		"source, region, type, meter, project, form, begins, ends, "
		"read_at"},
	[LABELS] = {"ow_label", "kind, id, name, account"},
};

static int table_of(const char *part)
{
	if (part_is_spans(part))
		return SPANS;
	return part_is_scans(part) ? SCANS : LABELS;
}

const char *tables_of(const char *part)
{
	return tables[table_of(part)].name;
}

struct change {
	struct database *db;
	const char *part;
	struct map keep;      /* lines whose rows stay as they are */
	struct buf statement; /* rows so far; empty: none */
};

static void add_text(struct change *c, const char *text)
{
	buf_add_text(&c->statement, ",LEFT(");
	database_quote(c->db, &c->statement, text, text ? strlen(text) : 0);
	buf_add_text(&c->statement, ",255)");
}

/* MySQL's DATETIME has no 'Z'. */
static void add_time(struct change *c, int64_t us)
{
	int64_t s = time_seconds(us);
	char text[TIME_TEXT];

	if (us == TIME_NEVER)
		buf_add_text(&c->statement, ",NULL");
	else
		buf_addf(&c->statement, ",'%.19s.%06" PRId64 "'",
			time_text(text, s), us - s * TIME_US);
}

static void add_seconds(struct change *c, int64_t s)
{
	add_time(c, s == TIME_NEVER ? TIME_NEVER : s * TIME_US);
}

static void add_span(struct change *c, const struct span *s)
{
	add_text(c, s->type);
	add_text(c, s->region);
	add_text(c, s->id);
	add_text(c, s->project);
	add_text(c, s->name);
	add_text(c, s->class);
	if (s->size == SPAN_NO_SIZE)
		buf_add_text(&c->statement, ",NULL");
	else
		buf_addf(&c->statement, ",%" PRId64, s->size);
	add_text(c, s->state);
	add_seconds(c, s->created_s);
	add_seconds(c, s->deleted_s);
	add_text(c, deleted_by_text(s->deleted_by));
	add_time(c, s->first_us);
	add_time(c, s->last_us);
}

static void add_scan(struct change *c, const struct scan *s)
{
	bool window = s->from_s != TIME_NEVER;

	add_text(c, s->source);
	add_text(c, s->region);
	add_text(c, s->types[0]);
	add_text(c, s->meter_count > 0 ? s->meters[0] : NULL);
	add_text(c, s->project);
	add_text(c, window ? "window" : "sights");
	add_seconds(c, window ? s->from_s : s->first_s);
	add_seconds(c, window ? s->till_s : s->last_s);
	add_seconds(c, s->read_s);
}

static void add_label(struct change *c, const struct record *r)
{
	bool project = r->kind == RECORD_PROJECT;

	add_text(c, project ? "project" : "volume_type");
	add_text(c, project ? r->project.id : r->volume_type.id);
	add_text(c, project ? r->project.name : r->volume_type.name);
	add_text(c, project ? r->project.account : NULL);
}

static int send(struct change *c, const char *tail, struct ow_error *err)
{
	if (c->statement.len == 0)
		return 0;
	buf_add_text(&c->statement, tail);
	int result = c->statement.over
			     ? error_set(err, OW_CONFIG,
				       "a record is too long for a database")
			     : database_do(c->db, c->statement.data, err);
	buf_reset(&c->statement);
	return result;
}

static int add_row(void *context, const struct record *r, struct ow_error *err)
{
	struct change *c = context;

	if (map_find(&c->keep, r->line, r->len))
		return 0;
	if (c->statement.len == 0)
		buf_addf(&c->statement,
			"INSERT INTO %s (part, hash, record, %s) VALUES ",
			tables_of(c->part), tables[table_of(c->part)].columns);
	else
		buf_add_text(&c->statement, ",");
	buf_addf(&c->statement, "('%s',UNHEX(SHA2(", c->part);
	database_quote(c->db, &c->statement, r->line, r->len);
	buf_add_text(&c->statement, ",256)),");
	database_quote(c->db, &c->statement, r->line, r->len);
	if (r->kind == RECORD_SPAN)
		add_span(c, &r->span);
	else if (r->kind == RECORD_SCAN)
		add_scan(c, &r->scan);
	else
		add_label(c, r);
	buf_add_text(&c->statement, ")");
	return c->statement.len < STATEMENT ? 0 : send(c, "", err);
}

static int drop_row(void *context, const struct record *r, struct ow_error *err)
{
	struct change *c = context;

	if (map_find(&c->keep, r->line, r->len))
		return 0;
	if (c->statement.len == 0)
		buf_addf(&c->statement,
			"DELETE FROM %s WHERE part='%s' AND hash IN (",
			tables_of(c->part), c->part);
	else
		buf_add_text(&c->statement, ",");
	buf_add_text(&c->statement, "UNHEX(SHA2(");
	database_quote(c->db, &c->statement, r->line, r->len);
	buf_add_text(&c->statement, ",256))");
	return c->statement.len < STATEMENT ? 0 : send(c, ")", err);
}

static int note(void *context, const struct record *r, struct ow_error *err)
{
	(void)err;
	map_put(context, r->line, r->len);
	return 0;
}

struct both {
	const struct map *other;
	struct map *keep;
};

static int note_both(
	void *context, const struct record *r, struct ow_error *err)
{
	struct both *b = context;

	(void)err;
	if (map_find(b->other, r->line, r->len))
		map_put(b->keep, r->line, r->len);
	return 0;
}

static int find_kept(struct map *keep, const struct buf *before,
	const struct buf *after, struct ow_error *err)
{
	struct map old = MAP_INIT;
	int result = lines_each(before, note, &old, err);

	if (result == 0)
		result = lines_each(
			after, note_both, &(struct both){&old, keep}, err);
	map_clear(&old);
	return result;
}

int tables_change(struct database *db, const char *part,
	const struct buf *before, const struct buf *after, struct ow_error *err)
{
	struct change c = {db, part, MAP_INIT, BUF_INIT(STATEMENT_MAX)};
	int result = find_kept(&c.keep, before, after, err);

	if (result == 0)
		result = lines_each(before, drop_row, &c, err);
	if (result == 0)
		result = send(&c, ")", err);
	if (result == 0)
		result = lines_each(after, add_row, &c, err);
	if (result == 0)
		result = send(&c, "", err);
	map_clear(&c.keep);
	buf_clear(&c.statement);
	return result;
}
