#include <stdio.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/source/keystone_token.h"
#include "ow/source/secret.h"

static const char *text_at(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static const json_t *token_of(const struct keystone_token *t)
{
	return t->version == 2 ? json_object_get(t->body, "token") : t->body;
}

int keystone_token_parse(struct keystone_token *t, int version,
	const char *body, size_t len, const char *subject, struct ow_error *err)
{
	json_error_t e;
	json_t *root = json_loadb(body, len, JSON_REJECT_DUPLICATES, &e);

	t->version = version;
	t->body = json_incref(
		json_object_get(root, version == 2 ? "access" : "token"));
	if (version == 2)
		subject = text_at(token_of(t), "id");
	t->id = mem_copy(subject);
	bool cut_off = !root && len > 0 &&
		       json_error_code(&e) == json_error_premature_end_of_input;
	json_decref(root);
	if (t->id && json_is_object(t->body))
		return 0;
	keystone_token_clear(t);
	if (cut_off)
		return error_set(err, OW_AGAIN, "the answer was cut off");
	return error_set(err, OW_CONFIG, "the answer has no token");
}

void keystone_token_clear(struct keystone_token *t)
{
	secret_free(t->id);
	json_decref(t->body);
	*t = (struct keystone_token){0};
}

bool keystone_token_has_role(const struct keystone_token *t, const char *name)
{
	const json_t *at =
		t->version == 2 ? json_object_get(t->body, "user") : t->body;
	const json_t *roles = json_object_get(at, "roles");
	json_t *role;
	size_t i;

	json_array_foreach(roles, i, role)
	{
		const char *text = text_at(role, "name");
		if (text && strcmp(text, name) == 0)
			return true;
	}
	return false;
}

const char *keystone_token_project(const struct keystone_token *t)
{
	const char *name = t->version == 2 ? "tenant" : "project";

	return text_at(json_object_get(token_of(t), name), "id");
}

bool keystone_token_is_for_domain(const struct keystone_token *t)
{
	return json_object_get(t->body, "domain") != NULL;
}

/* Services by the names that catalogs have for them. */
static bool is_service(const char *type, const char *service)
{
	static const char *const metering[] = {
		"metering", "meter", "telemetry"};

	if (strcmp(type, service) == 0)
		return true;
	if (strcmp(service, metering[0]) != 0)
		return false;
	return strcmp(type, metering[1]) == 0 || strcmp(type, metering[2]) == 0;
}

static bool is_in(const json_t *endpoint, const char *region)
{
	const char *name = text_at(endpoint, "region");
	const char *id = text_at(endpoint, "region_id");

	return !region || (name && strcmp(name, region) == 0) ||
	       (id && strcmp(id, region) == 0);
}

/* v3 has an endpoint for each interface, v2.0 all of a region in one. */
static const char *url_of(const struct keystone_token *t,
	const json_t *endpoint, const char *interface)
{
	char member[32];

	snprintf(member, sizeof(member), "%sURL", interface);
	if (t->version == 2)
		return text_at(endpoint, member);
	const char *is = text_at(endpoint, "interface");
	if (!is || (strcmp(is, interface) != 0 && strcmp(is, member) != 0))
		return NULL;
	return text_at(endpoint, "url");
}

struct found {
	const char *url;
	bool several;
};

static void look(const struct keystone_token *t, const json_t *service,
	const char *region, const char *interface, struct found *found)
{
	json_t *endpoint;
	size_t i;

	json_array_foreach(json_object_get(service, "endpoints"), i, endpoint)
	{
		const char *url = is_in(endpoint, region)
					  ? url_of(t, endpoint, interface)
					  : NULL;
		if (url && found->url && strcmp(url, found->url) != 0)
			found->several = true;
		if (url && !found->url)
			found->url = url;
	}
}

static int no_endpoint(const char *service, const char *region,
	const char *interface, bool several, struct ow_error *err)
{
	char quoted[80], place[100] = "";

	if (region) {
		error_quote(quoted, sizeof(quoted), region, strlen(region));
		snprintf(place, sizeof(place), " in region %s", quoted);
	}
	if (several)
		return error_set(err, OW_CONFIG,
			"the catalog has several %s endpoints of '%s'%s: %s",
			interface, service, place,
			region ? "choose with --endpoint"
			       : "choose with --os-region-name");
	return error_set(err, OW_CONFIG,
		"the catalog has no %s endpoint of '%s'%s", interface, service,
		place);
}

const char *keystone_token_endpoint(const struct keystone_token *t,
	const char *service, const char *region, const char *interface,
	struct ow_error *err)
{
	const json_t *catalog = json_object_get(
		t->body, t->version == 2 ? "serviceCatalog" : "catalog");
	struct found found = {NULL, false};
	json_t *entry;
	size_t i;

	if (json_array_size(catalog) == 0) {
		error_set(err, OW_CONFIG,
			"the token comes without a catalog: name a project, or "
			"give --endpoint");
		return NULL;
	}
	json_array_foreach(catalog, i, entry)
	{
		const char *type = text_at(entry, "type");
		if (type && is_service(type, service))
			look(t, entry, region, interface, &found);
	}
	if (found.url && !found.several)
		return found.url;
	no_endpoint(service, region, interface, found.several, err);
	return NULL;
}
