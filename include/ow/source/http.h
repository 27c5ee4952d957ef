/*
 * A client of HTTP services that talk JSON, as those of OpenStack do.
 *
 * What may pass by itself is tried again: no connection, no answer in time,
 * an answer cut off, 408, 429 and 5xx. Redirections are not followed, so the
 * token goes nowhere else, and no message holds it.
 */
#ifndef OW_SOURCE_HTTP_H
#define OW_SOURCE_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"

struct http;

struct http_options {
	const char *token; /* sent as X-Auth-Token; NULL: none */
	int64_t timeout_s; /* for one request and its whole answer */
	int64_t retries;   /* after the first try, with growing pauses */
	size_t max_bytes;  /* of an answer */
};

struct http_request {
	const char *url;
	const char *body; /* JSON to POST; NULL: a GET */
	/*
	 * Judges the body of a 200, which it borrows. -1 with OW_AGAIN has
	 * the request tried again; -1 with any other code ends it.
	 */
	int (*take)(void *context, const char *body, size_t len,
		struct ow_error *err);
	void *context;
};

/* The options are copied. NULL with OW_CONFIG for a token no header takes. */
struct http *http_new(
	const struct http_options *o, struct ow_error *err) OW_MUST_CHECK;
void http_free(struct http *h);

/*
 * Returns 0 when an answer was taken. -1 with OW_AGAIN if all tries failed,
 * OW_REFUSED for 401 and 403, OW_CONFIG for any other status and for what
 * is no such service, OW_INCOMPLETE for an answer that is too large, or with
 * what `take` said.
 */
int http_call(struct http *h, const struct http_request *r,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * A new copy of ENDPOINT without slashes at its end, the caller's to free().
 * NULL with OW_CONFIG unless it is an http or https URL with a host and, at
 * most, a port and a path. The message does not repeat it.
 */
char *http_base(const char *endpoint, struct ow_error *err) OW_MUST_CHECK;

#endif
