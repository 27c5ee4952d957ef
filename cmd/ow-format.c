#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ow/record/input.h"
#include "ow/report/report.h"
#include "tool.h"

static const char *format = "csv";
static struct report_options how;
static bool allow_incomplete;

static const struct option_rule rules[] = {
	{'f', "format", "NAME", "csv, tsv or json; csv unless named", &format,
		NULL},
	{0, "raw", NULL, "leave cells that look like formulas as they are",
		NULL, &how.raw},
	{0, "crlf", NULL, "end the lines of CSV with CR LF", NULL, &how.crlf},
	{0, "allow-incomplete", NULL,
		"make a report of what came, even if some is missing", NULL,
		&allow_incomplete},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-format",
	"[OPTION ...] [FILE ...]",
	"Makes a report for finance from the usage that ow-aggregate prints.",
	rules,
};

/* What stood before ow-aggregate would be missing from the bill. */
static int check_kind(enum record_kind kind, struct ow_error *err)
{
	if (kind == RECORD_SPAN)
		return error_set(err, OW_INCOMPLETE,
			"a span, not usage: run ow-aggregate first");
	if (kind == RECORD_SAMPLE)
		return error_set(err, OW_INCOMPLETE,
			"a sample, not usage: run ow-normalize and "
			"ow-aggregate first");
	return 0;
}

static int fail_at(const struct input *in, const struct ow_error *err)
{
	tool_complain((void *)&options, input_file(in), input_line(in), err);
	return err->code;
}

static int read_all(struct input *in, struct report *report)
{
	struct record record;
	struct ow_error err;
	int got;

	while ((got = input_next(in, &record, &err)) > 0) {
		if (check_kind(record.kind, &err) < 0)
			return fail_at(in, &err);
		report_add(report, &record);
	}
	if (got < 0)
		return tool_fail(&options, &err);
	if (!report_is_blank(report) || allow_incomplete)
		return OW_OK;
	error_set(&err, OW_INCOMPLETE,
		"neither usage nor a window: run ow-aggregate first");
	return tool_fail(&options, &err);
}

static int print(struct report *report, int64_t rejected)
{
	struct ow_error err;

	how.visible = isatty(STDOUT_FILENO);
	if (report_write(report, format, &how, stdout, &err) < 0)
		return tool_fail(&options, &err);
	if (fclose(stdout) != 0) {
		error_set(&err, OW_IO, "cannot write: %s", strerror(errno));
		return tool_fail(&options, &err);
	}
	if (rejected == 0)
		return OW_OK;
	error_set(&err, OW_REJECTED,
		"the report lacks records that were rejected: %" PRId64,
		rejected);
	return tool_fail(&options, &err);
}

int main(int argc, char **argv)
{
	size_t files;
	struct ow_error err;
	int status = tool_options(&options, argc, argv, &files);

	if (status != TOOL_RUN)
		return status;
	if (report_check_format(format, &err) < 0)
		return tool_usage(&options, &err);
	const struct input_options from = {
		.allow_incomplete = allow_incomplete,
		.complain = tool_complain,
		.context = (void *)&options,
	};
	struct input *in =
		input_new((const char *const *)argv + 1, files, &from);
	struct report *report = report_new();
	status = read_all(in, report);
	if (status == OW_OK)
		status = print(report, input_rejected(in));
	report_free(report);
	input_free(in);
	return status;
}
