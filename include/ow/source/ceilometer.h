/*
 * The samples of a window from a Ceilometer v2 API, Icehouse to Pike.
 *
 * The API has no paging. Samples are asked for in ascending order of time
 * and message id, each answer from behind the last sample of the one before,
 * and only an empty answer ends a part of the window: an answer shorter than
 * asked for proves nothing. Whatever does not fit what was asked ends the
 * reading with an error.
 */
#ifndef OW_SOURCE_CEILOMETER_H
#define OW_SOURCE_CEILOMETER_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/source/ceilometer_query.h"
#include "ow/source/http.h"

struct ceilometer_sample {
	const char *line; /* one JSON object, without a newline */
	size_t len;
	const struct ceilometer_type *type;
	const char *project; /* its id; NULL: none */
};

struct ceilometer;

/*
 * The texts of Q and the TOKEN are borrowed for the life of the result. NULL
 * with OW_CONFIG for an unusable endpoint. Asks nothing yet.
 */
struct ceilometer *ceilometer_new(const struct ceilometer_query *q,
	const struct http_options *o, const char *token,
	struct ow_error *err) OW_MUST_CHECK;
void ceilometer_free(struct ceilometer *c);

/*
 * Returns 1 and the next sample, which holds until the next call; 0 when
 * the whole window was read; -1 as http_call(), with OW_INCOMPLETE for an
 * answer that does not fit what was asked. Each message id comes once.
 */
int ceilometer_next(struct ceilometer *c, struct ceilometer_sample *out,
	struct ow_error *err) OW_MUST_CHECK;

/* All of the window before this time, in microseconds, was read. */
int64_t ceilometer_reached_us(const struct ceilometer *c);

#endif
