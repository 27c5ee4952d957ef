/*
 * Logging in: the words to Keystone and its answers.
 *
 * With arguments it is a client for the .bats files:
 *   keystone [OPTION ...] SERVICE [PATH ...]
 * logs in as a fetcher does, prints the endpoint, the project and whether
 * the token has the admin role, and GETs each path below the endpoint.
 */
#include "ow/base/mem.h"
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
	struct ow_error err;
	struct cloud c = CLOUD_INIT;
	struct keystone *k = NULL;
	size_t count;
	int result = options_parse(&options, argc, argv, &count, &err);

	if (result == OPTIONS_RUN && count > 0 &&
		(k = login_open(&login, 1 << 24, note, NULL, &c, &err)))
		result = ask(k, argv, count, &err);
	else
		result = -1;
	keystone_free(k);
	cloud_clear(&c);
	if (result < 0)
		fprintf(stderr, "keystone: %s\n", err.text);
	return result < 0 ? err.code : 0;
}

static void request_is(const struct cloud *c, int version, const char *want)
{
	struct ow_error err;
	char *body = keystone_request(c, version, &err);

	CHECK_TEXT(body, want);
	secret_free(body);
}

static void test_request(void)
{
	struct cloud c = {.method = CLOUD_PASSWORD,
		.username = "u",
		.password = "\"\\",
		.user_domain_name = "D",
		.project_id = "p"};

	request_is(&c, 3,
		"{\"auth\":{\"identity\":{\"methods\":[\"password\"],"
		"\"password\":{\"user\":{\"name\":\"u\","
		"\"domain\":{\"name\":\"D\"},\"password\":\"\\\"\\\\\"}}},"
		"\"scope\":{\"project\":{\"id\":\"p\"}}}}");
	request_is(&c, 2,
		"{\"auth\":{\"passwordCredentials\":{\"username\":\"u\","
		"\"password\":\"\\\"\\\\\"},\"tenantId\":\"p\"}}");
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return client(argc, argv);
	test_request();
	return unit_done();
}
