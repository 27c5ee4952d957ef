/*
 * The rows of the report: usage checked, put in order and summed.
 */
#ifndef OW_REPORT_ROWS_H
#define OW_REPORT_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/kind/amount.h"
#include "ow/record/record.h"

struct entry {
	struct usage usage;
	const struct kind *kind; /* NULL: of no known type */
};

/* One line of the table: entries that share all its cells. */
struct row {
	const struct entry *first; /* borrowed */
	int64_t hours_e4;          /* of all of them, rounded once */
};

/* What stands for the tenant: its name, else the project's id, else "". */
const char *rows_tenant(const struct usage *u);

/*
 * Sorts the entries, leaves one of those that say the same, and recomputes
 * their hours and units. -1 with OW_INCOMPLETE for one that cannot be
 * billed.
 */
int rows_settle(struct entry *entries, size_t *count,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Sums settled entries. Returns new rows, COUNT of them, which the caller
 * frees; NULL with OW_INCOMPLETE if a sum does not fit.
 */
struct row *rows_new(const struct entry *entries, size_t entry_count,
	size_t *count, struct ow_error *err) OW_MUST_CHECK;

#endif
