/* ow-normalize: samples become spans. */
#include <stdio.h>
#include <stdlib.h>

#include "ow/base/time.h"
#include "ow/bill/inventory.h"
#include "ow/record/input.h"
#include "ow/record/output.h"
#include "tool.h"

static const char *grace, *region;

static const struct option_rule rules[] = {
	{'g', "grace", "TYPE=TIME,...",
		"how long a resource may go unseen (instance=1h,image=1h,"
		"volume=3h,floating_ip=1h)",
		&grace, NULL},
	{'r', "region", "NAME", "region of samples and scans that bear none",
		&region, NULL},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-normalize",
	"[--grace TYPE=TIME,...] [--region NAME] [FILE ...]",
	"Folds raw samples and spans into spans: who was seen in which state "
	"from when to when.",
	rules,
};

/* Labels come out once each and in order, however often they came in. */
struct labels {
	struct map lines;
	struct buf text;
};

static void keep_label(struct labels *l, const struct record *r)
{
	buf_reset(&l->text);
	record_text(r, &l->text);
	map_put(&l->lines, l->text.data, l->text.len - 1);
}

static void write_labels(struct labels *l, struct output *out)
{
	struct map_entry **sorted = map_sorted(&l->lines);

	for (size_t i = 0; i < l->lines.count; i++)
		output_line(out, sorted[i]->key, sorted[i]->key_len);
	free(sorted);
}

static void clear_labels(struct labels *l)
{
	map_clear(&l->lines);
	buf_clear(&l->text);
}

static void write_spans(const struct resource *r, struct output *out)
{
	struct record record = {.kind = RECORD_SPAN};

	for (size_t i = 0; i < r->timeline.count; i++) {
		record.span = resource_span(r, i);
		output_record(out, &record);
	}
}

static void write_inventory(struct inventory *v, struct output *out)
{
	size_t late = 0;

	coverage_each(&v->coverage, output_scan, out);
	for (size_t i = 0; i < inventory_count(v); i++) {
		write_spans(v->sorted[i], out);
		late += v->sorted[i]->timeline.late;
	}
	if (late > 0)
		fprintf(stderr,
			"%s: late samples that contradicted what was joined "
			"around them: %zu; each may cost a grace period\n",
			options.program, late);
}

/* 1 if there was a record, 0 at the end, -1. Rejected ones are counted. */
static int take(struct input *in, struct inventory *v, struct labels *l,
	struct output *out, int64_t *rejected, struct ow_error *err)
{
	struct record r;
	struct ow_error why;
	int got = input_next(in, &r, err);

	if (got <= 0)
		return got;
	if (inventory_add(v, &r, &why) < 0) {
		tool_complain(
			(void *)&options, input_file(in), input_line(in), &why);
		++*rejected;
	} else if (r.kind == RECORD_PROJECT || r.kind == RECORD_VOLUME_TYPE) {
		keep_label(l, &r);
	} else if (r.kind == RECORD_OTHER || r.kind == RECORD_USAGE) {
		output_line(out, r.line, r.len);
	}
	return 1;
}

static int run(struct input *in, struct inventory *v)
{
	struct labels labels = {MAP_INIT, BUF_INIT(2 * RECORD_LINE_MAX)};
	struct ow_error err;
	struct output out;
	int64_t rejected = 0;
	int got;

	output_begin(&out, stdout, options.program, options.program, TIME_NEVER,
		TIME_NEVER);
	do
		got = take(in, v, &labels, &out, &rejected, &err);
	while (got > 0);
	if (got < 0) {
		output_abandon(&out);
		clear_labels(&labels);
		return tool_fail(&options, &err);
	}
	rejected += input_rejected(in);
	inventory_settle(v);
	write_labels(&labels, &out);
	clear_labels(&labels);
	write_inventory(v, &out);
	if (output_end(&out, rejected, &err) < 0)
		return tool_fail(&options, &err);
	return rejected > 0 ? OW_REJECTED : OW_OK;
}

int main(int argc, char **argv)
{
	struct input_options io = {
		.complain = tool_complain, .context = (void *)&options};
	struct inventory v;
	struct ow_error err;
	size_t files;
	int done = tool_options(&options, argc, argv, &files);

	if (done != TOOL_RUN)
		return done;
	inventory_init(&v);
	v.region = region;
	if (options_check_region(region, &err) < 0 ||
		(grace && inventory_set_grace(&v, grace, &err) < 0))
		return tool_usage(&options, &err);
	struct input *in = input_new((const char *const *)argv + 1, files, &io);
	done = run(in, &v);
	input_free(in);
	inventory_clear(&v);
	return done;
}
