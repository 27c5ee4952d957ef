/*
 * A raw sample: what a source said of one resource at one time.
 *
 * This is the whole of what the rest of the project knows of samples; that
 * they come as JSON, in three spellings and with flat or nested metadata,
 * stays behind sample_parse(). Fields: man page ow-records(5).
 */
#ifndef OW_RECORD_SAMPLE_H
#define OW_RECORD_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"

/* The metadata that some type's rule asks for. */
enum sample_meta {
	META_AUDIT_BEGINNING, /* audit_period_beginning */
	META_AUDIT_ENDING,    /* audit_period_ending */
	META_CREATED_AT,
	META_DELETED_AT,
	META_DISPLAY_NAME,
	META_EVENT_TYPE,
	META_FLAVOR_ID,     /* flavor.id: polled; a deleted flavor keeps it */
	META_FLAVOR_NAME,   /* flavor.name: polled */
	META_FLAVOR_NAME_9, /* flavor_name: notified, Pike and later */
	META_FLOATING_IP,   /* floating_ip_address */
	META_HOST,
	META_INSTANCE_HOST,
	META_INSTANCE_TYPE,
	META_LAUNCHED_AT,
	META_NAME,
	META_NEW_TASK_STATE,
	META_STATE,
	META_STATE_DESCRIPTION,
	META_STATUS,
	META_TASK_STATE,
	META_TENANT_ID,
	META_TERMINATED_AT,
	META_VOLUME_TYPE,
	META_COUNT
};

struct sample {
	const char *meter;
	const char *resource_id;
	const char *project_id; /* NULL: none */
	const char *region;     /* NULL: none named */
	int64_t time_us;
	int64_t volume;  /* valid if has_volume */
	bool has_volume; /* there is one and it is a whole number */
	bool odd_volume; /* there is one, but it is not */
	/*
	 * Text of a scalar as Ceilometer's API prints it ("True", "40"), or
	 * NULL where the key is missing or its value is null, "" or "None".
	 */
	const char *meta[META_COUNT];
};

struct sample_parser; /* keeps the texts of the last sample */

struct sample_parser *sample_parser_new(void);
void sample_parser_free(struct sample_parser *p);

/*
 * Reads one line, LEN bytes without its newline. Returns 1 and fills OUT,
 * whose texts belong to P until its next call; 0 if the line is sound JSON
 * but one of the project's own records (it has a `kind`); -1 with OW_REJECTED
 * if it is neither. Refused: what is no UTF-8 or no JSON object, NUL, a key
 * given twice, nesting deeper than 64, numbers beyond a double or 64 bits, a
 * sample without meter, resource or time.
 */
int sample_parse(struct sample_parser *p, const char *line, size_t len,
	struct sample *out, struct ow_error *err) OW_MUST_CHECK;

#endif
