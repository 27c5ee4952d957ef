#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/purge/batch.h"
#include "ow/purge/orphans.h"
#include "ow/purge/run.h"
#include "ow/purge/samples.h"
#include "ow/purge/session.h"

/* The longest stretch that one statement looks at. */
#define SLICE_S 3600

/* A row of resource has about as many of metadata. */
#define METADATA_ROWS 40

struct run {
	const struct purge_options *options;
	struct purge_plan *plan;
	struct purge_totals *totals;
	struct purge_session session;
	int64_t now_s;

	/* the part at hand */
	struct purge_part *part;
	int64_t from_s, till_s; /* the slice of it */
	struct purge_count slice[PURGE_METERS_MAX], counts[PURGE_METERS_MAX];
	struct purge_batch batch;
	struct purge_orphans orphans;
};

/* Returns 1 if there is more to do, 0 if not. Can be called again after -1. */
typedef int step(struct run *r, struct ow_error *err);

static int stopped(const struct run *r, struct ow_error *err)
{
	if (!*r->options->stop)
		return 0;
	return error_set(err, OW_AGAIN, "stopped by a signal");
}

/* No release before Juno is known to have these two indexes for sure. */
static int check_indexes(const struct run *r, struct ow_error *err)
{
	static const enum purge_key needed[] = {
		PURGE_SAMPLE_RESOURCE, PURGE_SOURCE_RESOURCE};
	const struct purge_schema *schema = &r->session.schema;

	if (schema->form == PURGE_JUNO || !r->options->collectors_stopped)
		return 0;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!*schema->index[needed[i]])
			return error_set(err, OW_CONFIG,
				"--collectors-stopped needs an index that "
				"begins with %s",
				purge_key_name(needed[i]));
	return 0;
}

static int connect(struct run *r, struct ow_error *err)
{
	const struct purge_options *o = r->options;

	if (r->session.db)
		return 0;
	if (purge_session_open(&r->session, &o->login, r->plan, o->yes, err) <
		0)
		return -1;
	return check_indexes(r, err);
}

/* Runs the step, if need be again, on a connection that is new then. */
static int attempt(struct run *r, step *what, struct ow_error *err)
{
	struct retry retry = r->options->retry;
	int result;

	do {
		if (stopped(r, err) < 0)
			return -1;
		result = connect(r, err);
		if (result == 0)
			result = what(r, err);
		if (result < 0)
			purge_session_close(&r->session);
	} while (result < 0 && retry_after(&retry, err));
	return result;
}

/* Returns early only if it is to stop. */
static void wait_ms(const struct run *r, int64_t ms)
{
	struct timespec left = {
		.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	while (!*r->options->stop && nanosleep(&left, &left) != 0 &&
		errno == EINTR)
		;
}

static int read_clock(struct run *r, struct ow_error *err)
{
	return purge_session_clock(&r->session, &r->now_s, err);
}

static int find_slice(struct run *r, struct ow_error *err)
{
	return purge_samples_next(
		&r->session, &r->from_s, r->part->till_s, err);
}

static int count_slice(struct run *r, struct ow_error *err)
{
	memset(r->slice, 0, sizeof(r->slice));
	return purge_samples_count(
		&r->session, r->part, r->from_s, r->till_s, r->slice, err);
}

static int delete_batch(struct run *r, struct ow_error *err)
{
	return purge_batch_delete(&r->session, &r->batch, err);
}

static int delete_slice(struct run *r, struct ow_error *err)
{
	int more;

	snprintf(r->batch.from, sizeof(r->batch.from), "%" PRId64, r->from_s);
	r->batch.till_s = r->till_s;
	do {
		more = attempt(r, delete_batch, err);
		wait_ms(r, r->options->pause_ms);
	} while (more > 0);
	return more;
}

/* Adds what the slice has to what the part has; is there some to delete? */
static bool add_slice(struct run *r)
{
	bool any = false;

	for (size_t i = 0; i < r->plan->meter_count; i++) {
		r->counts[i].samples += r->slice[i].samples;
		r->counts[i].late += r->slice[i].late;
		any = any || r->slice[i].samples > 0;
	}
	return any;
}

/* Jumps from sample to sample, so that an empty year costs nothing. */
static int go_through(struct run *r, struct ow_error *err)
{
	int more;

	while ((more = attempt(r, find_slice, err)) > 0) {
		r->till_s = r->from_s + SLICE_S;
		if (r->till_s > r->part->till_s)
			r->till_s = r->part->till_s;
		if (attempt(r, count_slice, err) < 0)
			return -1;
		if (add_slice(r) && r->options->yes && delete_slice(r, err) < 0)
			return -1;
		r->from_s = r->till_s;
	}
	return more;
}

static void add_totals(struct run *r)
{
	r->totals->resources += r->batch.resources;
	for (size_t i = 0; i < r->plan->meter_count; i++) {
		r->totals->samples += r->counts[i].samples;
		r->totals->late += r->counts[i].late;
		r->totals->deleted += r->batch.deleted[i];
	}
}

static void tell(const struct run *r)
{
	for (size_t i = 0; i < r->plan->meter_count; i++) {
		struct purge_found found = {
			.meter = &r->plan->meters[i],
			.part = r->part,
			.before_s = r->part->before_s[i],
			.samples = r->counts[i].samples,
			.late = r->counts[i].late,
			.deleted = r->batch.deleted[i],
		};
		if (found.samples > 0 || found.late > 0)
			r->options->found(r->options->context, &found);
	}
}

static int purge_part(
	struct run *r, struct purge_part *part, struct ow_error *err)
{
	r->part = part;
	r->from_s = part->from_s;
	memset(r->counts, 0, sizeof(r->counts));
	r->batch = (struct purge_batch){.part = part,
		.most = r->options->batch,
		.collectors_stopped = r->options->collectors_stopped};
	int result = go_through(r, err);
	add_totals(r);
	if (result == 0)
		tell(r);
	return result;
}

static int find_orphans(struct run *r, struct ow_error *err)
{
	return purge_orphans_find(&r->session, &r->orphans, err);
}

static int delete_orphans(struct run *r, struct ow_error *err)
{
	return purge_orphans_delete(&r->session, &r->orphans,
		r->options->batch / METADATA_ROWS + 1, err);
}

/* While it runs, sessions lock each other out: nothing is marked meanwhile. */
static int purge_resources(struct run *r, struct ow_error *err)
{
	int more;

	while ((more = attempt(r, find_orphans, err)) > 0)
		wait_ms(r, r->options->pause_ms);
	if (more < 0)
		return -1;
	if (r->orphans.count > 0 && !r->options->collectors_stopped)
		wait_ms(r, PURGE_SETTLE_S * 1000);
	while ((more = attempt(r, delete_orphans, err)) > 0)
		wait_ms(r, r->options->pause_ms);
	return more;
}

/* A reading of later than now would let what nobody read pass for read. */
static int check_clock(const struct run *r, struct ow_error *err)
{
	char read[TIME_TEXT], now[TIME_TEXT];

	if (r->plan->latest_s <= r->now_s + PURGE_MARGIN_S)
		return 0;
	return error_set(err, OW_INCOMPLETE,
		"a window was read at %s, and the database server says it is "
		"%s only",
		time_text(read, r->plan->latest_s), time_text(now, r->now_s));
}

static void tell_unknown(const struct run *r)
{
	for (size_t i = 0; i < r->plan->meter_count; i++) {
		size_t n = 0;
		while (n < r->session.row_count &&
			r->session.rows[n].meter != i)
			n++;
		if (n == r->session.row_count)
			r->options->unknown(
				r->options->context, &r->plan->meters[i]);
	}
}

static int purge_all(struct run *r, struct ow_error *err)
{
	if (attempt(r, read_clock, err) < 0 || check_clock(r, err) < 0)
		return -1;
	tell_unknown(r);
	purge_plan_make(r->plan, r->now_s - r->options->keep_s);
	for (size_t i = 0; i < r->plan->part_count; i++)
		if (purge_part(r, &r->plan->parts[i], err) < 0)
			return -1;
	if (!r->options->yes || r->session.schema.form == PURGE_ICEHOUSE)
		return 0;
	return purge_resources(r, err);
}

int purge_run(const struct purge_options *o, struct purge_plan *plan,
	struct purge_totals *totals, struct ow_error *err)
{
	struct run *r = mem_zero(1, sizeof(*r));

	r->options = o;
	r->plan = plan;
	r->totals = totals;
	int result = purge_all(r, err);
	totals->resources += r->orphans.deleted;
	purge_orphans_clear(&r->orphans);
	purge_session_close(&r->session);
	free(r);
	return result;
}
