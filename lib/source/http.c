#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/source/fault.h"
#include "ow/source/http.h"
#include "ow/source/pause.h"
#include "ow/source/secret.h"

#define CONNECT_S 20
#define STALL_MS 60000
#define HEADER_MAX (1u << 20) /* PKI tokens have many kilobytes */

struct http {
	CURL *easy;
	struct http_options options;
	struct buf body; /* of the answer */
	struct http_answer last;
	int64_t asked_s; /* its Retry-After */
	/* what has come of the answer, and when the last of that did */
	curl_off_t came;
	int64_t came_ms;
};

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct buf *body = context;

	buf_add(body, bytes, size * count);
	return body->over ? 0 : size * count;
}

/*
 * Ends an answer that began and then stood still. How long a server thinks
 * before its first byte is another matter: Ceilometer builds all of it first.
 */
static int watch(void *context, curl_off_t size, curl_off_t came,
	curl_off_t up_size, curl_off_t up)
{
	struct http *h = context;
	int64_t now_ms = time_elapsed_ms();

	(void)size;
	(void)up_size;
	(void)up;
	if (came != h->came) {
		h->came = came;
		h->came_ms = now_ms;
	}
	return came > 0 && now_ms - h->came_ms > STALL_MS;
}

#define SET(option, value) \
	(curl_easy_setopt(h->easy, (option), (value)) == CURLE_OK)

/* Who is trusted: a folder of certificates alone, if one is named. */
static bool set_trust(struct http *h, const char *cacert)
{
	struct stat s;

	if (stat(cacert, &s) == 0 && S_ISDIR(s.st_mode))
		return SET(CURLOPT_CAPATH, cacert) && SET(CURLOPT_CAINFO, NULL);
	return SET(CURLOPT_CAINFO, cacert) && SET(CURLOPT_CAPATH, NULL);
}

static bool set_tls(struct http *h, const struct http_options *o)
{
	if (o->insecure && !(SET(CURLOPT_SSL_VERIFYPEER, 0L) &&
				   SET(CURLOPT_SSL_VERIFYHOST, 0L)))
		return false;
	if (o->cacert && !o->insecure && !set_trust(h, o->cacert))
		return false;
	if (!o->cert)
		return true;
	return SET(CURLOPT_SSLCERT, o->cert) &&
	       SET(CURLOPT_SSLKEY, o->key ? o->key : o->cert);
}

static bool set_up(struct http *h, const struct http_options *o)
{
	long timeout_s = (long)o->timeout_s;
	long connect_s = timeout_s < CONNECT_S ? timeout_s : CONNECT_S;

	return h->easy && set_tls(h, o) &&
	       SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
	       SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
	       SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_NOSIGNAL, 1L) &&
	       SET(CURLOPT_TIMEOUT, timeout_s) &&
	       SET(CURLOPT_CONNECTTIMEOUT, connect_s) &&
	       SET(CURLOPT_USERAGENT, "openwatt/" OW_VERSION) &&
	       SET(CURLOPT_WRITEFUNCTION, receive) &&
	       SET(CURLOPT_WRITEDATA, &h->body) &&
	       SET(CURLOPT_XFERINFOFUNCTION, watch) &&
	       SET(CURLOPT_XFERINFODATA, h) && SET(CURLOPT_NOPROGRESS, 0L);
}

struct http *http_new(const struct http_options *o, struct ow_error *err)
{
	struct http *h = mem_zero(1, sizeof(*h));

	h->options = *o;
	h->body.max = o->max_bytes;
	h->last.body = "";
	h->last.date_s = TIME_NEVER;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		h->easy = curl_easy_init();
	if (set_up(h, o))
		return h;
	error_set(err, OW_CONFIG, "libcurl cannot be set up");
	http_free(h);
	return NULL;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->easy);
	curl_global_cleanup();
	buf_clear(&h->body);
	free(h);
}

const struct http_answer *http_last(const struct http *h)
{
	return &h->last;
}

static void headers_free(struct curl_slist *list)
{
	for (struct curl_slist *at = list; at; at = at->next)
		for (volatile char *p = at->data; *p; p++)
			*p = ' ';
	curl_slist_free_all(list);
}

static bool add_header(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (longer)
		*list = longer;
	return longer != NULL;
}

static bool add_token(struct curl_slist **list, const char *token)
{
	struct buf line = BUF_INIT(HEADER_MAX);

	buf_addf(&line, "X-Auth-Token: %s", token);
	bool ok = !line.over && add_header(list, line.data);
	secret_free(line.data);
	return ok;
}

/*
 * Ceilometer answers in XML if anything more than JSON is accepted, and no
 * server of its time knows "Expect: 100-continue".
 */
static struct curl_slist *headers_of(const struct http_request *r)
{
	struct curl_slist *list = NULL;
	bool ok = add_header(&list, "Accept: application/json") &&
		  add_header(&list, "Content-Type: application/json") &&
		  add_header(&list, "Expect:");

	if (r->token)
		ok = ok && add_token(&list, r->token);
	for (size_t i = 0; ok && r->headers && r->headers[i]; i++)
		ok = add_header(&list, r->headers[i]);
	if (ok)
		return list;
	headers_free(list);
	return NULL;
}

static bool set_request(struct http *h, const struct http_request *r,
	const struct curl_slist *headers)
{
	if (!headers || !SET(CURLOPT_URL, r->url) ||
		!SET(CURLOPT_HTTPHEADER, headers))
		return false;
	if (!r->body)
		return SET(CURLOPT_HTTPGET, 1L);
	return SET(CURLOPT_POSTFIELDS, r->body) &&
	       SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(r->body));
}

static const char *header(struct http *h, const char *name)
{
	struct curl_header *found;

	if (curl_easy_header(h->easy, name, 0, CURLH_HEADER, -1, &found) !=
		CURLHE_OK)
		return NULL;
	return found->value;
}

static void keep_answer(struct http *h, CURLcode rc)
{
	struct http_answer *a = &h->last;
	curl_off_t us = 0, asked_s = 0;
	long status = 0;

	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(h->easy, CURLINFO_TOTAL_TIME_T, &us);
	curl_easy_getinfo(h->easy, CURLINFO_RETRY_AFTER, &asked_s);
	const char *date = header(h, "Date");
	time_t date_s = date ? curl_getdate(date, NULL) : -1;

	a->status = rc == CURLE_OK ? status : 0;
	a->timed_out = rc == CURLE_OPERATION_TIMEDOUT ||
		       rc == CURLE_ABORTED_BY_CALLBACK || a->status == 408 ||
		       a->status == 504;
	a->body = h->body.data ? h->body.data : "";
	a->len = h->body.len;
	a->subject_token = header(h, "X-Subject-Token");
	a->date_s = date_s < 0 ? TIME_NEVER : date_s;
	a->elapsed_ms = us / 1000;
	h->asked_s = a->status == 429 || a->status == 503 ? asked_s : 0;
}

static int status_error(
	struct http *h, const struct http_request *r, struct ow_error *err)
{
	long status = h->last.status;
	char text[FAULT_TEXT];
	char *target = NULL;

	curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &target);
	if (target)
		return error_set(err, fault_exit(status),
			"HTTP status %ld, a redirection, which is not "
			"followed%s",
			status, fault_text(text, target, r->token, r->secret));
	return error_set(err, fault_exit(status), "HTTP status %ld%s", status,
		fault_text(text, h->last.body, r->token, r->secret));
}

static int judge(struct http *h, const struct http_request *r, CURLcode rc,
	struct ow_error *err)
{
	long status = h->last.status;

	if (h->body.over)
		return error_set(err, OW_INCOMPLETE,
			"an answer of more than %zu bytes", h->body.max);
	if (rc != CURLE_OK)
		return fault_transport((int)rc, err);
	if (status != 200 && status != 201)
		return status_error(h, r, err);
	if (!r->take)
		return 0;
	return r->take(r->context, h->last.body, h->last.len, err);
}

static int try_once(
	struct http *h, const struct http_request *r, struct ow_error *err)
{
	struct curl_slist *headers = headers_of(r);
	CURLcode rc = CURLE_FAILED_INIT;

	buf_reset(&h->body);
	h->came = 0;
	if (set_request(h, r, headers))
		rc = curl_easy_perform(h->easy);
	curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, NULL);
	headers_free(headers);
	keep_answer(h, rc);
	return judge(h, r, rc, err);
}

/* Waits, and says so. */
static void wait_after(const struct http *h, const char *url, int64_t tries,
	const struct ow_error *why)
{
	uint32_t random = (uint32_t)((uint64_t)time_elapsed_ms() * 2654435761u);
	int64_t ms = pause_ms(tries, h->asked_s, random);
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	char line[800];

	if (h->options.note) {
		snprintf(line, sizeof(line),
			"%s: %s; trying again in %" PRId64 ".%" PRId64
			" s (%" PRId64 " of %" PRId64 ")",
			url, why->text, ms / 1000, ms % 1000 / 100, tries,
			h->options.retries);
		h->options.note(h->options.note_context, line);
	}
	nanosleep(&t, NULL);
}

static bool is_header_text(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static bool may_pass(const struct http *h, const struct http_request *r,
	const struct ow_error *why)
{
	return why->code == OW_AGAIN &&
	       !(r->timeout_is_end && h->last.timed_out);
}

int http_call(
	struct http *h, const struct http_request *r, struct ow_error *err)
{
	struct ow_error why;
	char url[200], times[48] = "";
	int64_t tries = 1;

	if (r->token && !is_header_text(r->token))
		return error_set(err, OW_CONFIG,
			"the token holds a blank or a control character");
	error_quote(url, sizeof(url), r->url, strlen(r->url));
	for (; try_once(h, r, &why) < 0; tries++) {
		if (may_pass(h, r, &why) && tries <= h->options.retries) {
			wait_after(h, url, tries, &why);
			continue;
		}
		if (tries > 1)
			snprintf(times, sizeof(times),
				" (tried %" PRId64 " times)", tries);
		return error_set(
			err, why.code, "%s: %s%s", url, why.text, times);
	}
	return 0;
}

static bool is_base(const char *endpoint)
{
	CURLU *u = curl_url();
	char *scheme = NULL;
	bool is = u && !strpbrk(endpoint, "@?#") &&
		  curl_url_set(u, CURLUPART_URL, endpoint, 0) == CURLUE_OK &&
		  curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		  (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);

	curl_free(scheme);
	curl_url_cleanup(u);
	return is;
}

char *http_base(const char *endpoint, struct ow_error *err)
{
	if (!is_base(endpoint)) {
		error_set(err, OW_CONFIG,
			"the endpoint is not http[s]://HOST[:PORT][/PATH]");
		return NULL;
	}
	char *base = mem_copy(endpoint);
	for (size_t n = strlen(base); n > 0 && base[n - 1] == '/'; n--)
		base[n - 1] = '\0';
	return base;
}
