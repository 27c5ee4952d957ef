/*
 * The judge of raw samples: jansson reads the line, and what it says of
 * soundness, values and errors holds. For lib/record alone.
 */
#ifndef OW_RECORD_SAMPLE_JSON_H
#define OW_RECORD_SAMPLE_JSON_H

#include "ow/record/sample.h"

struct sample_json;

struct sample_json *sample_json_new(void);
void sample_json_free(struct sample_json *j);

/* As sample_parse(), whose contract this is; the texts belong to J. */
int sample_json_parse(struct sample_json *j, const char *line, size_t len,
	struct sample *out, struct ow_error *err) OW_MUST_CHECK;

#endif
