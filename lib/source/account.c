#include <inttypes.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/source/account.h"

#define NUMBER_TEXT 24 /* bytes of an int64_t and its NUL */

/* Sets *ACCOUNT, to NULL for none, or says why it cannot be one. */
typedef int finder(const struct account_rule *rule, const json_t *project,
	char **account, struct ow_error *err);

struct account_rule {
	finder *find; /* NULL: the domain */
	const char *what;
	regex_t pattern;
	bool has_pattern;
};

static int bad(struct ow_error *err, const char *before, const char *what,
	const char *after)
{
	char quoted[120];

	error_quote(quoted, sizeof(quoted), what, strlen(what));
	return error_set(err, OW_REJECTED, "%s %s%s", before, quoted, after);
}

/* The text, or NULL; one with a NUL inside is none. */
static const char *text_of(const json_t *value)
{
	const char *text = json_string_value(value);

	return text && strlen(text) == json_string_length(value) ? text : NULL;
}

static const json_t *member(const json_t *object, const char *path)
{
	const json_t *found = json_object_get(object, path);
	const char *dot = strchr(path, '.');

	if (found || !dot)
		return found;
	char *head = mem_copy(path);
	head[dot - path] = '\0';
	found = member(json_object_get(object, head), dot + 1);
	free(head);
	return found;
}

static int find_attribute(const struct account_rule *rule,
	const json_t *project, char **account, struct ow_error *err)
{
	const json_t *value = member(project, rule->what);
	const char *text = text_of(value);
	char number[NUMBER_TEXT];

	if (!value || json_is_null(value))
		return 0;
	if (json_is_integer(value)) {
		snprintf(number, sizeof(number), "%" PRId64,
			(int64_t)json_integer_value(value));
		text = number;
	}
	if (!text)
		return bad(err, "attribute", rule->what,
			" is neither a text nor a whole number");
	*account = mem_copy(text);
	return 0;
}

static int find_tag(const struct account_rule *rule, const json_t *project,
	char **account, struct ow_error *err)
{
	const json_t *tags = json_object_get(project, "tags");
	size_t prefix = strlen(rule->what);

	for (size_t i = 0; i < json_array_size(tags); i++) {
		const char *text = text_of(json_array_get(tags, i));
		if (!text || strncmp(text, rule->what, prefix) != 0)
			continue;
		if (!*account)
			*account = mem_copy(text + prefix);
		else if (strcmp(*account, text + prefix) != 0)
			return bad(err, "two tags begin with", rule->what, "");
	}
	return 0;
}

/* A byte is a character to the pattern, so a match may cut one in two. */
static int find_in_description(const struct account_rule *rule,
	const json_t *project, char **account, struct ow_error *err)
{
	const char *text = text_of(json_object_get(project, "description"));
	regmatch_t match[2];

	if (!text || regexec(&rule->pattern, text, 2, match, 0) != 0 ||
		match[1].rm_so < 0)
		return 0;
	json_t *found = json_stringn(text + match[1].rm_so,
		(size_t)(match[1].rm_eo - match[1].rm_so));
	if (!found)
		return bad(err, "a character of its description is cut by",
			rule->what, "");
	*account = mem_copy(json_string_value(found));
	json_decref(found);
	return 0;
}

static const struct source {
	const char *name; /* with what stands before its text */
	finder *find;
} sources[] = {
	{"attribute:", find_attribute},
	{"tag:", find_tag},
	{"description:", find_in_description},
};

static int compile(struct account_rule *rule, struct ow_error *err)
{
	char why[100], quoted[160];
	int rc =
		regcomp(&rule->pattern, rule->what, REG_EXTENDED | REG_NEWLINE);

	error_quote(quoted, sizeof(quoted), rule->what, strlen(rule->what));
	if (rc != 0) {
		regerror(rc, NULL, why, sizeof(why));
		return error_set(err, OW_USAGE,
			"--account-from: %s is wrong: %s", quoted, why);
	}
	rule->has_pattern = true;
	if (rule->pattern.re_nsub != 1)
		return error_set(err, OW_USAGE,
			"--account-from: %s has %zu groups in brackets, not "
			"one",
			quoted, rule->pattern.re_nsub);
	return 0;
}

static int set_source(
	struct account_rule *rule, const char *text, struct ow_error *err)
{
	char quoted[120];

	if (strcmp(text, "domain") == 0)
		return 0;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		const struct source *s = &sources[i];
		size_t len = strlen(s->name);
		if (strncmp(text, s->name, len) != 0 || !text[len])
			continue;
		rule->find = s->find;
		rule->what = text + len;
		return s->find == find_in_description ? compile(rule, err) : 0;
	}
	return error_set(err, OW_USAGE,
		"--account-from takes domain, attribute:NAME, tag:PREFIX or "
		"description:PATTERN, not %s",
		error_quote(quoted, sizeof(quoted), text, strlen(text)));
}

struct account_rule *account_rule_new(const char *text, struct ow_error *err)
{
	struct account_rule *rule = mem_zero(1, sizeof(*rule));

	if (set_source(rule, text, err) == 0)
		return rule;
	account_rule_free(rule);
	return NULL;
}

void account_rule_free(struct account_rule *rule)
{
	if (!rule)
		return;
	if (rule->has_pattern)
		regfree(&rule->pattern);
	free(rule);
}

int account_find(const struct account_rule *rule, const json_t *project,
	const char *domain, char **account, struct ow_error *err)
{
	int result = 0;

	*account = NULL;
	if (rule->find)
		result = rule->find(rule, project, account, err);
	else
		*account = mem_copy(domain);
	if (*account && (result < 0 || **account == '\0')) {
		free(*account);
		*account = NULL;
	}
	return result;
}
