#include <inttypes.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/report/cells.h"

#define SCRATCH 32 /* for a time or an amount */

static const char *cell_from(const struct row *row, char *scratch)
{
	return time_text(scratch, row->first->usage.from_s);
}

static const char *cell_till(const struct row *row, char *scratch)
{
	return time_text(scratch, row->first->usage.till_s);
}

static const char *cell_account(const struct row *row, char *scratch)
{
	(void)scratch;
	return row->first->usage.account;
}

static const char *cell_tenant(const struct row *row, char *scratch)
{
	(void)scratch;
	return rows_tenant(&row->first->usage);
}

static const char *cell_id(const struct row *row, char *scratch)
{
	(void)scratch;
	return row->first->usage.id;
}

static const char *cell_class(const struct row *row, char *scratch)
{
	(void)scratch;
	return row->first->usage.class;
}

static const char *cell_name(const struct row *row, char *scratch)
{
	const char *name = row->first->usage.name;

	return name ? name : cell_id(row, scratch);
}

static const char *cell_hours(const struct row *row, char *scratch)
{
	snprintf(scratch, SCRATCH, "%" PRId64 ".%04" PRId64,
		row->hours_e4 / 10000, row->hours_e4 % 10000);
	return scratch;
}

static const struct column {
	const char *title;
	const char *type; /* empty in the rows of others; NULL: in all */
	const char *(*cell)(const struct row *row, char *scratch);
} columns[] = {
	{"From", NULL, cell_from},
	{"Till", NULL, cell_till},
	{"Customer Account", NULL, cell_account},
	{"Tenant", NULL, cell_tenant},
	{"Instance Id", "instance", cell_id},
	{"Instance type", "instance", cell_class},
	{"Total run hours", "instance", cell_hours},
	{"Volume Id", "volume", cell_id},
	{"Type of storage", "volume", cell_class},
	{"Total run hours (Gb.h)", "volume", cell_hours},
	{"Floating IPs (IP.h)", "floating_ip", cell_hours},
	{"Image Name", "image", cell_name},
	{"Total run hours (Gb.h)", "image", cell_hours},
};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

/*
 * What a spreadsheet takes for the start of a formula; it skips the white
 * space. An apostrophe makes it text.
 */
static const char *guard_of(const char *text, bool raw)
{
	return !raw && *text && strchr("=+-@\t\r\n", *text) ? "'" : "";
}

static void write_row(
	const struct row *row, const struct cell_style *style, FILE *to)
{
	char scratch[SCRATCH];

	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];
		const char *text = NULL;
		if (!c->type || strcmp(c->type, row->first->usage.type) == 0)
			text = c->cell(row, scratch);
		if (i > 0)
			putc(style->separator, to);
		if (text)
			style->put(guard_of(text, style->raw), text, to);
	}
	fputs(style->line_end, to);
}

void cells_write(
	const struct report *r, const struct cell_style *style, FILE *to)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (i > 0)
			putc(style->separator, to);
		style->put("", columns[i].title, to);
	}
	fputs(style->line_end, to);
	for (size_t i = 0; i < r->row_count && !ferror(to); i++)
		write_row(&r->rows[i], style, to);
}
