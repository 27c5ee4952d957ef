#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/report/format.h"
#include "ow/report/report.h"

static const struct format {
	const char *name;
	void (*write)(
		struct report *r, const struct report_options *o, FILE *to);
} formats[] = {
	{"csv", report_csv},
	{"tsv", report_tsv},
	{"json", report_json},
};

#define FORMATS (sizeof(formats) / sizeof(*formats))

const char *report_formats(void)
{
	static char names[64];
	size_t len = 0;

	for (size_t i = 0; i < FORMATS && len < sizeof(names); i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len,
			"%s%s", i ? ", " : "", formats[i].name);
	return names;
}

static const struct format *find_format(const char *name, struct ow_error *err)
{
	char quoted[40];

	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	error_quote(quoted, sizeof(quoted), name, strlen(name));
	error_set(err, OW_USAGE, "unknown format %s, not one of %s", quoted,
		report_formats());
	return NULL;
}

int report_check_format(const char *format, struct ow_error *err)
{
	return find_format(format, err) ? 0 : -1;
}

struct report *report_new(void)
{
	struct report *r = mem_zero(1, sizeof(*r));

	r->from_s = r->till_s = TIME_NEVER;
	return r;
}

void report_free(struct report *r)
{
	if (!r)
		return;
	map_clear(&r->texts);
	map_clear(&r->coverage);
	free(r->entries);
	free(r->rows);
	free(r);
}

static void widen_window(struct report *r, int64_t from_s, int64_t till_s)
{
	if (from_s == TIME_NEVER || till_s == TIME_NEVER)
		return;
	if (r->from_s == TIME_NEVER || from_s < r->from_s)
		r->from_s = from_s;
	if (till_s > r->till_s)
		r->till_s = till_s;
}

static const char *label(struct report *r, const char *text)
{
	return text && *text ? map_text(&r->texts, text) : NULL;
}

static void add_usage(struct report *r, const struct usage *u)
{
	r->entries = mem_room(
		r->entries, &r->cap, r->count + 1, sizeof(*r->entries));
	struct entry *e = &r->entries[r->count++];
	e->kind = kind_by_type(u->type);
	e->usage = *u;
	e->usage.region = map_text(&r->texts, u->region);
	e->usage.account = label(r, u->account);
	e->usage.project = map_text(&r->texts, u->project);
	e->usage.tenant = label(r, u->tenant);
	e->usage.type = map_text(&r->texts, u->type);
	e->usage.id = map_text(&r->texts, u->id);
	e->usage.name = label(r, u->name);
	e->usage.class = map_text(&r->texts, u->class);
	widen_window(r, u->from_s, u->till_s);
}

void report_line(
	struct report *r, const struct record *record, struct buf *line)
{
	buf_reset(line);
	record_text(record, line);
	if (line->over || line->len == 0)
		r->over = true;
	else
		line->data[--line->len] = '\0';
}

static void add_scan(struct report *r, const struct record *record)
{
	struct buf line = BUF_INIT(SIZE_MAX / 2);

	report_line(r, record, &line);
	if (!r->over)
		map_put(&r->coverage, line.data, line.len);
	buf_clear(&line);
}

void report_add(struct report *r, const struct record *record)
{
	if (record->kind == RECORD_BEGIN)
		widen_window(r, record->begin.from_s, record->begin.till_s);
	else if (record->kind == RECORD_USAGE)
		add_usage(r, &record->usage);
	else if (record->kind == RECORD_SCAN)
		add_scan(r, record);
}

bool report_is_blank(const struct report *r)
{
	return r->from_s == TIME_NEVER;
}

static int flush(FILE *stream, struct ow_error *err)
{
	if (ferror(stream) || fflush(stream) != 0)
		return error_set(
			err, OW_IO, "cannot write: %s", strerror(errno));
	return 0;
}

int report_write(struct report *r, const char *format,
	const struct report_options *o, FILE *stream, struct ow_error *err)
{
	const struct format *f = find_format(format, err);

	if (!f || rows_settle(r->entries, &r->count, err) < 0)
		return -1;
	free(r->rows);
	r->rows = rows_new(r->entries, r->count, &r->row_count, err);
	if (!r->rows)
		return -1;
	errno = 0;
	f->write(r, o, stream);
	if (r->over)
		return error_set(err, OW_AGAIN, "out of memory");
	return flush(stream, err);
}
