/*
 * The types of resources: one file and one table of operations each.
 *
 * A type says which meters it takes, what a sample of them tells of a
 * resource's state, what ends its life, and in which states a living
 * resource is silent. A new type is one file and one line in kind.c.
 */
#ifndef OW_KIND_KIND_H
#define OW_KIND_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/record/sample.h"
#include "ow/record/span.h"

/* What one sample tells. Texts are borrowed from it, or are constants. */
struct observation {
	int64_t at_us;
	enum witness by;
	bool routine; /* polls and audits that list all living resources */
	const char *project; /* NULL: not told */
	const char *name;
	const char *class;
	const char *state; /* NULL: not told, so it is as it was */
	const char *poller;
	int64_t size;      /* SPAN_NO_SIZE: none or not told */
	int64_t created_s; /* TIME_NEVER: not told */
	int64_t alive_s;   /* it lived then, in what state is not told */
	int64_t deleted_s; /* TIME_NEVER: this does not end its life */
	enum deleted_by deleted_by;
};

struct kind_state {
	const char *name;
	bool unbilled; /* unless an option says otherwise */
	bool silent;   /* a living resource is not seen by polls then */
};

struct kind_alias {
	const char *other; /* the name that some API uses */
	const char *name;
};

struct kind {
	const char *type;
	const char *unit;          /* of its hours */
	int64_t unit_size;         /* sizes in one unit; 0: it has no size */
	bool per_tenant;           /* the report has one row for them all */
	const char *const *meters; /* NULL ends */
	int64_t grace_s;           /* default grace period */
	/*
	 * In the order of a life; at one instant, from equal witnesses, the
	 * later state is believed. A NULL name ends.
	 */
	const struct kind_state *states;
	const struct kind_alias *aliases; /* a NULL name ends; or NULL */
	/*
	 * Reads a sample of one of the meters. -1 with OW_REJECTED.
	 */
	int (*observe)(const struct sample *s, struct observation *out,
		struct ow_error *err);
	/* Is this class a stand-in that a known one beats? May be NULL. */
	bool (*class_unknown)(const char *class);
};

#define KIND_DEAD "deleted" /* every type's name for the last state */

/* All types, in the order of the report; NULL ends. */
extern const struct kind *const kinds_all[];

const struct kind *kind_by_type(const char *type); /* or NULL */
/* As kind_by_type(); NULL with CODE and its name if there is none. */
const struct kind *kind_named(
	const char *type, enum ow_exit code, struct ow_error *err);
const struct kind *kind_by_meter(const char *meter); /* or NULL */

/* The place of a type in kinds_all. */
size_t kind_place(const struct kind *k);

/* Its state of that name, or NULL. */
const struct kind_state *kind_state(const struct kind *k, const char *state);

/* The place of a state in a life; unknown ones stand in the middle. */
int kind_state_order(const struct kind *k, const char *state);

/* The usual name for a state that some API calls STATE. NULL gives NULL. */
const char *kind_state_name(const struct kind *k, const char *state);

/* What the types' files share. */

/* A date in metadata: seconds, or TIME_NEVER where it is not set. */
int kind_date(const struct sample *s, enum sample_meta key, int64_t *out,
	struct ow_error *err) OW_MUST_CHECK;

/* Who speaks: an audit, one of the events, or SEEN_BY_POLL without a type. */
enum witness kind_witness(const struct sample *s);

/* Is the sample's event_type EVENT? */
bool kind_event_is(const struct sample *s, const char *event);

/* The sample's volume as a size; -1 with OW_REJECTED if it is none. */
int kind_size(const struct sample *s, int64_t *out,
	struct ow_error *err) OW_MUST_CHECK;

/* An observation with what every sample tells: time, witness, project. */
int kind_observe(const struct sample *s, struct observation *out,
	struct ow_error *err) OW_MUST_CHECK;

#endif
