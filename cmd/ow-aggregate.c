/* ow-aggregate: spans become hours. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/bill/labels.h"
#include "ow/bill/usage.h"
#include "ow/record/input.h"
#include "ow/record/output.h"
#include "tool.h"

static const char *month, *from, *till, *zone, *states, *gaps, *grace;
static bool allow_incomplete;

static const struct option_rule rules[] = {
	{'m', "month", "YYYY-MM", "bill this month", &month, NULL},
	{0, "from", "TIME", "bill from this time", &from, NULL},
	{0, "till", "TIME", "bill up to, not including, this time", &till,
		NULL},
	{'z', "tz", "ZONE",
		"time zone of months and of times without an "
		"offset (UTC)",
		&zone, NULL},
	{'s', "states", "TYPE=S+S,...",
		"the states of a type that are not billed", &states, NULL},
	{0, "gaps", "bridge|cut",
		"bill seconds with no evidence near (bridge) or not (cut)",
		&gaps, NULL},
	{'g', "grace", "TYPE=TIME,...",
		"how long a resource may go unseen, as for ow-normalize",
		&grace, NULL},
	{0, "allow-incomplete", NULL, "bill what came of an incomplete input",
		NULL, &allow_incomplete},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-aggregate",
	"{--month YYYY-MM | --from TIME --till TIME} [OPTION ...] [FILE ...]",
	"Turns spans into what is billed for each resource in a window.",
	rules,
};

struct job {
	struct inventory inventory;
	struct labels labels;
	struct usage_options usage;
	struct buf others; /* lines of kinds that are not ours to read */
	struct output out;
	int64_t rejected;
};

static void note(void *context, const char *text)
{
	(void)context;
	tool_note((void *)&options, text);
}

static void write_usage(void *context, const struct usage *usage)
{
	struct job *j = context;
	struct record r = {.kind = RECORD_USAGE, .usage = *usage};
	const struct label *l = labels_find(&j->labels, usage->project);

	r.usage.tenant = l ? l->name : NULL;
	r.usage.account = l ? l->account : NULL;
	output_record(&j->out, &r);
}

static void write_others(struct job *j)
{
	const char *line = j->others.data;

	while (line && *line) {
		size_t len = strcspn(line, "\n");
		output_line(&j->out, line, len);
		line += len + 1;
	}
}

static void write_all(struct job *j)
{
	struct inventory *v = &j->inventory;

	inventory_settle(v);
	output_begin(&j->out, stdout, options.program, options.program,
		j->usage.window.from_s, j->usage.window.till_s);
	write_others(j);
	coverage_each(&v->coverage, output_scan, &j->out);
	for (size_t i = 0; i < inventory_count(v); i++)
		j->rejected += usage_each(
			v, v->sorted[i], &j->usage, write_usage, note, j);
}

static int add(struct job *j, const struct record *r, struct ow_error *err)
{
	if (r->kind == RECORD_SAMPLE)
		return error_set(err, OW_REJECTED,
			"a raw sample; run ow-normalize first");
	if (r->kind == RECORD_USAGE)
		return error_set(err, OW_REJECTED,
			"a usage record; this is already aggregated");
	if (r->kind == RECORD_PROJECT)
		return labels_add(&j->labels, &r->project, err);
	if (r->kind == RECORD_OTHER)
		record_text(r, &j->others);
	return inventory_add(&j->inventory, r, err);
}

static int take(struct job *j, struct input *in, struct ow_error *err)
{
	struct record r;
	struct ow_error why;
	int got = input_next(in, &r, err);

	if (got > 0 && add(j, &r, &why) < 0) {
		tool_complain(
			(void *)&options, input_file(in), input_line(in), &why);
		j->rejected++;
	}
	return got;
}

static int run(struct job *j, struct input *in)
{
	struct ow_error err;
	int got;

	do
		got = take(j, in, &err);
	while (got > 0);
	if (got < 0)
		return tool_fail(&options, &err);
	if (j->others.over) {
		error_set(
			&err, OW_INCOMPLETE, "too many lines of unknown kinds");
		return tool_fail(&options, &err);
	}
	j->rejected += input_rejected(in);
	write_all(j);
	if (output_end(&j->out, j->rejected + input_missing(in), &err) < 0)
		return tool_fail(&options, &err);
	return j->rejected > 0 ? OW_REJECTED : OW_OK;
}

static int read_window(struct window *w, struct ow_error *err)
{
	if (month && (from || till))
		return error_set(err, OW_USAGE,
			"--month and --from or --till exclude each other");
	if (month)
		return window_month(w, month, zone, err);
	if (!from || !till)
		return error_set(err, OW_USAGE,
			"name the window: --month, or --from and --till");
	return window_between(w, from, till, zone, err);
}

static int read_options(struct job *j, struct ow_error *err)
{
	if (read_window(&j->usage.window, err) < 0)
		return -1;
	if (states && states_set(&j->usage.states, states, err) < 0)
		return -1;
	if (grace && inventory_set_grace(&j->inventory, grace, err) < 0)
		return -1;
	j->usage.cut_gaps = gaps && strcmp(gaps, "cut") == 0;
	if (gaps && !j->usage.cut_gaps && strcmp(gaps, "bridge") != 0)
		return error_set(
			err, OW_USAGE, "--gaps is either bridge or cut");
	return 0;
}

static void clear(struct job *j)
{
	inventory_clear(&j->inventory);
	labels_clear(&j->labels);
	buf_clear(&j->others);
	states_clear(&j->usage.states);
}

int main(int argc, char **argv)
{
	struct job j = {.others = BUF_INIT(SIZE_MAX / 2)};
	struct ow_error err;
	size_t files;
	int done = tool_options(&options, argc, argv, &files);

	if (done != TOOL_RUN)
		return done;
	inventory_init(&j.inventory);
	if (read_options(&j, &err) < 0) {
		clear(&j);
		return err.code == OW_USAGE ? tool_usage(&options, &err)
					    : tool_fail(&options, &err);
	}
	struct input_options io = {.complain = tool_complain,
		.context = (void *)&options,
		.allow_incomplete = allow_incomplete};
	struct input *in = input_new((const char *const *)argv + 1, files, &io);
	done = run(&j, in);
	input_free(in);
	clear(&j);
	return done;
}
