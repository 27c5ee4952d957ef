#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer.h"
#include "ow/source/ceilometer_windows.h"

/* No project has this id; who may read it may read all. */
#define NO_PROJECT "ow-fetch-ceilo-asks"

struct ceilometer {
	struct ceilometer_query *q;
	struct ceilometer_caller caller;
	struct ceilometer_pace pace;
	int64_t retries, tries;
	bool by_windows;
	struct ceilometer_windows windows;
	int64_t at_us; /* all before it was read */
	char *last_id; /* and what is at it up to this id, if it is set */
	struct ceilometer_rows rows; /* that are being handed out */
	size_t next;
};

struct ceilometer *ceilometer_new(struct ceilometer_query *q,
	const struct ceilometer_options *o, struct ow_error *err)
{
	struct ceilometer *c = mem_zero(1, sizeof(*c));

	c->q = q;
	c->at_us = q->from_us;
	c->retries = o->retries;
	c->windows.caller = &c->caller;
	c->windows.q = q;
	c->windows.pace = &c->pace;
	ceilometer_pace_init(&c->pace, o->page);
	if (ceilometer_caller_init(&c->caller, o->session, o->endpoint, err) <
		0) {
		free(c);
		return NULL;
	}
	c->caller.log = o->log;
	c->caller.context = o->context;
	return c;
}

void ceilometer_free(struct ceilometer *c)
{
	if (!c)
		return;
	ceilometer_caller_clear(&c->caller);
	ceilometer_rows_clear(&c->windows.page);
	ceilometer_rows_clear(&c->rows);
	free(c->last_id);
	free(c);
}

int64_t ceilometer_reached_us(const struct ceilometer *c)
{
	return c->at_us;
}

static void reach(struct ceilometer *c, int64_t us, const char *id)
{
	char *copy = mem_copy(id);

	free(c->last_id);
	c->last_id = copy;
	c->at_us = us;
}

static int64_t part_end_us(const struct ceilometer *c)
{
	int64_t left_us = c->q->till_us - c->at_us;

	return left_us < c->pace.slice_us ? c->q->till_us
					  : c->at_us + c->pace.slice_us;
}

/*
 * One page of what is left. After an answer with rows that is what follows
 * the last of them, be the answer full or not, for the server may cap it; an
 * empty one says that nothing is left before the bound.
 */
static enum ceilometer_outcome load_page(
	struct ceilometer *c, struct ow_error *err)
{
	struct ceilometer_bounds b = {.project = c->q->project,
		.from_us = c->at_us,
		.till_us = part_end_us(c),
		.last_id = c->last_id,
		.limit = c->pace.page};
	enum ceilometer_outcome result =
		ceilometer_call(&c->caller, c->q, &b, &c->rows, err);

	if (result != CEILOMETER_ANSWERED)
		return result;
	if (ceilometer_pace_note(&c->pace, c->caller.took_ms))
		ceilometer_pace_widen(&c->pace);
	ceilometer_rows_settle(&c->rows);
	if (c->rows.count == 0) {
		reach(c, b.till_us, NULL);
	} else {
		const struct ceilometer_row *last =
			&c->rows.rows[c->rows.count - 1];
		reach(c, last->us, last->id);
	}
	return result;
}

/* What queries have told before they were refused is not told again. */
static enum ceilometer_outcome load_part(
	struct ceilometer *c, struct ow_error *err)
{
	struct ceilometer_row told = {.us = c->at_us, .id = c->last_id};
	int64_t till_us = part_end_us(c);
	enum ceilometer_outcome result = ceilometer_windows_read(
		&c->windows, c->at_us, till_us, &c->rows, err);

	if (result != CEILOMETER_ANSWERED)
		return result;
	while (told.id && c->next < c->rows.count &&
		ceilometer_rows_compare(&c->rows.rows[c->next], &told) <= 0)
		c->next++;
	reach(c, till_us, NULL);
	return result;
}

/* The request may be what takes the server so long: the next is a smaller. */
static int try_less(struct ceilometer *c, struct ow_error *err)
{
	char text[sizeof(err->text)];

	ceilometer_pace_less(&c->pace);
	if (c->tries++ < c->retries)
		return 0;
	if (c->tries > 1) {
		memcpy(text, err->text, sizeof(text));
		error_set(err, err->code, "%s (tried %" PRId64 " times)", text,
			c->tries);
	}
	return -1;
}

/* Returns 0 if the answer was taken, or something else is to be asked. */
static int judge(struct ceilometer *c, enum ceilometer_outcome result,
	struct ow_error *err)
{
	if (result != CEILOMETER_ANSWERED && result != CEILOMETER_FAILED)
		ceilometer_log(&c->caller, err->text);
	switch (result) {
	case CEILOMETER_ANSWERED:
		c->tries = 0;
		return 0;
	case CEILOMETER_TOO_SLOW:
		return try_less(c, err);
	case CEILOMETER_TOO_LARGE:
		return ceilometer_pace_lower(&c->pace) ? 0 : -1;
	case CEILOMETER_TOO_MANY:
		return ceilometer_pace_narrow(&c->pace) ? 0 : -1;
	case CEILOMETER_NO_QUERY:
		c->by_windows = true;
		ceilometer_log(&c->caller,
			"no queries here: asking for one meter after another");
		return 0;
	default:
		return -1;
	}
}

static int cut_window(
	struct ceilometer *c, int64_t read_s, struct ow_error *err)
{
	char text[TIME_TEXT];

	if (c->q->till_us > read_s * TIME_US)
		c->q->till_us = read_s * TIME_US;
	if (time_seconds(c->q->from_us + TIME_US - 1) <
		time_seconds(c->q->till_us))
		return 0;
	return error_set(err, OW_AGAIN,
		"the window has not begun yet: the server's clock shows %s",
		time_text(text, read_s));
}

static int explain(struct ow_error *err)
{
	if (err->code == OW_REFUSED && strstr(err->text, NO_PROJECT))
		error_set(err, OW_REFUSED,
			"this token reads its own project alone: take one "
			"with the admin role, or name the project with "
			"--project");
	return -1;
}

int ceilometer_begin(
	struct ceilometer *c, int64_t *read_s, struct ow_error *err)
{
	enum ceilometer_outcome result;
	struct ceilometer_bounds b = {
		.project = c->q->project ? c->q->project : NO_PROJECT,
		.from_us = c->q->from_us,
		.till_us = c->q->from_us + TIME_US,
		.limit = 1};

	do {
		b.type = c->by_windows ? c->q->types : NULL;
		*read_s = (int64_t)time(NULL);
		result = ceilometer_call(&c->caller, c->q, &b, &c->rows, err);
		if (judge(c, result, err) < 0)
			return explain(err);
	} while (result != CEILOMETER_ANSWERED);
	ceilometer_rows_reset(&c->rows);
	if (c->caller.date_s != TIME_NEVER)
		*read_s = c->caller.date_s;
	return cut_window(c, *read_s, err);
}

int ceilometer_next(struct ceilometer *c, struct ceilometer_sample *out,
	struct ow_error *err)
{
	while (c->next == c->rows.count) {
		if (c->at_us == c->q->till_us)
			return 0;
		c->next = 0;
		enum ceilometer_outcome result =
			c->by_windows ? load_part(c, err) : load_page(c, err);
		if (judge(c, result, err) < 0)
			return -1;
	}
	const struct ceilometer_row *row = &c->rows.rows[c->next++];
	*out = (struct ceilometer_sample){row->line, row->len, row->type};
	return 1;
}
