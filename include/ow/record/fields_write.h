/* The writer of the project's own records. For lib/record alone. */
#ifndef OW_RECORD_FIELDS_WRITE_H
#define OW_RECORD_FIELDS_WRITE_H

#include "ow/base/buf.h"
#include "ow/record/fields.h"

/* Appends {"kind":KIND,...} and a newline. */
void fields_write(const struct field *fields, const char *kind,
	const void *record, struct buf *out);

#endif
