/*
 * One request to a Ceilometer v2 API and its answer.
 *
 * What takes too long or is too large is not simply tried again: the caller
 * is told to ask for less.
 */
#ifndef OW_SOURCE_CEILOMETER_CALL_H
#define OW_SOURCE_CEILOMETER_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "ow/source/ceilometer_rows.h"
#include "ow/source/keystone.h"

enum ceilometer_outcome {
	CEILOMETER_FAILED = -1,
	CEILOMETER_ANSWERED,
	CEILOMETER_TOO_SLOW,  /* no answer in time: ask for less */
	CEILOMETER_TOO_LARGE, /* so is the answer: ask for fewer samples */
	CEILOMETER_TOO_MANY,  /* samples in a part: see ceilometer_windows.h */
	CEILOMETER_NO_QUERY,  /* this server takes no POST of a query */
};

struct ceilometer_caller {
	struct keystone *session; /* borrowed */
	char *base;               /* URL of the service, without /v2 */
	int64_t date_s;  /* the server's clock at the last answer, or NEVER */
	int64_t took_ms; /* the last answer, tries before it not counted */
	void (*log)(void *context, const char *text); /* a line; or NULL */
	void *context;
};

void ceilometer_log(const struct ceilometer_caller *c, const char *text);

/*
 * Sets up C for an ENDPOINT with or without /v2. -1 with OW_CONFIG for one
 * that is unusable.
 */
int ceilometer_caller_init(struct ceilometer_caller *c,
	struct keystone *session, const char *endpoint,
	struct ow_error *err) OW_MUST_CHECK;
void ceilometer_caller_clear(struct ceilometer_caller *c);

/*
 * Asks for the samples of Q within B and reads them into ROWS, which it
 * empties first: with a GET of the newest if B has a type, else with a query.
 * All but CEILOMETER_ANSWERED fill ERR, FAILED with what keystone_call() and
 * ceilometer_page_read() say.
 */
enum ceilometer_outcome ceilometer_call(struct ceilometer_caller *c,
	const struct ceilometer_query *q, const struct ceilometer_bounds *b,
	struct ceilometer_rows *rows, struct ow_error *err) OW_MUST_CHECK;

#endif
