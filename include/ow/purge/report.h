/* What a purge says of itself, as records: see ow-purge-ceilo(1). */
#ifndef OW_PURGE_REPORT_H
#define OW_PURGE_REPORT_H

#include "ow/purge/run.h"
#include "ow/record/output.h"

/* REGION may be NULL. */
void purge_report_found(
	struct output *out, const char *region, const struct purge_found *f);
void purge_report_totals(
	struct output *out, const char *region, const struct purge_totals *t);

#endif
