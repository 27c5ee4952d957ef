/* Looking for samples that a part of the plan gives up. */
#ifndef OW_PURGE_SAMPLES_H
#define OW_PURGE_SAMPLES_H

#include "ow/purge/plan.h"
#include "ow/purge/session.h"

struct purge_count {
	int64_t samples; /* that may go */
	int64_t late;    /* that nobody read: they came too late */
};

/*
 * Returns 1 and when the next sample of whatever meter is, from AT_S on and
 * before TILL_S, cut to the second; 0 if there is none.
 */
int purge_samples_next(struct purge_session *s, int64_t *at_s, int64_t till_s,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Adds what is from FROM_S on and before TILL_S, inside PART, to COUNTS, one
 * for each meter of the plan.
 */
int purge_samples_count(struct purge_session *s, const struct purge_part *part,
	int64_t from_s, int64_t till_s, struct purge_count *counts,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Adds the condition under which a sample `s` of the part may go; false, and
 * nothing, if none may.
 */
bool purge_samples_where(struct buf *sql, const struct purge_session *s,
	const struct purge_part *part);

/* Adds the samples `s` of these times; FROM in seconds, as SQL has it. */
void purge_samples_between(struct buf *sql, const struct purge_session *s,
	const char *from, int64_t till_s);

#endif
