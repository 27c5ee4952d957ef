/* What one run brings to a store, by the parts it goes to. */
#ifndef OW_STORE_BATCH_H
#define OW_STORE_BATCH_H

#include "ow/base/error.h"
#include "ow/base/map.h"
#include "ow/bill/labels.h"
#include "ow/record/record.h"

struct batch {
	struct map parts; /* name to struct buf of lines */
	struct labels labels;
	struct map volume_types; /* id to name */
};

#define BATCH_INIT                              \
	{                                       \
		MAP_INIT, LABELS_INIT, MAP_INIT \
	}

/*
 * Adds a record. -1 with OW_REJECTED for one that is left out: it contradicts
 * a label, or is nothing that a store keeps; with OW_INCOMPLETE as part_of()
 * and for more than a run may bring.
 */
int batch_add(struct batch *b, const struct record *r,
	struct ow_error *err) OW_MUST_CHECK;

/* Takes the scans out again. */
void batch_drop_scans(struct batch *b);

void batch_clear(struct batch *b);

#endif
