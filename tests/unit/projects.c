/* Keystone's lists of projects and domains, and where accounts are found. */
#include "ow/source/projects.h"
#include "unit.h"

static struct ow_error err;
static char *next;

static int take(struct projects *p, enum projects_part part, const char *body)
{
	free(next);
	return projects_take(p, part, body, strlen(body), &next, &err);
}

/* What a list that is no list of projects is told for. */
static void check_wrong(const char *body, enum ow_exit code, const char *text)
{
	struct projects *p = projects_new();

	CHECK_INT(take(p, PROJECTS_PROJECTS, body), -1);
	CHECK_TEXT(err.text, text);
	CHECK_INT(err.code, code);
	CHECK_TEXT(next, NULL);
	projects_free(p);
}

static void check_lists(void)
{
	check_wrong("", OW_AGAIN, "the answer was cut off");
	check_wrong("{\"projects\": [", OW_AGAIN, "the answer was cut off");
	check_wrong("<html>", OW_INCOMPLETE, "the answer is no JSON");
	check_wrong("[]", OW_INCOMPLETE,
		"the answer is JSON, but no list of projects");
	check_wrong("{\"domains\": []}", OW_INCOMPLETE,
		"the answer is JSON, but no list of projects");
	check_wrong("{\"projects\": [7]}", OW_INCOMPLETE,
		"a project without an id");
	check_wrong("{\"projects\": [{\"id\": \"\", \"name\": \"a\"}]}",
		OW_INCOMPLETE, "a project without an id");
	check_wrong("{\"projects\": [{\"id\": \"a\\u0000b\"}]}", OW_INCOMPLETE,
		"a project without an id");
	check_wrong("{\"projects\": [{\"id\": \"a\", \"name\": null}]}",
		OW_INCOMPLETE, "project 'a' has no name");
	check_wrong("{\"projects\": [{\"id\": \"a\", \"name\": \"x\"},"
		    "{\"id\": \"a\", \"name\": \"x\"}]}",
		OW_INCOMPLETE, "project 'a' is listed twice");
	check_wrong("{\"projects\": [], \"truncated\": true}", OW_INCOMPLETE,
		"the server cut the list of projects; raise its list_limit");
	check_wrong("{\"projects\": [], \"links\": {\"next\": \"?marker=a\"}}",
		OW_INCOMPLETE,
		"the server cut the list of projects; raise its list_limit");
	check_wrong("{\"projects\": [{\"id\": \"a\", \"name\": \"x\"}],"
		    "\"links\": {\"next\": \"/v3\"}}",
		OW_INCOMPLETE,
		"the server cut the list of projects; raise its list_limit");
}

/* All that was told of, a line each. */
static char told[1000];

static void tell(void *context, const struct project *project,
	const struct ow_error *why)
{
	size_t used = strlen(told);

	(void)context;
	snprintf(told + used, sizeof(told) - used, "%s %s %s%s%s\n",
		project->id, project->name,
		project->account ? project->account : "-", why ? " " : "",
		why ? why->text : "");
}

static void check_pages(void)
{
	struct projects *p = projects_new();
	struct account_rule *rule = account_rule_new("domain", &err);

	CHECK_INT(take(p, PROJECTS_PROJECTS,
			  "{\"projects\": [{\"id\": \"b\", \"name\": \"x\","
			  "\"domain_id\": \"d\", \"enabled\": false}],"
			  "\"truncated\": true, \"links\": {\"next\":"
			  "\"http://k/v3/projects?limit=1&marker=b\"}}"),
		0);
	CHECK_TEXT(next, "limit=1&marker=b");
	CHECK_INT(take(p, PROJECTS_PROJECTS,
			  "{\"projects\": [{\"id\": \"a\", \"name\": \"x\","
			  "\"domain_id\": \"d\"}], \"links\": {\"next\": null},"
			  "\"truncated\": false}"),
		0);
	CHECK_TEXT(next, NULL);
	CHECK_INT(projects_check(p, &err), -1);
	CHECK_TEXT(err.text, "project 'b' is of a domain that is not listed");
	CHECK_INT(err.code, OW_INCOMPLETE);
	CHECK_INT(take(p, PROJECTS_DOMAINS,
			  "{\"domains\": [{\"id\": \"d\", \"name\": \"D\"}]}"),
		0);
	CHECK_INT(projects_check(p, &err), 0);
	projects_each(p, rule, tell, NULL);
	CHECK_TEXT(told, "a x D\nb x D\n");
	account_rule_free(rule);
	projects_free(p);
}

/* What RULE finds in the project: its account, or why it has none, or "". */
static void check_account(
	const char *text, const char *members, const char *want)
{
	struct account_rule *rule = account_rule_new(text, &err);
	json_t *project = json_loads(members, JSON_ALLOW_NUL, NULL);
	char *account;
	int found;

	CHECK(rule && project);
	found = account_find(rule, project, "Domain", &account, &err);
	CHECK_TEXT(found < 0 ? err.text : account ? account : "", want);
	CHECK(found == 0 || (!account && err.code == OW_REJECTED));
	free(account);
	json_decref(project);
	account_rule_free(rule);
}

static void check_accounts(void)
{
	static const char tags[] = "{\"tags\": [\"prod\", \"k:7\", 3, \"k:7\","
				   "\"e:\", \"z:1\", \"z:2\", \"n:\\u0000\"]}";
	static const char attributes[] =
		"{\"n\": 42, \"t\": \"K-1\", \"e\": \"\", \"o\": {\"p\": "
		"{\"q\":"
		"\"deep\"}}, \"o.p\": \"dotted\", \"x\": null, \"l\": [1],"
		"\"r\": 1.5, \"b\": true, \"z\": \"a\\u0000\", \"u\": "
		"\"\\u0001é\"}";
	static const char text[] = "{\"description\": \"Shop\\nContract: "
				   "K-47\\nContract: K-48 é\"}";

	check_account("domain", "{}", "Domain");
	check_account("attribute:n", attributes, "42");
	check_account("attribute:t", attributes, "K-1");
	check_account("attribute:u", attributes, "\001é");
	check_account("attribute:e", attributes, "");
	check_account("attribute:x", attributes, "");
	check_account("attribute:y", attributes, "");
	check_account("attribute:t.y", attributes, "");
	check_account("attribute:o.p.q", attributes, "deep");
	check_account("attribute:o.p", attributes, "dotted");
	check_account("attribute:l", attributes,
		"attribute 'l' is neither a text nor a whole number");
	check_account("attribute:r", attributes,
		"attribute 'r' is neither a text nor a whole number");
	check_account("attribute:b", attributes,
		"attribute 'b' is neither a text nor a whole number");
	check_account("attribute:o", attributes,
		"attribute 'o' is neither a text nor a whole number");
	check_account("attribute:z", attributes,
		"attribute 'z' is neither a text nor a whole number");
	check_account("tag:k:", tags, "7");
	check_account("tag:e:", tags, "");
	check_account("tag:n:", tags, "");
	check_account("tag:q:", tags, "");
	check_account("tag:z:", tags, "two tags begin with 'z:'");
	check_account("tag:q:", "{}", "");
	check_account("description:^Contract: ([^ ]*)$", text, "K-47");
	check_account("description:^Contract: (.*)$", text, "K-47");
	check_account("description:48 (.*)$", text, "é");
	check_account("description:(Contract|Vertrag)", text, "Contract");
	check_account("description:p(x)?", text, "");
	check_account("description:(Vertrag)", text, "");
	check_account("description:(.)", "{\"description\": null}", "");
	check_account("description:48 (.)", text,
		"a character of its description is cut by '48 (.)'");
}

static void check_rule(const char *text, const char *want)
{
	CHECK(!account_rule_new(text, &err));
	CHECK_TEXT(err.text, want);
	CHECK_INT(err.code, OW_USAGE);
}

static void check_rules(void)
{
	check_rule("tag:",
		"--account-from takes domain, attribute:NAME, tag:PREFIX or "
		"description:PATTERN, not 'tag:'");
	check_rule("domains",
		"--account-from takes domain, attribute:NAME, tag:PREFIX or "
		"description:PATTERN, not 'domains'");
	check_rule("description:Contract",
		"--account-from: 'Contract' has 0 groups in brackets, not one");
	check_rule("description:(a)(b)",
		"--account-from: '(a)(b)' has 2 groups in brackets, not one");
	check_rule("description:(a",
		"--account-from: '(a' is wrong: Unmatched ( or \\(");
}

int main(void)
{
	check_lists();
	check_pages();
	check_accounts();
	check_rules();
	free(next);
	return unit_done();
}
