#include <jansson.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/source/keystone_request.h"

/*
 * An object of the texts that there are; jansson packs an object without a
 * member for a NULL. ID serves instead of NAME if both are there.
 */
static json_t *named(const char *id, const char *name, json_t *domain)
{
	if (!id)
		return json_pack(
			"{s:s*, s:o*}", "name", name, "domain", domain);
	json_decref(domain);
	return json_pack("{s:s}", "id", id);
}

static json_t *domain_of(const char *id, const char *name)
{
	return named(id, name, NULL);
}

static json_t *user_of(const struct cloud *c)
{
	return named(c->user_id, c->username,
		domain_of(c->user_domain_id, c->user_domain_name));
}

static json_t *password_v3(const struct cloud *c)
{
	json_t *user = user_of(c);

	json_object_set_new(user, "password", json_string(c->password));
	return json_pack("{s:[s], s:{s:o}}", "methods", "password", "password",
		"user", user);
}

static json_t *token_v3(const struct cloud *c)
{
	return json_pack("{s:[s], s:{s:s}}", "methods", "token", "token", "id",
		c->token);
}

static json_t *application_credential_v3(const struct cloud *c)
{
	const char *id = c->application_credential_id;
	const char *method = "application_credential";

	return json_pack("{s:[s], s:{s:s*, s:s*, s:o*, s:s}}", "methods",
		method, method, "id", id, "name",
		id ? NULL : c->application_credential_name, "user",
		id ? NULL : user_of(c), "secret",
		c->application_credential_secret);
}

/* An application credential has its own scope, and may not name one. */
static json_t *scope_v3(const struct cloud *c)
{
	if (c->method == CLOUD_APPLICATION_CREDENTIAL)
		return NULL;
	if (c->system_scope)
		return json_pack("{s:{s:b}}", "system", "all", 1);
	if (c->project_id || c->project_name)
		return json_pack("{s:o}", "project",
			named(c->project_id, c->project_name,
				domain_of(c->project_domain_id,
					c->project_domain_name)));
	if (c->domain_id || c->domain_name)
		return json_pack("{s:o}", "domain",
			domain_of(c->domain_id, c->domain_name));
	return NULL;
}

static json_t *body_v3(const struct cloud *c)
{
	json_t *identity = NULL;

	if (c->method == CLOUD_PASSWORD)
		identity = password_v3(c);
	else if (c->method == CLOUD_TOKEN)
		identity = token_v3(c);
	else
		identity = application_credential_v3(c);
	return json_pack("{s:{s:o, s:o*}}", "auth", "identity", identity,
		"scope", scope_v3(c));
}

static json_t *body_v2(const struct cloud *c)
{
	json_t *auth;

	if (c->method == CLOUD_TOKEN)
		auth = json_pack("{s:{s:s}}", "token", "id", c->token);
	else
		auth = json_pack("{s:{s:s*, s:s*, s:s}}", "passwordCredentials",
			"userId", c->user_id, "username",
			c->user_id ? NULL : c->username, "password",
			c->password);
	if (c->project_id)
		json_object_set_new(
			auth, "tenantId", json_string(c->project_id));
	else if (c->project_name)
		json_object_set_new(
			auth, "tenantName", json_string(c->project_name));
	return json_pack("{s:o}", "auth", auth);
}

char *keystone_request(const struct cloud *c, int version, struct ow_error *err)
{
	json_t *body = version == 2 ? body_v2(c) : body_v3(c);
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;

	json_decref(body);
	if (!text)
		error_set(err, OW_AGAIN, "out of memory");
	return text;
}

const char *keystone_request_secret(const struct cloud *c)
{
	switch (c->method) {
	case CLOUD_PASSWORD:
		return c->password;
	case CLOUD_APPLICATION_CREDENTIAL:
		return c->application_credential_secret;
	default:
		return c->token;
	}
}

bool keystone_request_has_scope(const struct cloud *c)
{
	return c->system_scope || c->project_id || c->project_name ||
	       c->domain_id || c->domain_name;
}
