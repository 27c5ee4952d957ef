#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer_call.h"
#include "ow/source/ceilometer_page.h"

#define URL_MAX_BYTES 65536
#define STATUS_GONE 410 /* Liberty and later, with the Gnocchi dispatcher */

/* What the answer of a request is read with. */
struct reading {
	const struct ceilometer_query *q;
	const struct ceilometer_bounds *b;
	struct ceilometer_rows *rows;
};

/* The catalog's URL has no version; one that a user wrote may have it. */
static char *base_of(const char *endpoint, struct ow_error *err)
{
	char *base = http_base(endpoint, err);
	size_t n = base ? strlen(base) : 0;

	if (n > 3 && strcmp(base + n - 3, "/v2") == 0)
		base[n - 3] = '\0';
	return base;
}

int ceilometer_caller_init(struct ceilometer_caller *c,
	struct keystone *session, const char *endpoint, struct ow_error *err)
{
	*c = (struct ceilometer_caller){
		.session = session, .date_s = TIME_NEVER};
	c->base = base_of(endpoint, err);
	return c->base ? 0 : -1;
}

void ceilometer_caller_clear(struct ceilometer_caller *c)
{
	free(c->base);
	*c = (struct ceilometer_caller){0};
}

void ceilometer_log(const struct ceilometer_caller *c, const char *text)
{
	if (c->log)
		c->log(c->context, text);
}

static void log_answer(const struct ceilometer_caller *c,
	const struct ceilometer_bounds *b, size_t samples)
{
	char from[CEILOMETER_STAMP], till[CEILOMETER_STAMP], text[512];

	snprintf(text, sizeof(text),
		"%s to %s%s%s: %zu samples of at most %" PRId64 " in %" PRId64
		".%03d s",
		ceilometer_stamp(from, b->from_us),
		ceilometer_stamp(till, b->till_us), b->type ? ", " : "",
		b->type ? b->type->meter : "", samples, b->limit,
		c->took_ms / 1000, (int)(c->took_ms % 1000));
	ceilometer_log(c, text);
}

static int read_answer(
	void *context, const char *body, size_t len, struct ow_error *err)
{
	const struct reading *r = context;

	return ceilometer_page_read(r->q, r->b, body, len, r->rows, err);
}

/*
 * Complex queries came late and have a policy and a driver's support of their
 * own: what refuses them may well answer a plain GET.
 */
static bool is_no_query(long status)
{
	static const long statuses[] = {400, 403, 404, 405, 501};

	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (statuses[i] == status)
			return true;
	return false;
}

static enum ceilometer_outcome perform(struct ceilometer_caller *c,
	const struct http_request *r, struct ow_error *err)
{
	int result = keystone_call(c->session, r, err);
	const struct http_answer *last = keystone_last(c->session);

	c->took_ms = last->elapsed_ms;
	c->date_s = last->date_s;
	if (result == 0)
		return CEILOMETER_ANSWERED;
	if (last->timed_out)
		return CEILOMETER_TOO_SLOW;
	/* without a status it was not judged: it was too long to be kept */
	if (err->code == OW_INCOMPLETE && last->status == 0)
		return CEILOMETER_TOO_LARGE;
	if (last->status == STATUS_GONE)
		error_set(err, OW_CONFIG,
			"HTTP status 410: this cloud keeps its samples in "
			"Gnocchi, which has no such API");
	return r->body && is_no_query(last->status) ? CEILOMETER_NO_QUERY
						    : CEILOMETER_FAILED;
}

enum ceilometer_outcome ceilometer_call(struct ceilometer_caller *c,
	const struct ceilometer_query *q, const struct ceilometer_bounds *b,
	struct ceilometer_rows *rows, struct ow_error *err)
{
	struct buf url = BUF_INIT(URL_MAX_BYTES);
	struct reading reading = {q, b, rows};
	char *body = b->type ? NULL : ceilometer_query_body(q, b);
	char *path = b->type ? ceilometer_query_path(b) : NULL;
	enum ceilometer_outcome result = CEILOMETER_FAILED;

	ceilometer_rows_reset(rows);
	buf_add_text(&url, c->base);
	buf_add_text(&url, path ? path : "/v2/query/samples");
	struct http_request r = {.url = url.data,
		.body = body,
		.timeout_is_end = true,
		.take = read_answer,
		.context = &reading};
	if (body || path)
		result = perform(c, &r, err);
	else
		error_set(err, OW_AGAIN, "out of memory");
	if (result == CEILOMETER_ANSWERED)
		log_answer(c, b, rows->count);
	buf_clear(&url);
	free(path);
	free(body);
	return result;
}
