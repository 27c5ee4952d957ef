/* Rows of resource that have lost their last sample, and their metadata. */
#ifndef OW_PURGE_ORPHANS_H
#define OW_PURGE_ORPHANS_H

#include "ow/purge/session.h"

/*
 * Juno to Pike: marks those of the RESOURCES that have no sample but those
 * in GONE. Both are ids in SQL, with commas in between.
 */
int purge_orphans_mark(struct purge_session *s, const char *resources,
	const char *gone, struct ow_error *err) OW_MUST_CHECK;

/*
 * Icehouse: deletes those of the RESOURCES that have no sample, and what they
 * have in sourceassoc. DELETED: so many.
 */
int purge_orphans_drop(struct purge_session *s, const char *resources,
	int64_t *deleted, struct ow_error *err) OW_MUST_CHECK;

/* The marked rows, of this run and of those before it. */
struct purge_orphans {
	int64_t *ids;
	size_t count, cap;
	int64_t after_id; /* where the search is; begin with 0 */
	size_t next;      /* the first that is not deleted yet */
	int64_t deleted;
};

void purge_orphans_clear(struct purge_orphans *o);

/*
 * Looks for more of them: through the index on metadata_hash, or, where
 * there is none, through the next stretch of the table. 1: there may be
 * more; 0: all were found.
 */
int purge_orphans_find(struct purge_session *s, struct purge_orphans *o,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Deletes the next ones, MOST at once, if they still have no sample. Returns
 * 1, or 0 when all are done. To be called when every transaction that was
 * open while they were marked has ended.
 */
int purge_orphans_delete(struct purge_session *s, struct purge_orphans *o,
	int64_t most, struct ow_error *err) OW_MUST_CHECK;

#endif
