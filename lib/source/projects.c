#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/map.h"
#include "ow/base/mem.h"
#include "ow/source/projects.h"

struct projects {
	struct map parts[PROJECTS_PARTS]; /* id to json_t, owned */
};

static const struct part {
	const char *name, *one;
} parts[PROJECTS_PARTS] = {
	[PROJECTS_PROJECTS] = {"projects", "project"},
	[PROJECTS_DOMAINS] = {"domains", "domain"},
};

const char *projects_part_name(enum projects_part part)
{
	return parts[part].name;
}

struct projects *projects_new(void)
{
	return mem_zero(1, sizeof(struct projects));
}

void projects_free(struct projects *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < PROJECTS_PARTS; i++) {
		struct map *m = &p->parts[i];
		for (size_t j = 0; j < m->count; j++)
			json_decref(m->entries[j].value);
		map_clear(m);
	}
	free(p);
}

/* The text member NAME that must be there, without a NUL inside, or NULL. */
static const char *text_of(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	const char *text = json_string_value(value);

	if (!text || !*text || strlen(text) != json_string_length(value))
		return NULL;
	return text;
}

static int no_such(struct ow_error *err, const struct part *part,
	const char *id, const char *what)
{
	char quoted[120];

	return error_set(err, OW_INCOMPLETE, "%s %s %s", part->one,
		error_quote(quoted, sizeof(quoted), id, strlen(id)), what);
}

static int take_one(struct projects *p, enum projects_part which, json_t *row,
	struct ow_error *err)
{
	const struct part *part = &parts[which];
	struct map *m = &p->parts[which];
	const char *id = text_of(row, "id");

	if (!id)
		return error_set(
			err, OW_INCOMPLETE, "a %s without an id", part->one);
	if (!text_of(row, "name"))
		return no_such(err, part, id, "has no name");
	if (m->count == PROJECTS_MAX)
		return error_set(err, OW_INCOMPLETE, "more than %d %s",
			PROJECTS_MAX, part->name);
	struct map_entry *e = map_put(m, id, strlen(id));
	if (e->value)
		return no_such(err, part, id, "is listed twice");
	e->value = json_incref(row);
	return 0;
}

/*
 * A server that gives pages links to the next one, on the last one to none.
 * One that has no pages cuts the list, and says so. Each page has to bring
 * something, or there might be no end to them.
 */
static int next_page(const json_t *root, const struct part *part, char **next,
	struct ow_error *err)
{
	const char *link = text_of(json_object_get(root, "links"), "next");
	const char *query = link ? strchr(link, '?') : NULL;

	*next = NULL;
	if (query && json_array_size(json_object_get(root, part->name)) > 0)
		*next = mem_copy(query + 1);
	else if (link || json_is_true(json_object_get(root, "truncated")))
		return error_set(err, OW_INCOMPLETE,
			"the server cut the list of %s; raise its list_limit",
			part->name);
	return 0;
}

static int take_list(struct projects *p, enum projects_part which,
	const json_t *root, struct ow_error *err)
{
	const json_t *list = json_object_get(root, parts[which].name);

	if (!json_is_array(list))
		return error_set(err, OW_INCOMPLETE,
			"the answer is JSON, but no list of %s",
			parts[which].name);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (take_one(p, which, json_array_get(list, i), err) < 0)
			return -1;
	return 0;
}

int projects_take(struct projects *p, enum projects_part part, const char *body,
	size_t len, char **next, struct ow_error *err)
{
	json_error_t e;
	json_t *root = json_loadb(
		body, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &e);
	int result = -1;

	*next = NULL;
	if (root)
		result = take_list(p, part, root, err);
	else if (json_error_code(&e) == json_error_premature_end_of_input)
		error_set(err, OW_AGAIN, "the answer was cut off");
	else
		error_set(err, OW_INCOMPLETE, "the answer is no JSON");
	if (result == 0)
		result = next_page(root, &parts[part], next, err);
	json_decref(root);
	return result;
}

static const json_t *domain_of(const struct projects *p, const json_t *project)
{
	const char *id = text_of(project, "domain_id");
	const struct map_entry *e =
		id ? map_find(&p->parts[PROJECTS_DOMAINS], id, strlen(id))
		   : NULL;

	return e ? e->value : NULL;
}

int projects_check(const struct projects *p, struct ow_error *err)
{
	const struct map *m = &p->parts[PROJECTS_PROJECTS];

	for (size_t i = 0; i < m->count; i++)
		if (!domain_of(p, m->entries[i].value))
			return no_such(err, &parts[PROJECTS_PROJECTS],
				m->entries[i].key,
				"is of a domain that is not listed");
	return 0;
}

/* Names the project in what is wrong with its account. */
static void name_project(struct ow_error *why, const char *id)
{
	struct ow_error bare = *why;
	char quoted[120];

	error_set(why, bare.code, "project %s: %s",
		error_quote(quoted, sizeof(quoted), id, strlen(id)), bare.text);
}

static void tell(const struct projects *p, const struct map_entry *entry,
	const struct account_rule *rule, projects_teller *each, void *context)
{
	const json_t *row = entry->value;
	const char *domain = text_of(domain_of(p, row), "name");
	struct project project = {entry->key, text_of(row, "name"), NULL};
	struct ow_error why;
	char *account;
	int found = account_find(rule, row, domain, &account, &why);

	if (found < 0)
		name_project(&why, project.id);
	project.account = account;
	each(context, &project, found < 0 ? &why : NULL);
	free(account);
}

void projects_each(const struct projects *p, const struct account_rule *rule,
	projects_teller *each, void *context)
{
	const struct map *m = &p->parts[PROJECTS_PROJECTS];
	struct map_entry **sorted = map_sorted(m);

	for (size_t i = 0; i < m->count; i++)
		tell(p, sorted[i], rule, each, context);
	free(sorted);
}
