/* ow-load: gives back what a store holds. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/time.h"
#include "ow/record/output.h"
#include "ow/store/holes.h"
#include "ow/store/load.h"
#include "ow/store/part.h"
#include "ow/store/store.h"
#include "tool.h"

static const char *from, *till, *option_file, *extra_file;
static const char *wait = "60", *retries = "3";
static bool scans, projects;

static const struct option_rule rules[] = {
	{0, "from", "TIME", "give what a bill from this time needs", &from,
		NULL},
	{0, "till", "TIME", "... up to, not including, this time", &till, NULL},
	{0, "scans", NULL, "give no records but scans", NULL, &scans},
	{0, "projects", NULL, "give no records but labels", NULL, &projects},
	{0, "defaults-file", "FILE", "read this MySQL option file, no other",
		&option_file, NULL},
	{0, "defaults-extra-file", "FILE",
		"read this one beside the usual ones", &extra_file, NULL},
	{0, "retries", "N",
		"tries more after a passing failure of a database (3)",
		&retries, NULL},
	{0, "wait", "SECONDS", "wait so long for a run that stores (60)", &wait,
		NULL},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-load",
	"[--from TIME --till TIME | --scans | --projects] [OPTION ...] STORE",
	"Gives back what a store holds, or what the bill of a window needs of "
	"it.",
	rules,
};

struct job {
	struct load load;
	struct window window;
	struct output out;
	struct holes holes;
	int64_t unread; /* holes that were told */
};

static bool is_labels(const char *part)
{
	return strcmp(part, PART_LABELS) == 0;
}

/* What was begun to be read after the window was not missed in it. */
static void note_scan(void *context, const struct scan *scan)
{
	struct job *j = context;

	if (scan->from_s != TIME_NEVER && scan->from_s < j->window.till_s)
		holes_add(&j->holes, scan);
}

static void tell_hole(void *context, const struct scan *hole)
{
	struct job *j = context;
	const char *region = hole->region ? hole->region : "";
	char a[TIME_TEXT], b[TIME_TEXT], quoted[2][80], text[400];

	error_quote(quoted[0], sizeof(quoted[0]), hole->types[0],
		strlen(hole->types[0]));
	error_quote(quoted[1], sizeof(quoted[1]), region, strlen(region));
	snprintf(text, sizeof(text),
		"%s of region %s: not read from %s till %s", quoted[0],
		quoted[1], time_text(a, hole->from_s),
		time_text(b, hole->till_s));
	tool_note((void *)&options, text);
	j->unread++;
}

static void tell_holes(struct job *j)
{
	coverage_each(&j->load.inventory.coverage, note_scan, j);
	holes_each(&j->holes, &j->window, tell_hole, j);
	holes_clear(&j->holes);
}

static void write_labels(struct job *j)
{
	const char *line = j->load.labels.data;

	while (line && *line) {
		size_t len = strcspn(line, "\n");
		output_line(&j->out, line, len);
		line += len + 1;
	}
}

static void write_spans(struct job *j)
{
	const struct inventory *v = &j->load.inventory;
	struct record record = {.kind = RECORD_SPAN};

	for (size_t i = 0; i < inventory_count(v); i++) {
		const struct resource *r = v->sorted[i];
		if (from && !load_needs(&j->load, r, &j->window))
			continue;
		for (size_t n = 0; n < r->timeline.count; n++) {
			record.span = resource_span(r, n);
			output_record(&j->out, &record);
		}
	}
}

/* Times that nobody read count as rejected: every later stage exits 1. */
static int write_all(struct job *j, struct ow_error *err)
{
	int64_t from_s = from ? j->window.from_s : TIME_NEVER;
	int64_t till_s = from ? j->window.till_s : TIME_NEVER;

	if (from)
		tell_holes(j);
	output_begin(&j->out, stdout, options.program, options.program, from_s,
		till_s);
	write_labels(j);
	coverage_each(&j->load.inventory.coverage, output_scan, &j->out);
	write_spans(j);
	if (output_end(&j->out, j->unread, err) < 0)
		return tool_fail(&options, err);
	return j->unread > 0 ? OW_REJECTED : OW_OK;
}

static int read_once(
	struct load *l, const struct store_options *o, struct ow_error *err)
{
	struct store *s = store_open(o, false, err);

	if (!s)
		return -1;
	int result = load_read(l, s,
		scans      ? part_is_scans
		: projects ? is_labels
			   : NULL,
		err);
	store_close(s);
	if (result < 0)
		load_clear(l);
	return result;
}

static int run(struct job *j, struct store_options *o)
{
	struct ow_error err;
	int result;

	do
		result = read_once(&j->load, o, &err);
	while (result < 0 && store_retry(o, &err));
	if (result < 0)
		return tool_fail(&options, &err);
	int done = write_all(j, &err);
	load_clear(&j->load);
	return done;
}

static int read_options(struct job *j, struct store_options *o, char **argv,
	size_t count, struct ow_error *err)
{
	if (count != 1)
		return error_set(err, OW_USAGE, "name one store");
	o->dest = argv[1];
	o->option_file = option_file;
	o->extra_file = extra_file;
	o->retry.context = (void *)&options;
	if (isatty(STDERR_FILENO))
		o->retry.note = tool_note;
	if (store_set(o, wait, retries, err) < 0)
		return -1;
	if ((from || till) + scans + projects > 1)
		return error_set(err, OW_USAGE,
			"a window, --scans and --projects exclude each other");
	if (!from != !till)
		return error_set(
			err, OW_USAGE, "--from and --till go together");
	return from ? window_between(&j->window, from, till, NULL, err) : 0;
}

int main(int argc, char **argv)
{
	struct store_options o = {0};
	struct job j = {0};
	struct ow_error err;
	size_t count;
	int done = tool_options(&options, argc, argv, &count);

	if (done != TOOL_RUN)
		return done;
	if (read_options(&j, &o, argv, count, &err) < 0)
		return tool_usage(&options, &err);
	return run(&j, &o);
}
