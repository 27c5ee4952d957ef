#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/source/cloud.h"
#include "ow/source/cloud_file.h"
#include "ow/source/cloud_keys.h"
#include "ow/source/http.h"
#include "ow/source/secret.h"

#define PATH_MAX_BYTES 4096

static const struct {
	const char *name;
	enum cloud_method method;
	int identity_version; /* 0: as the other settings say */
} methods[] = {
	{"password", CLOUD_PASSWORD, 0},
	{"v3password", CLOUD_PASSWORD, 3},
	{"v2password", CLOUD_PASSWORD, 2},
	{"token", CLOUD_TOKEN, 0},
	{"v3token", CLOUD_TOKEN, 3},
	{"v2token", CLOUD_TOKEN, 2},
	{"v3applicationcredential", CLOUD_APPLICATION_CREDENTIAL, 3},
	{"admin_token", CLOUD_GIVEN_TOKEN, 0},
	{"token_endpoint", CLOUD_GIVEN_TOKEN, 0},
	{"none", CLOUD_NO_LOGIN, 0},
	{"None", CLOUD_NO_LOGIN, 0},
};

static void replace(char **setting, const char *value)
{
	if (!value || !*value)
		return;
	secret_free(*setting);
	*setting = mem_copy(value);
}

static int wrong(struct ow_error *err, const struct cloud *c, const char *what)
{
	return error_set(err, OW_CONFIG, "%s: %s",
		c->source ? c->source : "no cloud is named", what);
}

static int wrong_value(struct ow_error *err, const struct cloud *c,
	const char *setting, const char *value)
{
	char quoted[80], text[160];

	error_quote(quoted, sizeof(quoted), value, strlen(value));
	snprintf(text, sizeof(text), "%s %s is not supported", setting, quoted);
	return wrong(err, c, text);
}

static int settle_named_method(struct cloud *c, struct ow_error *err)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(methods[i].name, c->auth_type) != 0)
			continue;
		c->method = methods[i].method;
		c->identity_version = methods[i].identity_version;
		return 0;
	}
	return wrong_value(err, c, "auth_type", c->auth_type);
}

/* What there is tells how to log in, if nothing else does. */
static int settle_method(struct cloud *c, struct ow_error *err)
{
	bool user = c->password || c->username || c->user_id;

	if (c->auth_type)
		return settle_named_method(c, err);
	if (c->application_credential_secret)
		c->method = CLOUD_APPLICATION_CREDENTIAL;
	else if (c->token && !user)
		c->method = c->auth_url ? CLOUD_TOKEN : CLOUD_GIVEN_TOKEN;
	else if (user || c->auth_url || c->named)
		c->method = CLOUD_PASSWORD;
	if (c->method == CLOUD_APPLICATION_CREDENTIAL)
		c->identity_version = 3; /* no older one has them */
	return 0;
}

static int settle_url(struct cloud *c, struct ow_error *err)
{
	struct ow_error why;
	char *base;

	if (!c->auth_url)
		return 0;
	if (!(base = http_base(c->auth_url, &why)))
		return wrong(
			err, c, "auth_url is not http[s]://HOST[:PORT][/PATH]");
	replace(&c->auth_url, base);
	free(base);
	return 0;
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static int settle_version(struct cloud *c, struct ow_error *err)
{
	const char *text = c->identity_api_version;

	if (c->identity_version != 0)
		return 0;
	if (text) {
		text += *text == 'v';
		if (strcmp(text, "3") != 0 && strncmp(text, "3.", 2) != 0 &&
			strcmp(text, "2") != 0 && strcmp(text, "2.0") != 0)
			return wrong_value(err, c, "identity_api_version",
				c->identity_api_version);
		c->identity_version = *text - '0';
	} else if (c->auth_url && ends_in(c->auth_url, "/v3")) {
		c->identity_version = 3;
	} else if (c->auth_url && ends_in(c->auth_url, "/v2.0")) {
		c->identity_version = 2;
	}
	return 0;
}

/* As its catalog names it: older clients say publicURL. */
static int settle_interface(struct cloud *c, struct ow_error *err)
{
	static const char *const names[] = {"public", "internal", "admin"};
	const char *text = c->interface ? c->interface : "public";
	size_t len = strlen(text) - (ends_in(text, "URL") ? 3 : 0);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == len &&
			memcmp(names[i], text, len) == 0) {
			replace(&c->interface, names[i]);
			return 0;
		}
	}
	return wrong_value(err, c, "interface", text);
}

static void expand_home(char **path)
{
	const char *home = getenv("HOME");
	struct buf b = BUF_INIT(PATH_MAX_BYTES);

	if (!*path || strncmp(*path, "~/", 2) != 0 || !home)
		return;
	buf_addf(&b, "%s%s", home, *path + 1);
	if (!b.over)
		replace(path, b.data);
	buf_clear(&b);
}

/* OTHER serves as *SETTING where neither that nor its TWIN is set. */
static void stand_in(char **setting, const char *twin, const char *other)
{
	if (!*setting && !twin)
		*setting = mem_copy(other);
}

/*
 * One domain may stand for both, that of the user and that of the project.
 * With no word of any it is the one that each Keystone is born with.
 */
static void settle_domains(struct cloud *c)
{
	bool project = c->project_id || c->project_name;
	const char *id = project ? c->domain_id : NULL;
	const char *name = project ? c->domain_name : NULL;

	stand_in(&c->user_domain_id, c->user_domain_name, id);
	stand_in(&c->project_domain_id, c->project_domain_name, id);
	stand_in(&c->user_domain_name, c->user_domain_id, name);
	stand_in(&c->project_domain_name, c->project_domain_id, name);
	if (!c->default_domain_id && !c->default_domain_name)
		c->default_domain_id = mem_copy("default");
	id = c->default_domain_id;
	name = id ? NULL : c->default_domain_name;
	stand_in(&c->user_domain_id, c->user_domain_name, id);
	stand_in(&c->project_domain_id, c->project_domain_name, id);
	stand_in(&c->user_domain_name, c->user_domain_id, name);
	stand_in(&c->project_domain_name, c->project_domain_id, name);
}

static const char *missing_credential(const struct cloud *c)
{
	bool user = c->username || c->user_id;

	switch (c->method) {
	case CLOUD_PASSWORD:
		return !user          ? "no username"
		       : !c->password ? "no password"
				      : NULL;
	case CLOUD_APPLICATION_CREDENTIAL:
		if (!c->application_credential_secret)
			return "no application_credential_secret";
		if (c->application_credential_id)
			return NULL;
		if (!c->application_credential_name)
			return "no application_credential_id";
		return user ? NULL
			    : "an application_credential_name without a "
			      "username";
	case CLOUD_TOKEN:
	case CLOUD_GIVEN_TOKEN:
		return c->token ? NULL : "no token";
	case CLOUD_NO_LOGIN:
		break;
	}
	return NULL;
}

static int check(const struct cloud *c, struct ow_error *err)
{
	const char *missing = missing_credential(c);

	if (!missing && c->method != CLOUD_NO_LOGIN &&
		c->method != CLOUD_GIVEN_TOKEN && !c->auth_url)
		missing = "no auth_url";
	if (missing)
		return wrong(err, c, missing);
	if (c->system_scope && strcmp(c->system_scope, "all") != 0)
		return wrong_value(err, c, "system_scope", c->system_scope);
	return 0;
}

static int settle(struct cloud *c, struct ow_error *err)
{
	if (settle_url(c, err) < 0 || settle_method(c, err) < 0 ||
		settle_version(c, err) < 0 || settle_interface(c, err) < 0)
		return -1;
	settle_domains(c);
	expand_home(&c->cacert);
	expand_home(&c->cert);
	expand_home(&c->key);
	c->insecure = c->verify && strcmp(c->verify, "false") == 0;
	return check(c, err);
}

/* The variables can be chosen by name, too. */
static bool is_environment(const char *cloud)
{
	const char *name = getenv("OS_CLOUD_NAME");

	return strcmp(cloud, name && *name ? name : "envvars") == 0;
}

static int read_environment(struct cloud *c, struct ow_error *err)
{
	int count = cloud_set_from_environment(c, err);

	if (count > 0)
		c->source = mem_copy("the OS_* variables");
	return count;
}

int cloud_load(struct cloud *c, const struct cloud_choice *choice,
	struct ow_error *err)
{
	const char *name = choice->cloud ? choice->cloud : getenv("OS_CLOUD");
	int result = 0;

	*c = (struct cloud)CLOUD_INIT;
	if (name && *name && !is_environment(name))
		result = cloud_file_read(c, name, err);
	else if ((result = read_environment(c, err)) == 0)
		result = cloud_file_read(c, NULL, err);
	if (result < 0)
		return -1;
	replace(&c->region_name, getenv("OS_REGION_NAME"));
	replace(&c->region_name, choice->region);
	replace(&c->interface, choice->interface);
	replace(&c->endpoint, choice->endpoint);
	if (choice->insecure)
		replace(&c->verify, "false");
	return settle(c, err);
}
