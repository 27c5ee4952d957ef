/*
 * Deleting a batch of samples: whole or not at all, by primary keys, so that
 * nothing else is locked, and no collector ever waits for the statement that
 * looks for them.
 */
#ifndef OW_PURGE_BATCH_H
#define OW_PURGE_BATCH_H

#include "ow/purge/plan.h"
#include "ow/purge/session.h"

#define PURGE_CURSOR 32 /* bytes of a time in SQL and its NUL */

struct purge_batch {
	const struct purge_part *part;
	int64_t till_s; /* samples before this */
	int64_t most;   /* so many of them at once */
	bool collectors_stopped;
	char from[PURGE_CURSOR]; /* from here on; moved by each batch */
	int64_t deleted[PURGE_METERS_MAX]; /* of each meter; added to */
	int64_t resources;                 /* rows of resource; added to */
};

/*
 * Returns 1 if there may be more, 0 if none are left, -1 if nothing was done,
 * or if the connection was lost so that it is not known; either way it can be
 * called again, with another connection.
 *
 * Juno to Pike: a row of resource that is about to lose its last sample is
 * marked first, as Ceilometer's own expirer does from Liberty on: collectors
 * look resources up by their metadata_hash, do not find it any more and make
 * a new one. What is marked is deleted by purge_orphans_delete(). A mark on
 * a row that keeps a sample after all does no harm.
 *
 * Icehouse: a sample's metadata and sources go with it. Its collectors look
 * a resource up by its id, and a sample is lost if its resource goes at that
 * moment: rows of resource go only while the collectors are stopped.
 */
int purge_batch_delete(struct purge_session *s, struct purge_batch *b,
	struct ow_error *err) OW_MUST_CHECK;

#endif
