/*
 * The project's own records are described by tables of their members, and
 * what a member may say is told once, whoever reads it. For lib/record alone.
 */
#ifndef OW_RECORD_FIELDS_H
#define OW_RECORD_FIELDS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/record/record.h"

enum field_form {
	FIELD_TEXT,       /* const char *; null: NULL */
	FIELD_COUNT,      /* int64_t >= 0 */
	FIELD_SIZE,       /* int64_t >= 0; null: SPAN_NO_SIZE */
	FIELD_TIME,       /* int64_t seconds; null: TIME_NEVER */
	FIELD_TIME_US,    /* int64_t microseconds; writes whole seconds */
	FIELD_FRACTION,   /* the rest of such a time, 0..999999 */
	FIELD_WITNESS,    /* enum witness */
	FIELD_DELETED_BY, /* enum deleted_by; null: DELETED_NOT */
	FIELD_HOURS,      /* int64_t ten-thousandths; a number with decimals */
	FIELD_TYPES,      /* struct scan's types */
	FIELD_METERS,     /* its meters */
};

enum field_need {
	FIELD_NULLABLE, /* always written, null if unset; may be missing */
	FIELD_REQUIRED, /* must be there and not null */
	FIELD_OPTIONAL, /* not written if unset */
};

struct field {
	const char *name; /* NULL ends the table */
	enum field_form form;
	enum field_need need;
	size_t offset;
};

/* What a member has in some line. */
struct field_value {
	enum {
		VALUE_TEXT,
		VALUE_INTEGER,
		VALUE_REAL,
		VALUE_OTHER, /* a boolean or a container */
	} form;
	const char *text;
	int64_t integer;
	double real; /* of an integer, too */
};

/*
 * Sets the member of RECORD; a text is borrowed. -1 with OW_REJECTED for a
 * value that it may not have. Not for lists.
 */
int field_set(const struct field *f, const struct field_value *v, void *record,
	struct ow_error *err) OW_MUST_CHECK;

/* Sets what a member that is missing or null leaves behind. */
void field_unset(const struct field *f, void *record);

/* Fills RECORD, whose texts then belong to OBJECT. -1 with OW_REJECTED. */
int fields_read(const struct field *fields, const json_t *object, void *record,
	struct ow_error *err) OW_MUST_CHECK;

/* The words of enum witness. */
const char *witness_text(enum witness w);

#endif
