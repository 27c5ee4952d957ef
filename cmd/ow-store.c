/* ow-store: keeps what ow-normalize writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/time.h"
#include "ow/record/input.h"
#include "ow/record/output.h"
#include "ow/store/batch.h"
#include "ow/store/check.h"
#include "ow/store/store.h"
#include "tool.h"

static const char *from, *till, *grace, *option_file, *extra_file;
static const char *wait = "60", *retries = "3";
static bool init, check, allow_rejected;

static const struct option_rule rules[] = {
	{0, "init", NULL, "make an empty store", NULL, &init},
	{0, "check", NULL, "verify the store, and tell what it covers", NULL,
		&check},
	{0, "from", "TIME", "with --check: tell the holes from this time",
		&from, NULL},
	{0, "till", "TIME", "... up to, not including, this time", &till, NULL},
	{'g', "grace", "TYPE=TIME,...",
		"with --init: how long a resource may go unseen, as for "
		"ow-normalize",
		&grace, NULL},
	{0, "allow-rejected", NULL,
		"take windows for covered of which records were rejected", NULL,
		&allow_rejected},
	{0, "defaults-file", "FILE", "read this MySQL option file, no other",
		&option_file, NULL},
	{0, "defaults-extra-file", "FILE",
		"read this one beside the usual ones", &extra_file, NULL},
	{0, "retries", "N",
		"tries more after a passing failure of a database (3)",
		&retries, NULL},
	{0, "wait", "SECONDS", "wait so long for other runs (60)", &wait, NULL},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-store",
	"[--init | --check [--from TIME --till TIME]] [OPTION ...] STORE "
	"[FILE ...]",
	"Merges spans, scans and labels into a store: a folder or a mysql:// "
	"database.",
	rules,
};

/* 1 if there was a record, 0 at the end, -1. Rejected ones are counted. */
static int take(struct input *in, struct batch *b, int64_t *rejected,
	struct ow_error *err)
{
	struct record r;
	struct ow_error why;
	int got = input_next(in, &r, err);

	if (got <= 0 || batch_add(b, &r, &why) == 0)
		return got;
	if (why.code != OW_REJECTED)
		return error_set(err, why.code, "%s:%llu: %s", input_file(in),
			(unsigned long long)input_line(in), why.text);
	tool_complain((void *)&options, input_file(in), input_line(in), &why);
	++*rejected;
	return got;
}

/* All of the input is known to be sound before the store is touched. */
static int read_all(struct batch *b, struct input *in, int64_t *rejected,
	struct ow_error *err)
{
	int got;

	do
		got = take(in, b, rejected, err);
	while (got > 0);
	*rejected += input_rejected(in);
	if (got == 0 && *rejected > 0 && !allow_rejected)
		batch_drop_scans(b);
	return got;
}

static int merge_once(const struct store_options *o, const struct batch *b,
	struct ow_error *err)
{
	struct store *s = store_open(o, true, err);

	if (!s)
		return -1;
	int result = store_merge(s, b, err);
	store_close(s);
	return result;
}

/* What was committed before the answer got lost is merged again: no harm. */
static int merge(
	struct store_options *o, const struct batch *b, struct ow_error *err)
{
	int result;

	do
		result = merge_once(o, b, err);
	while (result < 0 && store_retry(o, err));
	return result;
}

static int run(struct store_options *o, struct input *in)
{
	struct batch b = BATCH_INIT;
	struct ow_error err;
	int64_t rejected = 0;
	int result = read_all(&b, in, &rejected, &err);

	if (result == 0)
		result = merge(o, &b, &err);
	batch_clear(&b);
	if (result < 0)
		return tool_fail(&options, &err);
	if (rejected == 0)
		return OW_OK;
	tool_note((void *)&options,
		allow_rejected ? "records were rejected; the others are stored"
			       : "records were rejected; the others are "
				 "stored, but no scan: nothing counts as "
				 "covered by this input");
	return OW_REJECTED;
}

static int run_store(struct store_options *o, char **files, size_t count)
{
	struct input_options io = {
		.complain = tool_complain, .context = (void *)&options};
	struct input *in = input_new((const char *const *)files, count, &io);
	int done = run(o, in);

	input_free(in);
	return done;
}

static int run_init(const struct store_options *o)
{
	struct ow_error err;

	return store_init(o, &err) < 0 ? tool_fail(&options, &err) : OW_OK;
}

static void complain(void *context, const char *text)
{
	++*(int64_t *)context;
	tool_note((void *)&options, text);
}

static int run_check(const struct store_options *o, const struct window *w)
{
	struct ow_error err;
	struct output out;
	int64_t damaged = 0;
	struct store *s = store_open(o, false, &err);

	if (!s)
		return tool_fail(&options, &err);
	output_begin(&out, stdout, options.program, options.program,
		w ? w->from_s : TIME_NEVER, w ? w->till_s : TIME_NEVER);
	int result = check_store(s, w, &out, complain, &damaged, &err);
	store_close(s);
	if (result < 0 || damaged > 0)
		output_abandon(&out);
	else
		result = output_end(&out, 0, &err);
	if (result < 0)
		return tool_fail(&options, &err);
	return damaged > 0 ? OW_INCOMPLETE : OW_OK;
}

static int check_options(size_t count, struct ow_error *err)
{
	if (count == 0)
		return error_set(err, OW_USAGE, "name a store");
	if (init && check)
		return error_set(
			err, OW_USAGE, "--init and --check exclude each other");
	if ((init || check) && count > 1)
		return error_set(err, OW_USAGE,
			"--init and --check read no records; name one store");
	if (grace && !init)
		return error_set(
			err, OW_USAGE, "--grace is set once, with --init");
	if (!from != !till)
		return error_set(
			err, OW_USAGE, "--from and --till go together");
	if (from && !check)
		return error_set(
			err, OW_USAGE, "--from and --till are for --check");
	return 0;
}

static int read_options(struct store_options *o, struct window *w, char **argv,
	size_t count, struct ow_error *err)
{
	if (check_options(count, err) < 0)
		return -1;
	*o = (struct store_options){.dest = argv[1],
		.grace = grace,
		.option_file = option_file,
		.extra_file = extra_file,
		.retry.context = (void *)&options};
	if (isatty(STDERR_FILENO))
		o->retry.note = tool_note;
	if (store_set(o, wait, retries, err) < 0)
		return -1;
	if (grace && store_check_grace(grace, err) < 0)
		return -1;
	return from ? window_between(w, from, till, NULL, err) : 0;
}

int main(int argc, char **argv)
{
	struct store_options o;
	struct window w;
	struct ow_error err;
	size_t count;
	int done = tool_options(&options, argc, argv, &count);

	if (done != TOOL_RUN)
		return done;
	if (read_options(&o, &w, argv, count, &err) < 0)
		return tool_usage(&options, &err);
	if (init)
		return run_init(&o);
	if (check)
		return run_check(&o, from ? &w : NULL);
	return run_store(&o, argv + 2, count - 1);
}
