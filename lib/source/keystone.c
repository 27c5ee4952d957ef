#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/source/keystone.h"
#include "ow/source/keystone_request.h"
#include "ow/source/keystone_token.h"
#include "ow/source/secret.h"

#define URL_MAX_BYTES 4096
#define HEADER_MAX_BYTES (1u << 20)

struct keystone {
	const struct cloud *cloud;
	struct http *http;
	char *base;  /* of the service, without a version; NULL: no service */
	int version; /* 0: not known yet */
	struct keystone_token token;
};

static void cut_version(char *base)
{
	static const char *const ends[] = {"/v3", "/v2.0"};
	size_t len = strlen(base);

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(ends[i]);
		if (len >= n && strcmp(base + len - n, ends[i]) == 0) {
			base[len - n] = '\0';
			return;
		}
	}
}

/* Is there a Keystone to ask? */
static bool asks(const struct cloud *c)
{
	return c->method != CLOUD_NO_LOGIN && c->method != CLOUD_GIVEN_TOKEN;
}

struct keystone *keystone_new(const struct cloud *c,
	const struct http_options *o, struct ow_error *err)
{
	struct keystone *k = mem_zero(1, sizeof(*k));
	struct http_options options = *o;

	options.cacert = c->cacert;
	options.cert = c->cert;
	options.key = c->key;
	options.insecure = c->insecure;
	k->cloud = c;
	k->version = c->identity_version;
	if (asks(c) && (k->base = mem_copy(c->auth_url)))
		cut_version(k->base);
	if (c->method == CLOUD_GIVEN_TOKEN)
		k->token.id = mem_copy(c->token);
	if ((k->http = http_new(&options, err)))
		return k;
	keystone_free(k);
	return NULL;
}

void keystone_free(struct keystone *k)
{
	if (!k)
		return;
	http_free(k->http);
	keystone_token_clear(&k->token);
	free(k->base);
	free(k);
}

static int url_of(struct buf *url, const struct keystone *k, const char *path,
	struct ow_error *err)
{
	buf_addf(url, "%s%s", k->base, path);
	return url->over ? error_set(err, OW_CONFIG, "auth_url is too long")
			 : 0;
}

/* The newest version in a list of them that Keystone answers, or 0. */
static int newest_in(const struct http_answer *a)
{
	json_t *root = json_loadb(a->body, a->len, 0, NULL);
	const json_t *versions = json_object_get(root, "versions");
	json_t *entry;
	size_t i;
	int newest = 0;

	json_array_foreach(json_object_get(versions, "values"), i, entry)
	{
		const char *id =
			json_string_value(json_object_get(entry, "id"));
		if (id && strncmp(id, "v3", 2) == 0)
			newest = 3;
		else if (id && strncmp(id, "v2", 2) == 0 && newest == 0)
			newest = 2;
	}
	json_decref(root);
	return newest;
}

/* The versions come with a 300, of which the URLs in them are often wrong. */
static int find_version(struct keystone *k, struct ow_error *err)
{
	struct buf url = BUF_INIT(URL_MAX_BYTES);
	char quoted[200];
	int result = url_of(&url, k, "/", err);

	if (result == 0) {
		struct http_request r = {.url = url.data};
		result = http_call(k->http, &r, err);
		if (result < 0 && http_last(k->http)->status == 300)
			result = 0;
	}
	if (result == 0 && !(k->version = newest_in(http_last(k->http))))
		result = error_set(err, OW_CONFIG,
			"%s: no versions of the Identity service",
			error_quote(quoted, sizeof(quoted), url.data, url.len));
	buf_clear(&url);
	return result;
}

static int take_token(
	void *context, const char *body, size_t len, struct ow_error *err)
{
	struct keystone *k = context;

	keystone_token_clear(&k->token);
	return keystone_token_parse(&k->token, k->version, body, len,
		http_last(k->http)->subject_token, err);
}

/*
 * An application credential or a token that does not exist is told by a 404,
 * as is a path with no Keystone behind it.
 */
static bool is_refusal(const struct http_answer *a)
{
	return a->status == 404 && (strstr(a->body, "\"Could not ") ||
					   strstr(a->body, "\"Failed to "));
}

/* A token for the scope of the settings. */
static int ask_token(struct keystone *k, const char *url, struct ow_error *err)
{
	const struct cloud *c = k->cloud;
	char *body = keystone_request(c, k->version, err);
	struct http_request r = {.url = url,
		.body = body,
		.secret = keystone_request_secret(c),
		.take = take_token,
		.context = k};

	if (!body)
		return -1;
	int result = http_call(k->http, &r, err);

	secret_free(body);
	return result;
}

/* What the token that was given is good for: it has a scope already. */
static int ask_about_token(
	struct keystone *k, const char *url, struct ow_error *err)
{
	struct buf line = BUF_INIT(HEADER_MAX_BYTES);
	const char *headers[] = {NULL, NULL};
	struct http_request r = {.url = url,
		.token = k->cloud->token,
		.headers = headers,
		.take = take_token,
		.context = k};
	int result = -1;

	buf_addf(&line, "X-Subject-Token: %s", k->cloud->token);
	headers[0] = line.data;
	if (line.over)
		error_set(err, OW_CONFIG, "the token is too long");
	else
		result = http_call(k->http, &r, err);
	secret_free(line.data);
	return result;
}

static int log_in(struct keystone *k, struct ow_error *err)
{
	const struct cloud *c = k->cloud;
	struct buf url = BUF_INIT(URL_MAX_BYTES);

	if (k->version == 0 && find_version(k, err) < 0)
		return -1;
	int result = url_of(&url, k,
		k->version == 2 ? "/v2.0/tokens" : "/v3/auth/tokens", err);
	if (result == 0 && k->version == 3 && c->method == CLOUD_TOKEN &&
		!keystone_request_has_scope(c))
		result = ask_about_token(k, url.data, err);
	else if (result == 0)
		result = ask_token(k, url.data, err);
	if (result < 0 && is_refusal(http_last(k->http)))
		err->code = OW_REFUSED;
	buf_clear(&url);
	return result;
}

int keystone_login(struct keystone *k, struct ow_error *err)
{
	return k->token.id || !asks(k->cloud) ? 0 : log_in(k, err);
}

static const char *override_of(const struct cloud *c, const char *service)
{
	if (c->endpoint)
		return c->endpoint;
	return strcmp(service, "identity") == 0 ? c->identity_endpoint_override
						: c->metering_endpoint_override;
}

char *keystone_endpoint(
	struct keystone *k, const char *service, struct ow_error *err)
{
	const struct cloud *c = k->cloud;
	const char *url = override_of(c, service);

	if (!url && !asks(c)) {
		error_set(err, OW_CONFIG,
			"no endpoint: name a cloud with --os-cloud, set the "
			"OS_* variables, or give --endpoint");
		return NULL;
	}
	if (!url && keystone_login(k, err) == 0)
		url = keystone_token_endpoint(
			&k->token, service, c->region_name, c->interface, err);
	char *base = url ? http_base(url, err) : NULL;
	if (base && strcmp(service, "identity") == 0)
		cut_version(base);
	return base;
}

/*
 * Is the last answer about the token? Ceilometer says 401, too, where one
 * asks for another's project: a new token would not help.
 */
static bool wants_new_token(const struct keystone *k)
{
	const struct http_answer *a = http_last(k->http);
	enum cloud_method method = k->cloud->method;

	return a->status == 401 &&
	       (method == CLOUD_PASSWORD ||
		       method == CLOUD_APPLICATION_CREDENTIAL) &&
	       !strstr(a->body, "\"error_message\"");
}

int keystone_call(
	struct keystone *k, const struct http_request *r, struct ow_error *err)
{
	struct http_request mine = *r;

	if (keystone_login(k, err) < 0)
		return -1;
	mine.token = k->token.id;
	int result = http_call(k->http, &mine, err);
	if (result == 0 || !wants_new_token(k))
		return result;
	if (log_in(k, err) < 0)
		return -1;
	mine.token = k->token.id;
	return http_call(k->http, &mine, err);
}

const struct http_answer *keystone_last(const struct keystone *k)
{
	return http_last(k->http);
}

bool keystone_knows_roles(const struct keystone *k)
{
	return k->token.body != NULL;
}

bool keystone_has_role(const struct keystone *k, const char *name)
{
	return keystone_token_has_role(&k->token, name);
}

const char *keystone_project(const struct keystone *k)
{
	return keystone_token_project(&k->token);
}

bool keystone_is_for_domain(const struct keystone *k)
{
	return keystone_token_is_for_domain(&k->token);
}
