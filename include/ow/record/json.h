/* Strict JSON for lib/record alone; nothing of it shows in other headers. */
#ifndef OW_RECORD_JSON_H
#define OW_RECORD_JSON_H

#include <jansson.h>
#include <stddef.h>

#include "ow/base/error.h"

#define JSON_LINE_DEPTH 64 /* objects and arrays within each other */

/*
 * One line as an object, the caller's to json_decref(). NULL with
 * OW_REJECTED, and what is wrong, for anything else; the caps are those of
 * sample_parse().
 */
json_t *line_load(
	const char *line, size_t len, struct ow_error *err) OW_MUST_CHECK;

#endif
