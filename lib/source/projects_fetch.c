#include <stdlib.h>

#include "ow/base/buf.h"
#include "ow/source/projects_fetch.h"

#define URL_MAX_BYTES 8192

/* A list that is being read. */
struct reading {
	struct projects *projects;
	enum projects_part part;
	char *next; /* query of the page to ask for; NULL: none */
};

static int take(
	void *context, const char *body, size_t len, struct ow_error *err)
{
	struct reading *r = context;

	free(r->next);
	return projects_take(r->projects, r->part, body, len, &r->next, err);
}

static int say_what_is_needed(struct ow_error *err)
{
	struct ow_error bare = *err;

	return error_set(err, bare.code,
		"%s; needed is the role admin, or reader for the system",
		bare.text);
}

static int ask(struct reading *r, struct keystone *k, const char *endpoint,
	struct ow_error *err)
{
	struct buf url = BUF_INIT(URL_MAX_BYTES);
	struct http_request request = {.take = take, .context = r};
	int result;

	buf_addf(&url, "%s/v3/%s%s%s", endpoint, projects_part_name(r->part),
		r->next ? "?" : "", r->next ? r->next : "");
	request.url = url.data;
	if (url.over)
		result = error_set(err, OW_INCOMPLETE,
			"the link to the next page is too long");
	else
		result = keystone_call(k, &request, err);
	buf_clear(&url);
	if (result < 0 && keystone_last(k)->status == 403)
		say_what_is_needed(err);
	return result;
}

static int read_list(struct projects *p, enum projects_part part,
	struct keystone *k, const char *endpoint, struct ow_error *err)
{
	struct reading r = {p, part, NULL};
	int result;

	do
		result = ask(&r, k, endpoint, err);
	while (result == 0 && r.next);
	free(r.next);
	return result;
}

/*
 * Keystone cuts the list to the token's domain without a word. The domains
 * come last: that of a project made in between is then listed.
 */
int projects_fetch(struct projects *p, struct keystone *k, struct ow_error *err)
{
	char *endpoint = keystone_endpoint(k, "identity", err);
	int result = endpoint ? 0 : -1;

	if (result == 0 && keystone_is_for_domain(k))
		result = error_set(err, OW_REFUSED,
			"a login for one domain lists no other's projects; "
			"log in for a project, or for the system");
	for (int part = 0; result == 0 && part < PROJECTS_PARTS; part++)
		result = read_list(p, part, k, endpoint, err);
	free(endpoint);
	return result == 0 ? projects_check(p, err) : -1;
}
