#include "ow/source/ceilometer_windows.h"

#define ROWS_MAX_BYTES (16u << 20)

/* One meter's way down through a part of the window. */
struct descent {
	struct ceilometer_windows *w;
	struct ceilometer_bounds b; /* of what is left */
	bool checking;              /* nothing should be left */
	size_t was_short; /* rows of the answer before if below its limit */
};

enum step { STEP_ON, STEP_DONE, STEP_BROKEN };

static enum step broken(struct ow_error *err, const char *text)
{
	error_set(err, OW_INCOMPLETE, "%s", text);
	return STEP_BROKEN;
}

/* Goes on with the oldest moment told: the limit may have cut it in two. */
static enum step go_down(struct descent *d, int64_t oldest_us, size_t count)
{
	size_t *cut = &d->w->cut;

	if (d->was_short > 0 && (*cut == 0 || d->was_short < *cut))
		*cut = d->was_short;
	d->was_short = (int64_t)count < d->b.limit ? count : 0;
	d->b.till_us = oldest_us;
	d->b.till_too = true;
	d->b.limit = d->w->pace->page;
	return STEP_ON;
}

static enum step ask_for_more(struct descent *d, struct ow_error *err)
{
	if (d->b.limit >= CEILOMETER_PAGE_MAX)
		return broken(err,
			"one moment has more samples than can be asked for at "
			"once");
	d->b.limit *= 2;
	if (d->b.limit > CEILOMETER_PAGE_MAX)
		d->b.limit = CEILOMETER_PAGE_MAX;
	return STEP_ON;
}

/*
 * What an answer of COUNT rows, the last one at OLDEST, means. One that holds
 * the moment asked for and nothing below it was not cut if the server let
 * more through before; else an empty answer for what is below has to say so.
 */
static enum step judge(struct descent *d, size_t count, int64_t oldest_us,
	struct ow_error *err)
{
	const struct ceilometer_windows *w = d->w;
	const char *short_answer = "the server cuts its answers short";

	if (count == 0 && d->b.till_too)
		return broken(err, "samples vanish while they are read");
	if (count == 0)
		return STEP_DONE;
	if (d->checking)
		return broken(err, short_answer);
	if (!d->b.till_too || oldest_us < d->b.till_us)
		return go_down(d, oldest_us, count);
	if ((int64_t)count >= d->b.limit)
		return ask_for_more(d, err);
	if (w->cut > 0)
		return count < w->cut ? STEP_DONE : broken(err, short_answer);
	if (count < w->largest)
		return STEP_DONE;
	d->checking = true;
	d->b.till_too = false;
	return STEP_ON;
}

/* Moves the page to OUT; what was told twice is no reason to give up. */
static enum ceilometer_outcome keep(struct ceilometer_rows *page,
	struct ceilometer_rows *out, struct ow_error *err)
{
	ceilometer_rows_move(out, page);
	if (out->bytes > ROWS_MAX_BYTES)
		ceilometer_rows_settle(out);
	if (out->bytes <= ROWS_MAX_BYTES)
		return CEILOMETER_ANSWERED;
	error_set(err, OW_INCOMPLETE,
		"more than %u bytes of samples in one part of the window",
		ROWS_MAX_BYTES);
	return CEILOMETER_TOO_MANY;
}

static enum ceilometer_outcome descend(
	struct descent *d, struct ceilometer_rows *out, struct ow_error *err)
{
	struct ceilometer_windows *w = d->w;
	enum step step = STEP_ON;

	while (step == STEP_ON) {
		enum ceilometer_outcome result =
			ceilometer_call(w->caller, w->q, &d->b, &w->page, err);
		if (result != CEILOMETER_ANSWERED)
			return result;
		if (!ceilometer_pace_note(w->pace, w->caller->took_ms))
			w->quick = false;
		size_t count = w->page.count;
		if (count > w->largest)
			w->largest = count;
		step = judge(d, count,
			count > 0 ? w->page.rows[count - 1].us : 0, err);
		if ((result = keep(&w->page, out, err)) != CEILOMETER_ANSWERED)
			return result;
	}
	return step == STEP_DONE ? CEILOMETER_ANSWERED : CEILOMETER_FAILED;
}

enum ceilometer_outcome ceilometer_windows_read(struct ceilometer_windows *w,
	int64_t from_us, int64_t till_us, struct ceilometer_rows *rows,
	struct ow_error *err)
{
	enum ceilometer_outcome result = CEILOMETER_ANSWERED;

	ceilometer_rows_reset(rows);
	w->quick = true;
	for (size_t i = 0; i < w->q->type_count; i++) {
		struct descent d = {w,
			{&w->q->types[i], w->q->project, from_us, till_us,
				false, NULL, w->pace->page},
			false, 0};
		result = descend(&d, rows, err);
		if (result != CEILOMETER_ANSWERED)
			break;
	}
	if (result != CEILOMETER_ANSWERED) {
		ceilometer_rows_reset(rows);
		return result;
	}
	ceilometer_rows_settle(rows);
	if (w->quick && rows->bytes < ROWS_MAX_BYTES / 4)
		ceilometer_pace_widen(w->pace);
	return result;
}
