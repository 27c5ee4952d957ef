#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/source/cloud_keys.h"
#include "ow/source/secret.h"

enum form { TEXT, TRUTH, CONTRARY, REFUSED };

struct key {
	const char *name;
	enum form form;
	size_t offset;
};

#define FIELD(name) offsetof(struct cloud, name)
#define OWN(name)                         \
	{                                 \
#name, TEXT, FIELD(name), \
	}

/* Names of a setting that came first, or that came later, are all taken. */
static const struct key keys[] = {
	OWN(auth_type),
	OWN(auth_url),
	OWN(identity_api_version),
	OWN(username),
	{"user_name", TEXT, FIELD(username)},
	OWN(user_id),
	OWN(password),
	OWN(user_domain_id),
	OWN(user_domain_name),
	OWN(project_id),
	{"tenant_id", TEXT, FIELD(project_id)},
	OWN(project_name),
	{"tenant_name", TEXT, FIELD(project_name)},
	OWN(project_domain_id),
	OWN(project_domain_name),
	OWN(default_domain_id),
	{"default_domain", TEXT, FIELD(default_domain_id)},
	OWN(default_domain_name),
	OWN(domain_id),
	OWN(domain_name),
	OWN(system_scope),
	OWN(application_credential_id),
	OWN(application_credential_name),
	OWN(application_credential_secret),
	OWN(token),
	{"auth_token", TEXT, FIELD(token)},
	OWN(endpoint),
	OWN(metering_endpoint_override),
	OWN(identity_endpoint_override),
	OWN(region_name),
	OWN(interface),
	{"endpoint_type", TEXT, FIELD(interface)},
	OWN(cacert),
	OWN(cert),
	OWN(key),
	{"verify", TRUTH, FIELD(verify)},
	{"insecure", CONTRARY, FIELD(verify)},
	/* They would log in as someone else, or in another way. */
	{"access_token", REFUSED, 0},
	{"auth_methods", REFUSED, 0},
	{"identity_provider", REFUSED, 0},
	{"passcode", REFUSED, 0},
	{"trust_id", REFUSED, 0},
};

#define KEYS (sizeof(keys) / sizeof(*keys))

static char **field_of(struct cloud *c, const struct key *k)
{
	return (char **)((char *)c + k->offset);
}

static const char *truth_of(const char *value, bool contrary)
{
	static const char *const words[] = {
		"false", "true", "no", "yes", "off", "on", "0", "1"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return (i % 2 == 1) != contrary ? "true" : "false";
	return NULL;
}

static int set(struct cloud *c, const struct key *k, const char *value,
	struct ow_error *err)
{
	char **field = field_of(c, k);

	if (k->form == REFUSED)
		return error_set(err, OW_CONFIG,
			"'%s' is for a way to log in that is not supported",
			k->name);
	/* JSON takes UTF-8 alone, and what is left out would ask for more. */
	if (!text_is_name(value))
		return error_set(err, OW_CONFIG,
			"'%s' is no UTF-8, or has a control character",
			k->name);
	if (k->form != TEXT && !(value = truth_of(value, k->form == CONTRARY)))
		return error_set(err, OW_CONFIG,
			"'%s' is neither true nor false", k->name);
	if (*field && strcmp(*field, value) != 0)
		return error_set(err, OW_CONFIG,
			"'%s' contradicts another name of the same setting",
			k->name);
	if (!*field)
		*field = mem_copy(value);
	return 0;
}

static const struct key *key_of(const char *name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

bool cloud_knows(const char *name)
{
	return key_of(name) != NULL;
}

int cloud_set(struct cloud *c, const char *name, const char *value,
	struct ow_error *err)
{
	return *value ? set(c, key_of(name), value, err) : 0;
}

static const char *variable(const char *key)
{
	char name[64];

	snprintf(name, sizeof(name), "OS_%s", key);
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return getenv(name);
}

int cloud_set_from_environment(struct cloud *c, struct ow_error *err)
{
	struct ow_error why;
	int count = 0;

	for (size_t i = 0; i < KEYS; i++) {
		const char *value = variable(keys[i].name);
		if (!value || !*value)
			continue;
		if (set(c, &keys[i], value, &why) < 0)
			return error_set(err, why.code,
				"the OS_* variables: %s", why.text);
		count += keys[i].offset != FIELD(region_name);
	}
	return count;
}

void cloud_overlay(struct cloud *c, struct cloud *over)
{
	for (size_t i = 0; i < KEYS; i++) {
		char **from = field_of(over, &keys[i]);
		char **to = field_of(c, &keys[i]);
		if (keys[i].form == REFUSED || !*from)
			continue;
		secret_free(*to);
		*to = *from;
		*from = NULL;
	}
}

void cloud_clear(struct cloud *c)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (keys[i].form == REFUSED)
			continue;
		secret_free(*field_of(c, &keys[i]));
		*field_of(c, &keys[i]) = NULL;
	}
	free(c->source);
	c->source = NULL;
}
