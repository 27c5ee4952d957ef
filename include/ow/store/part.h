/*
 * In which part of a store a record is kept: its names.
 *
 * "labels"                 projects and volume types
 * "scans", "scans.REGION"  the coverage of a region, of all times
 * "spans.YYYY-MM", "spans.REGION.YYYY-MM"
 *                          spans first seen in that month
 *
 * In REGION every byte but letters, digits, '-' and '_' is written as %HH, so
 * that the names serve as those of files. Two regions never share a name, and
 * none shares one with what has no region.
 */
#ifndef OW_STORE_PART_H
#define OW_STORE_PART_H

#include <stdbool.h>

#include "ow/base/error.h"
#include "ow/record/record.h"

#define PART_NAME 220 /* bytes of the longest name and its NUL */
#define PART_MONTH 7  /* bytes of the "YYYY-MM" that names of spans end with */
#define PART_LABELS "labels"

/*
 * Writes the name of the part for the record. -1 with OW_REJECTED for what a
 * store does not keep, or with OW_INCOMPLETE if it shows that the input is no
 * output of ow-normalize: samples and usage.
 */
int part_of(char name[PART_NAME], const struct record *r,
	struct ow_error *err) OW_MUST_CHECK;

/* Is this a name that part_of() could have made? */
bool part_is_name(const char *name);

bool part_is_scans(const char *name);
bool part_is_spans(const char *name);

#endif
