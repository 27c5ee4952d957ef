/*
 * The fast reader of the project's own records: of lines as fields_write()
 * makes them, and of no others. For lib/record alone.
 */
#ifndef OW_RECORD_FIELDS_SCAN_H
#define OW_RECORD_FIELDS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "ow/record/fields.h"

/*
 * Reads what stands behind {"kind":"...": members in the order of FIELDS, of
 * which some may be missing, with no white space, and the end of the line.
 * True and fills RECORD, whose texts are then in ROOM, which has to have LEN
 * bytes; false if fields_read() is to be asked.
 */
bool fields_scan(const struct field *fields, const char *members, size_t len,
	char *room, void *record);

#endif
