#include <inttypes.h>
#include <stdio.h>

#include "ow/base/time.h"
#include "ow/purge/samples.h"

int purge_samples_next(struct purge_session *s, int64_t *at_s, int64_t till_s,
	struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);
	struct database_row row;

	buf_add_text(&sql, "SELECT FLOOR(MIN(s.timestamp)) FROM ");
	purge_session_by(s, &sql, "s", PURGE_SAMPLE_TIME);
	buf_addf(&sql,
		" WHERE s.timestamp >= %" PRId64 " AND s.timestamp < %" PRId64,
		*at_s, till_s);
	struct database_rows *rows = purge_session_read(s, &sql, err);
	if (!rows)
		return -1;
	int got = database_next(rows, &row, err);
	if (got > 0 && !row.text[0])
		got = 0;
	else if (got > 0 && purge_number(row.text[0], at_s, err) < 0)
		got = -1;
	database_rows_free(rows);
	return got;
}

static int64_t before_of(const struct purge_session *s,
	const struct purge_part *part, size_t row)
{
	return part->before_s[s->rows[row].meter];
}

/* Of all meters for which the same counts as for this row's. */
static void add_ids(struct buf *sql, const struct purge_session *s,
	const struct purge_part *part, size_t row)
{
	const char *between = "";

	for (size_t i = 0; i < s->row_count; i++) {
		if (before_of(s, part, i) != before_of(s, part, row))
			continue;
		buf_addf(sql, "%s%" PRId64, between, s->rows[i].id);
		between = ", ";
	}
}

/* Did a row before this one ask for the same? */
static bool is_done(const struct purge_session *s,
	const struct purge_part *part, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (before_of(s, part, i) == before_of(s, part, row))
			return true;
	return false;
}

bool purge_samples_where(struct buf *sql, const struct purge_session *s,
	const struct purge_part *part)
{
	bool any = false;

	for (size_t i = 0; i < s->row_count; i++) {
		int64_t before_s = before_of(s, part, i);
		if (before_s == TIME_NEVER || is_done(s, part, i))
			continue;
		buf_add_text(sql, any ? " OR " : "(");
		buf_add_text(sql, "(s.meter_id IN (");
		add_ids(sql, s, part, i);
		buf_addf(sql, ") AND s.recorded_at < %" PRId64 ")", before_s);
		any = true;
	}
	buf_add_text(sql, any ? ")" : "");
	return any;
}

void purge_samples_between(struct buf *sql, const struct purge_session *s,
	const char *from, int64_t till_s)
{
	buf_add_text(sql, " FROM ");
	purge_session_by(s, sql, "s", PURGE_SAMPLE_TIME);
	buf_addf(sql, " WHERE s.timestamp >= %s AND s.timestamp < %" PRId64,
		from, till_s);
}

static void add_covered(struct buf *sql, const struct purge_session *s,
	const struct purge_part *part)
{
	const char *between = " AND s.meter_id IN (";

	for (size_t i = 0; i < s->row_count; i++) {
		if (before_of(s, part, i) == TIME_NEVER)
			continue;
		buf_addf(sql, "%s%" PRId64, between, s->rows[i].id);
		between = ", ";
	}
	buf_add_text(sql, ")");
}

/* A row of the answer: meter_id, all samples, those that may go. */
static int take_count(const struct purge_session *s,
	const struct database_row *row, struct purge_count *counts,
	struct ow_error *err)
{
	int64_t id, all, samples = 0;

	if (purge_number(row->text[0], &id, err) < 0 ||
		purge_number(row->text[1], &all, err) < 0 ||
		(row->text[2] && purge_number(row->text[2], &samples, err) < 0))
		return -1;
	for (size_t i = 0; i < s->row_count; i++) {
		if (s->rows[i].id != id)
			continue;
		counts[s->rows[i].meter].samples += samples;
		counts[s->rows[i].meter].late += all - samples;
	}
	return 0;
}

int purge_samples_count(struct purge_session *s, const struct purge_part *part,
	int64_t from_s, int64_t till_s, struct purge_count *counts,
	struct ow_error *err)
{
	struct buf sql = BUF_INIT(PURGE_SQL_MAX);
	struct database_row row;
	char from[32];
	int got;

	snprintf(from, sizeof(from), "%" PRId64, from_s);
	buf_add_text(&sql, "SELECT s.meter_id, COUNT(*), SUM(");
	if (!purge_samples_where(&sql, s, part)) {
		buf_clear(&sql);
		return 0;
	}
	buf_add_text(&sql, ")");
	purge_samples_between(&sql, s, from, till_s);
	add_covered(&sql, s, part);
	buf_add_text(&sql, " GROUP BY s.meter_id");
	struct database_rows *rows = purge_session_read(s, &sql, err);
	if (!rows)
		return -1;
	while ((got = database_next(rows, &row, err)) > 0)
		if ((got = take_count(s, &row, counts, err)) < 0)
			break;
	database_rows_free(rows);
	return got;
}
