/*
 * A client of HTTP services that talk JSON, as those of OpenStack do.
 *
 * What may pass by itself is tried again: no connection, no answer in time,
 * an answer cut off, 408, 429 and 5xx, but for 501. Redirections are not
 * followed, so that a token goes nowhere else, and no message holds one.
 * Proxies are those of the environment, as curl(1) takes them.
 */
#ifndef OW_SOURCE_HTTP_H
#define OW_SOURCE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"

struct http;

struct http_options {
	int64_t timeout_s; /* for one request and its whole answer */
	int64_t retries;   /* after the first try, with growing pauses */
	size_t max_bytes;  /* of an answer */
	const char
		*cacert;  /* PEM file, or folder as of c_rehash; NULL: usual */
	const char *cert; /* the client's, PEM; NULL: none */
	const char *key;  /* of it; NULL: in the same file */
	bool insecure;    /* take any server's certificate */
	/* Told one line each time that a request is tried again; may be NULL.
	 */
	void (*note)(void *context, const char *text);
	void *note_context;
};

struct http_request {
	const char *url;
	const char *body;           /* JSON to POST; NULL: a GET */
	const char *token;          /* sent as X-Auth-Token; NULL: none */
	const char *const *headers; /* more of them, NULL at the end; or NULL */
	const char *secret;  /* a part of the body that no message may show */
	bool timeout_is_end; /* 408, 504 and time-outs are not tried again */
	/*
	 * Judges the body of a 200 or 201, which it borrows; NULL takes any.
	 * -1 with OW_AGAIN has the request tried again; -1 with any other
	 * code ends it.
	 */
	int (*take)(void *context, const char *body, size_t len,
		struct ow_error *err);
	void *context;
};

/* What the last try brought, be it taken or not. */
struct http_answer {
	long status;      /* 0: no answer, or not all of it */
	bool timed_out;   /* so it was, or a 408 or 504 said as much */
	const char *body; /* terminated; never NULL */
	size_t len;
	const char *subject_token; /* X-Subject-Token; NULL: none */
	int64_t date_s;     /* the server's clock; TIME_NEVER: not told */
	int64_t elapsed_ms; /* from the request to the answer's last byte */
};

/*
 * The texts of the options are copied. NULL with OW_CONFIG if libcurl
 * refuses them; files are looked at when a connection is made.
 */
struct http *http_new(
	const struct http_options *o, struct ow_error *err) OW_MUST_CHECK;
void http_free(struct http *h);

/*
 * Returns 0 when an answer was taken. -1 with OW_AGAIN if all tries failed,
 * OW_REFUSED for 401 and 403, OW_CONFIG for any other status, for what is no
 * such service, and for a token that no header takes, OW_INCOMPLETE for an
 * answer that is too large, or with what `take` said. To judge a status
 * that is an error here, look at http_last().
 */
int http_call(struct http *h, const struct http_request *r,
	struct ow_error *err) OW_MUST_CHECK;

/* Holds until the next call. */
const struct http_answer *http_last(const struct http *h);

/*
 * A new copy of ENDPOINT without slashes at its end, the caller's to free().
 * NULL with OW_CONFIG unless it is an http or https URL with a host and, at
 * most, a port and a path. The message does not repeat it.
 */
char *http_base(const char *endpoint, struct ow_error *err) OW_MUST_CHECK;

#endif
