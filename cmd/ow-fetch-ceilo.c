#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/kind/kind.h"
#include "ow/record/output.h"
#include "ow/source/ceilometer.h"
#include "ow/source/login.h"
#include "progress.h"
#include "tool.h"

#define ANSWER_MAX ((size_t)16 << 20) /* bytes */
#define PROJECT_MAX 255               /* bytes; ids have 32 */

static const char *from, *till, *overlap, *type, *meter, *project;
static const char *region, *page = "1000";
static struct login login = LOGIN_INIT;

static const struct option_rule rules[] = {
	{0, "from", "TIME", "start of the window; UTC without an offset", &from,
		NULL},
	{0, "till", "TIME", "its end, the first moment not read", &till, NULL},
	{0, "overlap", "DURATION", "read from so much earlier on", &overlap,
		NULL},
	{0, "type", "LIST", "of instance,volume,image (all of them)", &type,
		NULL},
	{0, "meter", "TYPE=METER,...", "read METER for TYPE", &meter, NULL},
	{0, "project", "ID", "read this project's samples alone", &project,
		NULL},
	{0, "region", "NAME", "region that the records name", &region, NULL},
	{0, "page", "N", "the most samples to ask for at once (1000)", &page,
		NULL},
	LOGIN_RULES(login),
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-fetch-ceilo",
	"--from=TIME --till=TIME [OPTION ...]",
	"Reads the samples of a window from a Ceilometer v2 API.",
	rules,
};

static int refuse(struct ow_error *err, const char *option, const char *takes,
	const char *text)
{
	char quoted[64];

	error_quote(quoted, sizeof(quoted), text, strlen(text));
	return error_set(
		err, OW_USAGE, "--%s takes %s, not %s", option, takes, quoted);
}

static int parse_overlap(struct ceilometer_query *q, struct ow_error *err)
{
	int64_t s = 0;

	if (overlap && time_duration(overlap, &s) < 0)
		return refuse(
			err, "overlap", "a duration such as 90m", overlap);
	q->from_us -= s * TIME_US;
	if (q->from_us >= time_days(1, 1, 1) * 86400 * TIME_US)
		return 0;
	return error_set(err, OW_USAGE, "--overlap leads before the year 1");
}

static int parse_window(struct ceilometer_query *q, struct ow_error *err)
{
	const char *takes = "a time such as 2016-05-01T00:00:00+03:00";

	if (!from || !till)
		return error_set(err, OW_USAGE, "--from and --till are needed");
	if (time_parse(from, &q->from_us) < 0)
		return refuse(err, "from", takes, from);
	if (time_parse(till, &q->till_us) < 0)
		return refuse(err, "till", takes, till);
	if (q->from_us >= q->till_us)
		return error_set(err, OW_USAGE, "--from is not before --till");
	return parse_overlap(q, err);
}

/*
 * Coverage of a billed type has to rest on a meter that bills it: else a
 * reading that holds none of its samples would prove that nothing lives.
 */
static int check_type(const struct ceilometer_type *t, struct ow_error *err)
{
	const struct kind *k = kind_by_type(t->name);

	if (!k || kind_by_meter(t->meter) == k)
		return 0;
	return error_set(err, OW_USAGE,
		"--meter: no %s is billed by that meter; give it a type of "
		"another name",
		k->type);
}

static int parse_types(struct ceilometer_query *q, struct ow_error *err)
{
	const char *names = type || meter ? type : "instance,volume,image";

	if (names && ceilometer_add_types(q, names, err) < 0)
		return -1;
	if (meter && ceilometer_add_meters(q, meter, err) < 0)
		return -1;
	for (size_t i = 0; i < q->type_count; i++)
		if (check_type(&q->types[i], err) < 0)
			return -1;
	return 0;
}

static int parse_project(struct ceilometer_query *q, struct ow_error *err)
{
	q->project = project;
	if (!project ||
		(text_is_name(project) && strlen(project) <= PROJECT_MAX))
		return 0;
	return refuse(err, "project", "the id of a project", project);
}

static int parse_all(struct ceilometer_query *q, struct ceilometer_options *o,
	struct http_options *http, struct ow_error *err)
{
	if (parse_window(q, err) < 0 || parse_types(q, err) < 0 ||
		parse_project(q, err) < 0 ||
		options_check_region(region, err) < 0)
		return -1;
	if (options_count("page", page, CEILOMETER_PAGE_MIN,
		    CEILOMETER_PAGE_MAX, &o->page, err) < 0 ||
		login_options(&login, http, err) < 0)
		return -1;
	q->region = region;
	o->retries = http->retries;
	o->log = http->note;
	o->context = http->note_context;
	return 0;
}

static void begin(struct output *out, const struct scan *scan)
{
	char t[TIME_TEXT];
	struct buf id = BUF_INIT(RECORD_LINE_MAX);

	buf_addf(&id, "%s/%s/", scan->source, scan->region ? scan->region : "");
	for (size_t i = 0; i < scan->type_count; i++)
		buf_addf(&id, "%s%s", i > 0 ? "," : "", scan->types[i]);
	buf_addf(&id, "/%s", time_text(t, scan->from_s));
	buf_addf(&id, "/%s", time_text(t, scan->till_s));
	if (scan->project)
		buf_addf(&id, "/%s", scan->project);
	output_begin(out, stdout, options.program, id.data, scan->from_s,
		scan->till_s);
	if (fflush(stdout) != 0 && !out->failed)
		out->failed = errno ? errno : EIO;
	buf_clear(&id);
}

/* How many samples came; what did not is told at the end. */
struct sight {
	int64_t samples;
	int64_t of_type[CEILOMETER_TYPES_MAX];
};

static void warn(const struct sight *seen, const struct ceilometer_query *q)
{
	char meter_name[80], text[160];

	for (size_t i = 0; i < q->type_count; i++) {
		const char *name = q->types[i].meter;
		if (seen->of_type[i] > 0)
			continue;
		error_quote(meter_name, sizeof(meter_name), name, strlen(name));
		snprintf(text, sizeof(text), "warning: no sample of meter %s",
			meter_name);
		tool_note((void *)&options, text);
	}
}

/* Stops at the first failure to write: a month takes its time to read. */
static int copy(struct ceilometer *c, const struct ceilometer_query *q,
	struct output *out, struct sight *seen, struct ow_error *err)
{
	struct ceilometer_sample s;
	struct progress progress;
	int got = 0;

	progress_begin(&progress, options.program, login.verbose, q->from_us,
		q->till_us);
	while (!out->failed && (got = ceilometer_next(c, &s, err)) > 0) {
		output_line(out, s.line, s.len);
		seen->of_type[s.type - q->types]++;
		seen->samples++;
		progress_show(
			&progress, ceilometer_reached_us(c), seen->samples);
	}
	progress_end(&progress, ceilometer_reached_us(c), seen->samples);
	return got < 0 ? -1 : 0;
}

/* The end of the window is cut where the server's clock has not been. */
static int start(struct ceilometer *c, struct ceilometer_query *q,
	struct scan *scan, struct ow_error *err)
{
	int64_t asked_us = q->till_us, read_s;
	char t[TIME_TEXT], text[160];

	if (ceilometer_begin(c, &read_s, err) < 0 ||
		ceilometer_scan(q, scan, err) < 0)
		return -1;
	scan->read_s = read_s;
	if (q->till_us == asked_us)
		return 0;
	snprintf(text, sizeof(text),
		"--till is in the future: read till %s, the server's time",
		time_text(t, scan->till_s));
	tool_note((void *)&options, text);
	return 0;
}

/*
 * The frame begins before anything is asked, so that a program that gets
 * killed leaves one without an end.
 */
static int run(struct ceilometer *c, struct ceilometer_query *q,
	struct scan *scan, struct ow_error *err)
{
	struct output out;
	struct sight seen = {0};
	struct record record = {.kind = RECORD_SCAN};

	begin(&out, scan);
	if (!out.failed && (start(c, q, scan, err) < 0 ||
				   copy(c, q, &out, &seen, err) < 0)) {
		output_abandon(&out);
		return -1;
	}
	record.scan = *scan;
	output_record(&out, &record);
	int result = output_end(&out, 0, err);
	if (result == 0)
		warn(&seen, q);
	return result;
}

static int fetch(struct ceilometer_query *q, const struct ceilometer_options *o,
	struct scan *scan, struct ow_error *err)
{
	struct ceilometer *c = ceilometer_new(q, o, err);
	int result = c ? run(c, q, scan, err) : -1;

	ceilometer_free(c);
	return result;
}

/* Logs in, if there is a Keystone, and finds the service. */
static int find_and_fetch(struct ceilometer_query *q,
	struct ceilometer_options *o, const struct http_options *http,
	struct scan *scan, struct ow_error *err)
{
	struct cloud cloud;
	char *found = NULL;
	int result = -1;

	if ((o->session = login_open(&login, http, &cloud, err)) &&
		(found = keystone_endpoint(o->session, "metering", err))) {
		o->endpoint = found;
		result = fetch(q, o, scan, err);
	}
	free(found);
	keystone_free(o->session);
	cloud_clear(&cloud);
	return result;
}

int main(int argc, char **argv)
{
	struct ceilometer_query q = {0};
	struct ceilometer_options o = {0};
	struct http_options http = {.max_bytes = ANSWER_MAX,
		.note = tool_note,
		.note_context = (void *)&options};
	struct scan scan;
	struct ow_error err;
	size_t operands;
	int code = tool_options(&options, argc, argv, &operands);

	if (code != TOOL_RUN)
		return code;
	if (operands > 0)
		error_set(&err, OW_USAGE, "takes no operands");
	if (operands > 0 || parse_all(&q, &o, &http, &err) < 0 ||
		ceilometer_scan(&q, &scan, &err) < 0)
		code = tool_usage(&options, &err);
	else if (find_and_fetch(&q, &o, &http, &scan, &err) < 0)
		code = tool_fail(&options, &err);
	else
		code = OW_OK;
	ceilometer_query_clear(&q);
	return code;
}
