/*
 * A whole purge of a Ceilometer database: counts, and deletes if told to.
 *
 * It can be stopped, killed or lose its connection at any moment; what is
 * done is done, what is left is left for the next run, and nothing is half
 * deleted: see purge_batch_delete().
 */
#ifndef OW_PURGE_RUN_H
#define OW_PURGE_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/purge/plan.h"
#include "ow/source/database_login.h"
#include "ow/source/retry.h"

/* Collectors have this long to end transactions that know a marked row. */
#define PURGE_SETTLE_S 60

/* What was found of a meter in a part of the plan. */
struct purge_found {
	const struct purge_meter *meter;
	const struct purge_part *part;
	int64_t before_s; /* what was recorded later is kept */
	int64_t samples;  /* that may go */
	int64_t late;     /* that nobody read */
	int64_t deleted;  /* of the samples */
};

struct purge_options {
	struct database_login login;
	struct retry retry; /* of each step, after OW_AGAIN */
	int64_t keep_s;     /* by the server's clock */
	int64_t batch;      /* samples at once */
	int64_t pause_ms;   /* between batches */
	bool yes;           /* delete */
	bool collectors_stopped;
	const volatile sig_atomic_t *stop; /* not 0: stop after this batch */
	/* Told of each meter and part in which there is something. */
	void (*found)(void *context, const struct purge_found *f);
	/* Told of a meter that the database does not have. */
	void (*unknown)(void *context, const struct purge_meter *m);
	void *context;
};

struct purge_totals {
	int64_t samples, late, deleted; /* as in struct purge_found */
	int64_t resources;              /* rows deleted */
};

/*
 * Makes the PLAN's parts and goes through them. TOTALS are right at failure
 * too, but for a batch whose answer was lost. -1 with OW_INCOMPLETE for
 * readings from the future, OW_AGAIN if stopped, or as the database says.
 */
int purge_run(const struct purge_options *o, struct purge_plan *plan,
	struct purge_totals *totals, struct ow_error *err) OW_MUST_CHECK;

#endif
