/*
 * The timeline of one resource: what was seen of it, folded into runs.
 *
 * A run is a series of sights of one state by one voice with no other state
 * of that voice in between, and with no time longer than the grace period
 * without any sight of the resource. Each polling host is a voice of its
 * own, for an agent that goes on to report a server that has moved away
 * repeats what is old and must not undo what is new; one that was silent for
 * longer than the grace period tells anew. Sights that tell no state are a
 * voice, too. All else is one voice.
 *
 * Sights may come in any order and more than once. Memory grows with the
 * runs.
 */
#ifndef OW_BILL_TIMELINE_H
#define OW_BILL_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/kind/kind.h"
#include "ow/record/span.h"

struct run {
	int64_t first_us, last_us;
	enum witness first_by, last_by;
	/* equal texts are equal pointers; the inventory owns them */
	const char *project;
	const char *name; /* as last seen; no part of the state */
	const char *class;
	const char *state;
	const char *poller;
	int64_t size;
	int order; /* the state's place in a life: kind_state_order() */
};

struct timeline {
	struct run *runs; /* in order once settled */
	size_t count, cap;
	size_t settled; /* runs after the last settling */
	size_t hot;     /* the run that took the last sight */
	size_t newest;  /* the run with the last sight of all */
	size_t late;    /* sights that contradicted a run around them */
};

#define TIMELINE_INIT \
	{             \
		0     \
	}

/* Adds a sight. */
void timeline_add_sight(
	struct timeline *t, int64_t grace_s, const struct run *sight);

/*
 * Adds a run of an earlier fold. It is joined to others no sooner than all
 * of them are there, so that the order of the parts makes no difference.
 */
void timeline_add_run(struct timeline *t, const struct run *run);

/* Puts the runs in order and joins all that can be joined. */
void timeline_settle(struct timeline *t, int64_t grace_s);

void timeline_clear(struct timeline *t);

/* An interval of evidence: some sight, none further than grace apart. */
struct seen {
	int64_t first_us, last_us;
};

/*
 * The evidence of a settled timeline, of whatever voice, in order. The
 * array is the caller's to free.
 */
struct seen *timeline_seen(
	const struct timeline *t, int64_t grace_s, size_t *count);

#endif
