/*
 * Logging in: the words to Keystone and its answers.
 *
 * With arguments it is a client for the .bats files:
 *   keystone [OPTION ...] SERVICE [PATH ...]
 * logs in as a fetcher does, prints the endpoint, the project and whether
 * the token has the admin role, and GETs each path below the endpoint.
 */
#include "ow/base/mem.h"
#include "ow/source/cloud_keys.h"
#include "ow/source/keystone_request.h"
#include "ow/source/keystone_token.h"
#include "ow/source/login.h"
#include "ow/source/secret.h"
#include "unit.h"

#include <stdlib.h>

static struct login login = LOGIN_INIT;

static const struct option_rule rules[] = {
	LOGIN_RULES(login),
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"keystone", "[OPTION ...] SERVICE [PATH ...]", "Logs in.", rules};

static void note(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "keystone: %s\n", text);
}

static int show(
	void *context, const char *body, size_t len, struct ow_error *err)
{
	(void)context;
	(void)err;
	printf("%.*s\n", (int)len, body);
	return 0;
}

static int get(struct keystone *k, const char *base, const char *path,
	struct ow_error *err)
{
	char url[1024];
	struct http_request r = {.url = url, .take = show};

	snprintf(url, sizeof(url), "%s%s", base, path);
	int result = keystone_call(k, &r, err);
	fprintf(stderr, "status %ld\n", keystone_last(k)->status);
	return result;
}

static int ask(
	struct keystone *k, char **argv, size_t count, struct ow_error *err)
{
	char *base = keystone_endpoint(k, argv[1], err);
	int result = base ? keystone_login(k, err) : -1;

	if (result == 0)
		printf("%s project=%s admin=%s\n", base,
			keystone_project(k) ? keystone_project(k) : "-",
			!keystone_knows_roles(k)        ? "unknown"
			: keystone_has_role(k, "admin") ? "yes"
							: "no");
	for (size_t i = 2; result == 0 && i <= count; i++)
		result = get(k, base, argv[i], err);
	free(base);
	return result;
}

static int client(int argc, char **argv)
{
	struct http_options http = {.max_bytes = 1 << 24, .note = note};
	struct ow_error err;
	struct cloud c = CLOUD_INIT;
	struct keystone *k = NULL;
	size_t count;
	int result = options_parse(&options, argc, argv, &count, &err);

	if (result == OPTIONS_RUN && count > 0 &&
		login_options(&login, &http, &err) == 0 &&
		(k = login_open(&login, &http, &c, &err)))
		result = ask(k, argv, count, &err);
	else
		result = -1;
	keystone_free(k);
	cloud_clear(&c);
	if (result < 0)
		fprintf(stderr, "keystone: %s\n", err.text);
	return result < 0 ? err.code : 0;
}

/* A cloud with the pairs NAME, VALUE, ..., NULL. */
static struct cloud cloud_of(enum cloud_method method, const char *const *pairs)
{
	struct cloud c = {.method = method};
	struct ow_error err;

	for (; *pairs; pairs += 2)
		CHECK(cloud_set(&c, pairs[0], pairs[1], &err) == 0);
	return c;
}

/* The request, with ' for ". */
static void asks(enum cloud_method method, int version, const char *want,
	const char *const *pairs)
{
	struct ow_error err;
	struct cloud c = cloud_of(method, pairs);
	char *body = keystone_request(&c, version, &err);

	CHECK(body);
	for (char *p = body; *p; p++)
		if (*p == '"')
			*p = '\'';
	CHECK_TEXT(body, want);
	secret_free(body);
	cloud_clear(&c);
}

#define WITH(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_requests_v3(void)
{
	asks(CLOUD_PASSWORD, 3,
		"{'auth':{'identity':{'methods':['password'],'password':"
		"{'user':{'name':'u','domain':{'name':'D'},'password':'p'}}},"
		"'scope':{'project':{'name':'n','domain':{'id':'d'}}}}}",
		WITH("username", "u", "user_domain_name", "D", "password", "p",
			"project_name", "n", "project_domain_id", "d",
			"domain_name", "not used"));
	asks(CLOUD_PASSWORD, 3,
		"{'auth':{'identity':{'methods':['password'],'password':"
		"{'user':{'id':'i','password':'\\'\\\\'}}},"
		"'scope':{'project':{'id':'x'}}}}",
		WITH("username", "u", "user_id", "i", "password", "\"\\",
			"project_id", "x", "project_name", "n"));
	asks(CLOUD_TOKEN, 3,
		"{'auth':{'identity':{'methods':['token'],'token':"
		"{'id':'t'}},'scope':{'domain':{'name':'D'}}}}",
		WITH("token", "t", "domain_name", "D"));
	asks(CLOUD_PASSWORD, 3,
		"{'auth':{'identity':{'methods':['password'],'password':"
		"{'user':{'id':'i','password':'p'}}},"
		"'scope':{'system':{'all':true}}}}",
		WITH("user_id", "i", "password", "p", "system_scope", "all",
			"project_id", "not used"));
	/* a scope would be refused */
	asks(CLOUD_APPLICATION_CREDENTIAL, 3,
		"{'auth':{'identity':{'methods':['application_credential'],"
		"'application_credential':{'id':'a','secret':'s'}}}}",
		WITH("application_credential_id", "a",
			"application_credential_secret", "s", "project_id",
			"not used", "username", "not used"));
	asks(CLOUD_APPLICATION_CREDENTIAL, 3,
		"{'auth':{'identity':{'methods':['application_credential'],"
		"'application_credential':{'name':'a','user':{'name':'u',"
		"'domain':{'id':'d'}},'secret':'s'}}}}",
		WITH("application_credential_name", "a",
			"application_credential_secret", "s", "username", "u",
			"user_domain_id", "d"));
}

static void test_requests_v2(void)
{
	asks(CLOUD_PASSWORD, 2,
		"{'auth':{'passwordCredentials':{'username':'u',"
		"'password':'p'},'tenantName':'n'}}",
		WITH("username", "u", "password", "p", "tenant_name", "n"));
	asks(CLOUD_PASSWORD, 2,
		"{'auth':{'passwordCredentials':{'userId':'i',"
		"'password':'p'},'tenantId':'x'}}",
		WITH("user_id", "i", "password", "p", "tenant_id", "x"));
	asks(CLOUD_TOKEN, 2, "{'auth':{'token':{'id':'t'}}}",
		WITH("token", "t"));
}

static const char answer_v3[] =
	"{\"token\":{\"roles\":[{\"name\":\"member\"},{\"name\":\"reader\"}],"
	"\"project\":{\"id\":\"p\"},\"catalog\":["
	"{\"type\":\"metering\",\"endpoints\":["
	"{\"interface\":\"public\",\"region\":\"North\",\"region_id\":\"n\","
	"\"url\":\"http://pub-n\"},"
	"{\"interface\":\"internal\",\"region\":\"North\",\"url\":\"http://"
	"i\"},"
	"{\"interface\":\"public\",\"region\":\"South\",\"url\":\"http://"
	"pub-s\"},"
	"{\"interface\":\"internal\",\"region\":\"South\",\"url\":\"http://"
	"i\"}]},"
	"{\"type\":\"identity\",\"endpoints\":["
	"{\"interface\":\"adminURL\",\"region\":\"North\",\"url\":\"http://"
	"k\"}]},"
	"{\"type\":\"compute\"},7]}}";

static int parse(struct keystone_token *t, int version, const char *text,
	const char *subject, struct ow_error *err)
{
	return keystone_token_parse(
		t, version, text, strlen(text), subject, err);
}

static void finds(const struct keystone_token *t, const char *service,
	const char *region, const char *interface, const char *want)
{
	struct ow_error err;
	const char *url =
		keystone_token_endpoint(t, service, region, interface, &err);

	CHECK_TEXT(url ? url : err.text, want);
	CHECK(url || err.code == OW_CONFIG);
}

static void test_answer_v3(void)
{
	struct keystone_token t = {0};
	struct ow_error err;

	CHECK_INT(parse(&t, 3, answer_v3, "id", &err), 0);
	CHECK_TEXT(t.id, "id");
	CHECK_TEXT(keystone_token_project(&t), "p");
	CHECK(keystone_token_has_role(&t, "reader"));
	CHECK(!keystone_token_has_role(&t, "admin"));
	finds(&t, "metering", "North", "public", "http://pub-n");
	finds(&t, "metering", "n", "public", "http://pub-n");
	finds(&t, "metering", "South", "public", "http://pub-s");
	finds(&t, "metering", NULL, "internal", "http://i");
	finds(&t, "metering", NULL, "public",
		"the catalog has several public endpoints of 'metering':"
		" choose with --os-region-name");
	finds(&t, "identity", NULL, "admin", "http://k");
	finds(&t, "identity", NULL, "public",
		"the catalog has no public endpoint of 'identity'");
	finds(&t, "compute", NULL, "public",
		"the catalog has no public endpoint of 'compute'");
	keystone_token_clear(&t);
}

static void test_answer_v2(void)
{
	struct keystone_token t = {0};
	struct ow_error err;

	CHECK_INT(parse(&t, 2,
			  "{\"access\":{\"token\":{\"id\":\"x\",\"tenant\":"
			  "{\"id\":\"p\"}},\"user\":{\"roles\":[{\"name\":"
			  "\"admin\"}]},\"serviceCatalog\":[{\"type\":"
			  "\"telemetry\",\"endpoints\":[{\"region\":\"R\","
			  "\"publicURL\":\"http://a\"},{\"region\":\"R\","
			  "\"publicURL\":\"http://b\"}]}]}}",
			  NULL, &err),
		0);
	CHECK_TEXT(t.id, "x");
	CHECK_TEXT(keystone_token_project(&t), "p");
	CHECK(keystone_token_has_role(&t, "admin"));
	finds(&t, "metering", "R", "public",
		"the catalog has several public endpoints of 'metering' in"
		" region 'R': choose with --endpoint");
	keystone_token_clear(&t);
}

/* A project's token may be for a domain or for nothing at all. */
static void test_unscoped(void)
{
	struct keystone_token t = {0};
	struct ow_error err;

	CHECK_INT(parse(&t, 3, "{\"token\":{}}", "x", &err), 0);
	CHECK(!keystone_token_project(&t));
	CHECK(!keystone_token_has_role(&t, "admin"));
	finds(&t, "metering", NULL, "public",
		"the token comes without a catalog: name a project, or give"
		" --endpoint");
	keystone_token_clear(&t);
}

static void test_no_answer(void)
{
	static const char *const texts[] = {"", "[]", "{\"token\":7}",
		"{\"access\":{\"token\":{}}}", "<html>"};
	struct keystone_token t = {0};
	struct ow_error err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		CHECK_INT(parse(&t, 3, texts[i], "x", &err), -1);
		CHECK_TEXT(err.text, "the answer has no token");
		CHECK_INT(err.code, OW_CONFIG);
		CHECK_INT(parse(&t, 2, texts[i], "x", &err), -1);
		CHECK(!t.id && !t.body);
	}
	CHECK_INT(parse(&t, 3, answer_v3, NULL, &err), -1);
	CHECK_INT(err.code, OW_CONFIG);
	CHECK_INT(keystone_token_parse(&t, 3, answer_v3, 100, "x", &err), -1);
	CHECK_TEXT(err.text, "the answer was cut off");
	CHECK_INT(err.code, OW_AGAIN);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return client(argc, argv);
	test_requests_v3();
	test_requests_v2();
	test_answer_v3();
	test_answer_v2();
	test_unscoped();
	test_no_answer();
	return unit_done();
}
