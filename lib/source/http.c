#include <curl/curl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/source/fault.h"
#include "ow/source/http.h"

#define CONNECT_S 20
#define HEADER_MAX (1u << 20) /* PKI tokens have many kilobytes */
#define PAUSE_FIRST_MS 250
#define PAUSE_DOUBLINGS 7 /* up to 32 seconds */

struct http {
	CURL *easy;
	struct curl_slist *headers;
	char *token;
	int64_t retries;
	struct buf body; /* of the answer */
};

static bool is_header_text(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct buf *body = context;

	buf_add(body, bytes, size * count);
	return body->over ? 0 : size * count;
}

static bool add_header(struct http *h, const char *line)
{
	struct curl_slist *list = curl_slist_append(h->headers, line);

	if (list)
		h->headers = list;
	return list != NULL;
}

/*
 * Ceilometer answers in XML if anything more than JSON is accepted, and no
 * server of its time knows "Expect: 100-continue".
 */
static bool add_headers(struct http *h)
{
	struct buf line = BUF_INIT(HEADER_MAX);
	bool ok = add_header(h, "Accept: application/json") &&
		  add_header(h, "Content-Type: application/json") &&
		  add_header(h, "Expect:");

	if (ok && h->token) {
		buf_addf(&line, "X-Auth-Token: %s", h->token);
		ok = !line.over && add_header(h, line.data);
	}
	buf_clear(&line);
	return ok;
}

#define SET(option, value) \
	(curl_easy_setopt(h->easy, (option), (value)) == CURLE_OK)

static bool set_up(struct http *h, const struct http_options *o)
{
	long timeout_s = (long)o->timeout_s;
	long connect_s = timeout_s < CONNECT_S ? timeout_s : CONNECT_S;

	return h->easy && add_headers(h) &&
	       SET(CURLOPT_HTTPHEADER, h->headers) &&
	       SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
	       SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
	       SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_NOSIGNAL, 1L) &&
	       SET(CURLOPT_TIMEOUT, timeout_s) &&
	       SET(CURLOPT_CONNECTTIMEOUT, connect_s) &&
	       SET(CURLOPT_USERAGENT, "openwatt/" OW_VERSION) &&
	       SET(CURLOPT_WRITEFUNCTION, receive) &&
	       SET(CURLOPT_WRITEDATA, &h->body);
}

struct http *http_new(const struct http_options *o, struct ow_error *err)
{
	if (o->token && !is_header_text(o->token)) {
		error_set(err, OW_CONFIG,
			"the token holds a blank or a control character");
		return NULL;
	}
	struct http *h = mem_zero(1, sizeof(*h));
	h->body.max = o->max_bytes;
	h->retries = o->retries;
	h->token = mem_copy(o->token);
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
	curl_slist_free_all(h->headers);
	curl_global_cleanup();
	buf_clear(&h->body);
	free(h->token);
	free(h);
}

static int transport_error(
	const struct http *h, CURLcode rc, struct ow_error *err)
{
	static const struct {
		CURLcode code;
		enum ow_exit exit;
		const char *text;
	} faults[] = {
		{CURLE_COULDNT_RESOLVE_HOST, OW_AGAIN, "host not found"},
		{CURLE_COULDNT_CONNECT, OW_AGAIN, "cannot connect"},
		{CURLE_OPERATION_TIMEDOUT, OW_AGAIN, "no answer in time"},
		{CURLE_GOT_NOTHING, OW_AGAIN, "no answer"},
		{CURLE_PARTIAL_FILE, OW_AGAIN, "the answer was cut off"},
		{CURLE_RECV_ERROR, OW_AGAIN, "the answer was cut off"},
		{CURLE_SEND_ERROR, OW_AGAIN, "the connection was lost"},
		{CURLE_PEER_FAILED_VERIFICATION, OW_CONFIG,
			"the server's certificate is not trusted"},
		{CURLE_UNSUPPORTED_PROTOCOL, OW_CONFIG, "no HTTP service"},
		{CURLE_WEIRD_SERVER_REPLY, OW_CONFIG, "no HTTP service"},
	};

	if (h->body.over)
		return error_set(err, OW_INCOMPLETE,
			"an answer of more than %zu bytes", h->body.max);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (faults[i].code == rc)
			return error_set(
				err, faults[i].exit, "%s", faults[i].text);
	return error_set(err, OW_AGAIN, "%s", curl_easy_strerror(rc));
}

static enum ow_exit exit_of(long status)
{
	if (status == 401 || status == 403)
		return OW_REFUSED;
	/* 501: the storage behind this API cannot do what is asked */
	if (status == 408 || status == 429 || (status >= 500 && status != 501))
		return OW_AGAIN;
	return OW_CONFIG;
}

/* A redirection is told, not followed: its target is what to configure. */
static int status_error(struct http *h, long status, struct ow_error *err)
{
	char text[FAULT_TEXT];
	char *target = NULL;

	curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &target);
	return error_set(err, exit_of(status), "HTTP status %ld%s", status,
		fault_text(text, target ? target : h->body.data, h->token));
}

static int try_once(
	struct http *h, const struct http_request *r, struct ow_error *err)
{
	long status = 0;
	bool ok = SET(CURLOPT_URL, r->url);

	if (r->body)
		ok = ok && SET(CURLOPT_POSTFIELDS, r->body) &&
		     SET(CURLOPT_POSTFIELDSIZE_LARGE,
			     (curl_off_t)strlen(r->body));
	else
		ok = ok && SET(CURLOPT_HTTPGET, 1L);
	if (!ok)
		return error_set(err, OW_CONFIG, "libcurl cannot be set up");
	buf_reset(&h->body);
	CURLcode rc = curl_easy_perform(h->easy);
	if (rc != CURLE_OK)
		return transport_error(h, rc, err);
	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		return status_error(h, status, err);
	return r->take(
		r->context, h->body.data ? h->body.data : "", h->body.len, err);
}

static void pause_after(int64_t tries)
{
	int64_t doublings = tries - 1;

	if (doublings > PAUSE_DOUBLINGS)
		doublings = PAUSE_DOUBLINGS;
	int64_t ms = (int64_t)PAUSE_FIRST_MS << doublings;
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

int http_call(
	struct http *h, const struct http_request *r, struct ow_error *err)
{
	struct ow_error why;
	char url[200], times[48] = "";
	int64_t tries = 1;

	for (; try_once(h, r, &why) < 0; tries++) {
		if (why.code == OW_AGAIN && tries <= h->retries) {
			pause_after(tries);
			continue;
		}
		if (tries > 1)
			snprintf(times, sizeof(times),
				" (tried %" PRId64 " times)", tries);
		error_quote(url, sizeof(url), r->url, strlen(r->url));
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
