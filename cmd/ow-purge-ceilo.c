#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/mem.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/kind/kind.h"
#include "ow/purge/report.h"
#include "ow/purge/run.h"
#include "ow/record/input.h"
#include "ow/record/output.h"
#include "tool.h"

#define RETRIES_MAX 20
#define BATCH_MAX 10000
#define KEEP_MIN_S 86400 /* also, "7" means seconds and is a slip */

static const char *keep, *meter, *region, *option_file, *extra_file;
static const char *database = "ceilometer", *batch = "500", *pause_s = "0.1",
		  *retries = "5";
static bool yes, collectors_stopped;

static const struct option_rule rules[] = {
	{0, "keep", "DURATION", "leave what is younger, such as 7d; needed",
		&keep, NULL},
	{0, "yes", NULL, "delete; else it is only counted", NULL, &yes},
	{0, "meter", "LIST", "these meters too, which nobody reads", &meter,
		NULL},
	{0, "region", "NAME", "take the scans of this region alone", &region,
		NULL},
	{0, "defaults-file", "FILE", "read this MySQL option file, no other",
		&option_file, NULL},
	{0, "defaults-extra-file", "FILE",
		"read this one beside the usual ones", &extra_file, NULL},
	{0, "database", "NAME", "name of the database (ceilometer)", &database,
		NULL},
	{0, "batch", "N", "samples to delete at once (500)", &batch, NULL},
	{0, "pause", "SECONDS", "between two batches (0.1)", &pause_s, NULL},
	{0, "retries", "N", "tries more after a passing failure (5)", &retries,
		NULL},
	{0, "collectors-stopped", NULL, "no collector writes: purge more", NULL,
		&collectors_stopped},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-purge-ceilo",
	"--keep=DURATION [OPTION ...] [FILE ...]",
	"Deletes the samples from Ceilometer's database that scan records "
	"prove to have been read.",
	rules,
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* Reading the input may end at once; nothing is begun yet. */
static void catch_signals(void)
{
	struct sigaction action = {
		.sa_handler = on_signal, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int wrong_value(struct ow_error *err, const char *option,
	const char *takes, const char *text)
{
	char quoted[64];

	error_quote(quoted, sizeof(quoted), text, strlen(text));
	return error_set(
		err, OW_USAGE, "--%s takes %s, not %s", option, takes, quoted);
}

/* Seconds with up to three decimals, as milliseconds. */
static int parse_pause(const char *text, int64_t *ms, struct ow_error *err)
{
	size_t whole = strspn(text, "0123456789");
	const char *point = text + whole;
	size_t decimals = *point == '.' ? strspn(point + 1, "0123456789") : 0;

	if (whole == 0 || whole > 4 || decimals > 3 ||
		(*point == '.' && decimals == 0) ||
		text[whole + (decimals > 0 ? decimals + 1 : 0)] != '\0')
		return wrong_value(err, "pause",
			"seconds such as 0.1, up to 9999.999", text);
	*ms = strtoll(text, NULL, 10) * 1000;
	for (size_t i = 0, unit = 100; i < decimals; i++, unit /= 10)
		*ms += (point[1 + i] - '0') * (int64_t)unit;
	return 0;
}

static int parse_all(struct purge_options *o, struct ow_error *err)
{
	int64_t tries;

	if (!keep)
		return error_set(err, OW_USAGE, "--keep is needed");
	if (time_duration(keep, &o->keep_s) < 0 || o->keep_s < KEEP_MIN_S)
		return wrong_value(
			err, "keep", "a day or more, such as 7d", keep);
	if (options_check_region(region, err) < 0 ||
		options_count("batch", batch, 1, BATCH_MAX, &o->batch, err) <
			0 ||
		parse_pause(pause_s, &o->pause_ms, err) < 0 ||
		options_count("retries", retries, 0, RETRIES_MAX, &tries, err) <
			0)
		return -1;
	o->retry.most = (unsigned)tries;
	return 0;
}

static void fill(struct purge_options *o)
{
	o->login = (struct database_login){
		.option_file = option_file,
		.extra_file = extra_file,
		.group = options.program,
		.database = database,
	};
	if (isatty(STDERR_FILENO))
		o->retry.note = tool_note;
	o->retry.context = (void *)&options;
	o->yes = yes;
	o->collectors_stopped = collectors_stopped;
	o->stop = &stop;
}

/* A meter of a type that is billed, but was not read, is not for sale. */
static int add_meter(
	struct purge_plan *plan, const char *name, struct ow_error *err)
{
	const struct kind *k = kind_by_meter(name);

	if (!text_is_name(name))
		return error_set(err, OW_USAGE,
			"--meter takes names with commas in between");
	if (!k || purge_plan_has_type(plan, k->type))
		return purge_plan_meter(plan, name, err);
	return error_set(err, OW_USAGE,
		"--meter %s tells of the type %s, which no scan covers", name,
		k->type);
}

static int add_meters(struct purge_plan *plan, struct ow_error *err)
{
	char *list = mem_copy(meter), *next = list;
	int result = 0;

	while (next && result == 0) {
		char *name = next, *comma = strchr(name, ',');
		if (comma)
			*comma = '\0';
		next = comma ? comma + 1 : NULL;
		result = add_meter(plan, name, err);
	}
	free(list);
	return result;
}

/* What a record that was rejected said is perhaps in no store. */
static int check_input(const struct input *in, const struct purge_plan *plan,
	struct ow_error *err)
{
	if (yes && input_rejected(in) > 0)
		return error_set(err, OW_INCOMPLETE,
			"the input tells of %" PRId64
			" rejected records; nothing is deleted",
			input_rejected(in));
	if (plan->window_count > 0)
		return 0;
	return error_set(err, OW_INCOMPLETE,
		plan->undated_count > 0
			? "no window tells its read_at, so none tells what "
			  "was read"
			: "no scan tells of a window of Ceilometer's samples "
			  "that was read");
}

/* All of it: what is cut off must not begin a purge. */
static int read_scans(
	struct input *in, struct purge_plan *plan, struct ow_error *err)
{
	struct record r;
	int got;

	while ((got = input_next(in, &r, err)) > 0)
		if (r.kind == RECORD_SCAN &&
			purge_plan_add(plan, &r.scan, err) < 0)
			return -1;
	if (got < 0 || check_input(in, plan, err) < 0)
		return -1;
	return add_meters(plan, err);
}

struct report {
	struct output out;
	const char *region;
};

static void write_found(void *context, const struct purge_found *f)
{
	struct report *r = context;

	purge_report_found(&r->out, r->region, f);
}

static void note_unknown(void *context, const struct purge_meter *m)
{
	char text[256], name[128];

	(void)context;
	snprintf(text, sizeof(text), "warning: the database has no meter %s",
		error_quote(name, sizeof(name), m->name, strlen(m->name)));
	tool_note((void *)&options, text);
}

static void note_count(int64_t count, const char *what)
{
	char text[256];

	snprintf(text, sizeof(text), "%s: %" PRId64, what, count);
	if (count > 0)
		tool_note((void *)&options, text);
}

static void note_all(
	const struct purge_plan *plan, const struct purge_totals *t)
{
	note_count(plan->undated_count,
		"windows that tell no read_at, and are left out");
	note_count(t->late,
		"samples that came after their window was read, and are kept");
	note_count(yes ? 0 : t->samples, "samples that --yes would delete");
}

static int purge(const struct purge_options *base, struct purge_plan *plan,
	int64_t rejected, struct ow_error *err)
{
	struct report r = {.region = plan->region};
	struct purge_options o = *base;
	struct purge_totals totals = {0};

	o.found = write_found;
	o.unknown = note_unknown;
	o.context = &r;
	output_begin(&r.out, stdout, options.program, "ceilometer", TIME_NEVER,
		TIME_NEVER);
	catch_signals();
	if (purge_run(&o, plan, &totals, err) < 0) {
		output_abandon(&r.out);
		note_count(totals.deleted,
			"samples deleted so far; the rest is for the next run");
		return -1;
	}
	purge_report_totals(&r.out, r.region, &totals);
	note_all(plan, &totals);
	return output_end(&r.out, rejected, err);
}

static int run(const struct purge_options *o, struct input *in)
{
	struct purge_plan plan;
	struct ow_error err;

	purge_plan_init(&plan, region);
	int result = read_scans(in, &plan, &err);
	if (result == 0)
		result = purge(o, &plan, input_rejected(in), &err);
	purge_plan_clear(&plan);
	if (result == 0)
		return input_rejected(in) > 0 ? OW_REJECTED : OW_OK;
	return err.code == OW_USAGE ? tool_usage(&options, &err)
				    : tool_fail(&options, &err);
}

int main(int argc, char **argv)
{
	struct input_options io = {
		.complain = tool_complain, .context = (void *)&options};
	struct purge_options o = {0};
	struct ow_error err;
	size_t files;
	int code = tool_options(&options, argc, argv, &files);

	if (code != TOOL_RUN)
		return code;
	if (parse_all(&o, &err) < 0)
		return tool_usage(&options, &err);
	fill(&o);
	struct input *in = input_new((const char *const *)argv + 1, files, &io);
	code = run(&o, in);
	input_free(in);
	return code;
}
