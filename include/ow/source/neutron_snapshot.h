/* All floating IPs of a Neutron database, in one snapshot of it. */
#ifndef OW_SOURCE_NEUTRON_SNAPSHOT_H
#define OW_SOURCE_NEUTRON_SNAPSHOT_H

#include <stdint.h>

#include "ow/source/database.h"
#include "ow/source/neutron_sample.h"

/*
 * Begins a read-only transaction and asks for all floating IPs, by id; AT_US
 * is when, by the server's clock. NAME is the database's, for messages. The
 * rows are the caller's, to free before DB is closed. NULL with OW_CONFIG for
 * tables that are not Neutron's, or as database_do() says.
 */
struct database_rows *neutron_snapshot_read(struct database *db,
	const char *name, int64_t *at_us, struct ow_error *err) OW_MUST_CHECK;

/*
 * Returns 1 and the next one, whose texts live until the next call; 0 after
 * the last; -1 with OW_CONFIG for a row that is not understood, or as
 * database_next() says.
 */
int neutron_snapshot_next(struct database_rows *rows,
	struct neutron_address *out, struct ow_error *err) OW_MUST_CHECK;

#endif
