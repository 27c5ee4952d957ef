/*
 * The samples of a window from a Ceilometer v2 API, Icehouse to Pike.
 *
 * The API has no paging. Samples are asked for in ascending order of time
 * and message id, each answer from behind the last sample of the one before,
 * and only an empty answer ends a part of the window: an answer shorter than
 * asked for proves nothing. Where such queries are refused, parts of the
 * window are read as ceilometer_windows.h has it. Whatever does not fit what
 * was asked ends the reading with an error.
 */
#ifndef OW_SOURCE_CEILOMETER_H
#define OW_SOURCE_CEILOMETER_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/source/ceilometer_query.h"
#include "ow/source/keystone.h"

struct ceilometer_options {
	struct keystone *session; /* borrowed for the life of the reading */
	const char *endpoint;     /* with or without /v2 */
	int64_t page;             /* the most samples to ask for at once */
	int64_t retries;          /* of what took too long */
	/* is told of each answer in a line of text, or is NULL */
	void (*log)(void *context, const char *text);
	void *context;
};

struct ceilometer_sample {
	const char *line; /* one JSON object, without a newline */
	size_t len;
	const struct ceilometer_type *type;
};

struct ceilometer;

/*
 * Q is borrowed for the life of the result. NULL with OW_CONFIG for an
 * unusable endpoint. Asks nothing yet.
 */
struct ceilometer *ceilometer_new(struct ceilometer_query *q,
	const struct ceilometer_options *o, struct ow_error *err) OW_MUST_CHECK;
void ceilometer_free(struct ceilometer *c);

/*
 * Asks whether all projects (or the one of Q) may be read, for a token that
 * may not would be given less without a word, and sets READ to the server's
 * clock, or to ours if it does not tell. What is recorded later is not
 * read, so the window is cut to end there. -1 as keystone_call(), OW_REFUSED if
 * not all may be read, OW_AGAIN if nothing of the window is left.
 */
int ceilometer_begin(struct ceilometer *c, int64_t *read_s,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Returns 1 and the next sample, which holds until the next call; 0 when
 * the whole window was read; -1 as keystone_call(), with OW_INCOMPLETE for an
 * answer that does not fit what was asked. Each message id comes once.
 */
int ceilometer_next(struct ceilometer *c, struct ceilometer_sample *out,
	struct ow_error *err) OW_MUST_CHECK;

/* All of the window before this time, in microseconds, was read. */
int64_t ceilometer_reached_us(const struct ceilometer *c);

#endif
