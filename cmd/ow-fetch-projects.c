#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/record/output.h"
#include "ow/source/login.h"
#include "ow/source/projects_fetch.h"
#include "tool.h"

#define ANSWER_MAX ((size_t)64 << 20) /* bytes */

static const char *account_from = "domain";
static struct login login = LOGIN_INIT;

static const struct option_rule rules[] = {
	{0, "account-from", "RULE",
		"domain, attribute:NAME, tag:PREFIX, description:PATTERN",
		&account_from, NULL},
	LOGIN_RULES(login),
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-fetch-projects",
	"[OPTION ...]",
	"Reads the names and accounts of all projects from Keystone.",
	rules,
};

struct writing {
	struct output out;
	int64_t rejected;   /* accounts */
	int64_t unlabelled; /* projects that have none */
	char first[400];    /* of these, named */
};

static void count_unlabelled(struct writing *w, const struct project *p)
{
	char name[200], id[160];

	if (w->unlabelled++ == 0)
		snprintf(w->first, sizeof(w->first), "%s (%s)",
			error_quote(
				name, sizeof(name), p->name, strlen(p->name)),
			error_quote(id, sizeof(id), p->id, strlen(p->id)));
}

static void write_project(void *context, const struct project *project,
	const struct ow_error *why)
{
	struct writing *w = context;
	struct record r = {.kind = RECORD_PROJECT, .project = *project};

	output_record(&w->out, &r);
	if (why) {
		w->rejected++;
		tool_note((void *)&options, why->text);
	} else if (!project->account) {
		count_unlabelled(w, project);
	}
}

static void warn(const struct writing *w)
{
	char text[500];

	if (w->unlabelled == 0)
		return;
	snprintf(text, sizeof(text),
		"warning: %" PRId64 " %s no account, the first is %s",
		w->unlabelled,
		w->unlabelled == 1 ? "project has" : "projects have", w->first);
	tool_note((void *)&options, text);
}

static int fetch(struct writing *w, struct projects *p, struct keystone *k,
	const struct account_rule *rule, struct ow_error *err)
{
	if (fflush(stdout) != 0)
		return error_set(
			err, OW_IO, "cannot write: %s", strerror(errno));
	if (projects_fetch(p, k, err) < 0)
		return -1;
	projects_each(p, rule, write_project, w);
	return 0;
}

/* The frame begins first: a program that is killed leaves one without end. */
static int run(struct keystone *k, const struct account_rule *rule,
	struct ow_error *err)
{
	struct writing w = {0};
	struct projects *p = projects_new();

	output_begin(&w.out, stdout, options.program, "keystone", TIME_NEVER,
		TIME_NEVER);
	int result = fetch(&w, p, k, rule, err);
	projects_free(p);
	if (result < 0) {
		output_abandon(&w.out);
		return tool_fail(&options, err);
	}
	if (output_end(&w.out, w.rejected, err) < 0)
		return tool_fail(&options, err);
	warn(&w);
	return w.rejected > 0 ? OW_REJECTED : OW_OK;
}

static int log_in_and_run(
	const struct account_rule *rule, const struct http_options *http)
{
	struct cloud cloud;
	struct ow_error err;
	struct keystone *k = login_open(&login, http, &cloud, &err);
	int code = k ? run(k, rule, &err) : tool_fail(&options, &err);

	keystone_free(k);
	cloud_clear(&cloud);
	return code;
}

int main(int argc, char **argv)
{
	struct http_options http = {.max_bytes = ANSWER_MAX,
		.note = tool_note,
		.note_context = (void *)&options};
	struct account_rule *rule;
	struct ow_error err;
	size_t operands;
	int code = tool_options(&options, argc, argv, &operands);

	if (code != TOOL_RUN)
		return code;
	if (operands > 0)
		error_set(&err, OW_USAGE, "takes no operands");
	if (operands > 0 || login_options(&login, &http, &err) < 0 ||
		!(rule = account_rule_new(account_from, &err)))
		return tool_usage(&options, &err);
	code = log_in_and_run(rule, &http);
	account_rule_free(rule);
	return code;
}
