#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer_page.h"

#define LINE_MAX_BYTES RECORD_LINE_MAX
#define FLAGS (JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY)

struct page {
	const struct ceilometer_query *q;
	const struct ceilometer_bounds *b;
	const char *at, *end; /* what is left of the body */
	struct ceilometer_rows *rows;
	struct buf line;
};

static void skip_blanks(struct page *p)
{
	while (p->at < p->end && strchr(" \t\r\n", *p->at) && *p->at)
		p->at++;
}

static bool skip(struct page *p, char c)
{
	skip_blanks(p);
	if (p->at == p->end || *p->at != c)
		return false;
	p->at++;
	return true;
}

/*
 * A body without a Content-Length that was cut off looks whole to HTTP. It
 * shows in a last byte other than the ']' of the list that began, or in
 * something still open.
 */
static int no_list(const struct page *p, bool open, struct ow_error *err)
{
	const char *end = p->end;

	while (end > p->at && strchr(" \t\r\n", end[-1]))
		end--;
	if (open || end == p->at || end[-1] != ']')
		return error_set(err, OW_AGAIN, "the answer was cut off");
	return error_set(err, OW_INCOMPLETE, "the answer is no JSON");
}

/* Something else than a list, or nothing at all. */
static int no_samples(const struct page *p, struct ow_error *err)
{
	json_error_t e;

	if (p->at == p->end)
		return no_list(p, true, err);
	json_t *root = json_loadb(p->at, (size_t)(p->end - p->at), FLAGS, &e);
	json_decref(root);
	if (root)
		return error_set(err, OW_INCOMPLETE,
			"the answer is JSON, but no list of samples");
	if (json_error_code(&e) == json_error_premature_end_of_input)
		return no_list(p, true, err);
	return error_set(err, OW_INCOMPLETE, "the answer is no JSON");
}

/* The text under either name, or NULL; one with a NUL inside is none. */
static const char *text_of(
	const json_t *row, const char *name, const char *other)
{
	const json_t *value = json_object_get(row, name);

	if (!value)
		value = json_object_get(row, other);
	const char *text = json_string_value(value);
	return text && strlen(text) == json_string_length(value) ? text : NULL;
}

static int append(const char *bytes, size_t len, void *line)
{
	buf_add(line, bytes, len);
	return 0;
}

static int write_line(struct page *p, json_t *row, struct ow_error *err)
{
	const char *region = p->q->region;

	if (region)
		json_object_set_new(row, "region", json_string(region));
	buf_reset(&p->line);
	if (json_dump_callback(row, append, &p->line, JSON_COMPACT) < 0 ||
		p->line.over)
		return error_set(
			err, OW_INCOMPLETE, "a sample that is too long");
	return 0;
}

static bool is_inside(
	const struct ceilometer_bounds *b, const struct ceilometer_row *row)
{
	if (row->us > b->till_us || (row->us == b->till_us && !b->till_too))
		return false;
	if (row->us == b->from_us && b->last_id)
		return strcmp(row->id, b->last_id) > 0;
	return row->us >= b->from_us;
}

/* A redelivered message is stored twice, so two rows may be alike. */
static bool is_in_order(const struct page *p, const struct ceilometer_row *row)
{
	const struct ceilometer_rows *rows = p->rows;
	const struct ceilometer_row *before =
		rows->count > 0 ? &rows->rows[rows->count - 1] : NULL;

	if (!before)
		return true;
	return p->b->type ? row->us <= before->us
			  : ceilometer_rows_compare(before, row) <= 0;
}

static int check(const struct page *p, const json_t *object,
	const struct ceilometer_row *row, struct ow_error *err)
{
	const char *project = text_of(object, "project_id", "project_id");

	if (!row->type || (p->b->type && row->type != p->b->type))
		return error_set(err, OW_INCOMPLETE,
			"the answer holds a sample of a meter not asked for");
	if (p->b->project && (!project || strcmp(project, p->b->project) != 0))
		return error_set(err, OW_INCOMPLETE,
			"the answer holds a sample of a project not asked for");
	if (!is_inside(p->b, row) || !is_in_order(p, row))
		return error_set(err, OW_INCOMPLETE,
			"the answer holds a sample out of order or not asked "
			"for");
	return 0;
}

static int take(struct page *p, json_t *object, struct ow_error *err)
{
	const char *id = text_of(object, "id", "message_id");
	const char *meter = text_of(object, "meter", "counter_name");
	const char *time = text_of(object, "timestamp", "timestamp");
	struct ceilometer_row row = {.id = id};

	if (!id || !meter || !time || time_parse(time, &row.us) < 0)
		return error_set(err, OW_INCOMPLETE,
			"the answer holds something that is no sample");
	row.type = ceilometer_type_of(p->q, meter);
	if (check(p, object, &row, err) < 0 || write_line(p, object, err) < 0)
		return -1;
	row.line = p->line.data;
	row.len = p->line.len;
	ceilometer_rows_add(p->rows, &row);
	return 0;
}

static int read_row(struct page *p, struct ow_error *err)
{
	json_error_t e;

	skip_blanks(p);
	json_t *object = json_loadb(p->at, (size_t)(p->end - p->at),
		FLAGS | JSON_DISABLE_EOF_CHECK, &e);
	if (!object)
		return no_list(p,
			json_error_code(&e) ==
				json_error_premature_end_of_input,
			err);
	p->at += e.position;
	int result = take(p, object, err);
	json_decref(object);
	return result;
}

static int read_list(struct page *p, struct ow_error *err)
{
	if (!skip(p, '['))
		return no_samples(p, err);
	if (!skip(p, ']')) {
		do
			if (read_row(p, err) < 0)
				return -1;
		while (skip(p, ','));
		if (!skip(p, ']'))
			return no_list(p, p->at == p->end, err);
	}
	skip_blanks(p);
	if (p->at == p->end)
		return 0;
	return error_set(err, OW_INCOMPLETE, "the answer is no JSON");
}

int ceilometer_page_read(const struct ceilometer_query *q,
	const struct ceilometer_bounds *b, const char *body, size_t len,
	struct ceilometer_rows *rows, struct ow_error *err)
{
	struct page p = {
		q, b, body, body + len, rows, BUF_INIT(LINE_MAX_BYTES)};
	int result = read_list(&p, err);

	buf_clear(&p.line);
	if (result < 0)
		ceilometer_rows_reset(rows);
	return result;
}
