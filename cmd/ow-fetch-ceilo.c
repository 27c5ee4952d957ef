#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/record/output.h"
#include "ow/source/ceilometer.h"
#include "tool.h"

#define ANSWER_MAX ((size_t)256 << 20) /* bytes */
#define PROGRESS_EVERY 500             /* samples */

static const char *from, *till, *region, *endpoint;
static const char *type = "instance,volume,image";
static const char *page = "1000", *timeout = "300", *retries = "8";

static const struct option_rule rules[] = {
	{0, "from", "TIME", "start of the window; UTC without an offset", &from,
		NULL},
	{0, "till", "TIME", "its end, the first moment not read", &till, NULL},
	{0, "type", "LIST", "of instance,volume,image (all of them)", &type,
		NULL},
	{0, "region", "NAME", "region that the records name", &region, NULL},
	{0, "endpoint", "URL", "of the metering service; needed", &endpoint,
		NULL},
	{0, "page", "N", "samples to ask for at once (1000)", &page, NULL},
	{0, "timeout", "SECONDS", "for one request and its answer (300)",
		&timeout, NULL},
	{0, "retries", "N", "tries more after a passing failure (8)", &retries,
		NULL},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-fetch-ceilo",
	"--from=TIME --till=TIME --endpoint=URL [OPTION ...]",
	"Reads the samples of a window from a Ceilometer v2 API; "
	"the token is $OS_TOKEN.",
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
	return 0;
}

static int parse_all(struct ceilometer_query *q, struct http_options *o,
	struct ow_error *err)
{
	if (parse_window(q, err) < 0 || options_check_region(region, err) < 0)
		return -1;
	if (ceilometer_types(type, q) < 0)
		return refuse(err, "type", "each of instance,volume,image once",
			type);
	if (options_count("page", page, CEILOMETER_PAGE_MIN,
		    CEILOMETER_PAGE_MAX, &q->page, err) < 0)
		return -1;
	if (options_count("timeout", timeout, 1, 86400, &o->timeout_s, err) < 0)
		return -1;
	q->region = region;
	q->endpoint = endpoint;
	o->max_bytes = ANSWER_MAX;
	return options_count("retries", retries, 0, 100, &o->retries, err);
}

static int find_service(const char **token, struct ow_error *err)
{
	*token = getenv("OS_TOKEN");
	if (!endpoint)
		return error_set(err, OW_CONFIG,
			"no endpoint: name the metering service's URL with "
			"--endpoint");
	if (!*token || !**token)
		return error_set(err, OW_CONFIG, "no token: set OS_TOKEN");
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
	output_begin(out, stdout, options.program, id.data, scan->from_s,
		scan->till_s);
	if (fflush(stdout) != 0 && !out->failed)
		out->failed = errno ? errno : EIO;
	buf_clear(&id);
}

/* What the samples let suspect; told at the end, it changes no exit code. */
struct sight {
	char *project; /* of the first sample; "" for none */
	bool projects; /* there is another one */
	int64_t samples;
	int64_t of_type[CEILOMETER_TYPES_MAX];
};

static void note(struct sight *seen, const struct ceilometer_query *q,
	const struct ceilometer_sample *s)
{
	const char *project = s->project ? s->project : "";

	if (!seen->project)
		seen->project = mem_copy(project);
	if (strcmp(seen->project, project) != 0)
		seen->projects = true;
	for (size_t i = 0; i < q->type_count; i++)
		seen->of_type[i] += q->types[i] == s->type;
	seen->samples++;
}

static void warn(const struct sight *seen, const struct ceilometer_query *q)
{
	char project[80], text[256];

	for (size_t i = 0; i < q->type_count; i++) {
		if (seen->of_type[i] > 0)
			continue;
		snprintf(text, sizeof(text), "warning: no sample of meter '%s'",
			q->types[i]->meter);
		tool_note((void *)&options, text);
	}
	if (!seen->project || seen->projects)
		return;
	error_quote(
		project, sizeof(project), seen->project, strlen(seen->project));
	snprintf(text, sizeof(text),
		"warning: all samples are of project %s; without the admin "
		"role a token reads only its own",
		project);
	tool_note((void *)&options, text);
}

static void show_progress(const struct ceilometer *c, int64_t samples)
{
	char t[TIME_TEXT];

	fprintf(stderr, "\r%s: %" PRId64 " samples, read up to %s",
		options.program, samples,
		time_text(t, time_seconds(ceilometer_reached_us(c))));
}

/* Stops at the first failure to write: a month takes its time to read. */
static int copy(struct ceilometer *c, const struct ceilometer_query *q,
	struct output *out, struct sight *seen, struct ow_error *err)
{
	struct ceilometer_sample s;
	bool progress = isatty(STDERR_FILENO);
	int got = 0;

	while (!out->failed && (got = ceilometer_next(c, &s, err)) > 0) {
		output_line(out, s.line, s.len);
		note(seen, q, &s);
		if (progress && seen->samples % PROGRESS_EVERY == 0)
			show_progress(c, seen->samples);
	}
	if (progress && seen->samples >= PROGRESS_EVERY)
		fputc('\n', stderr);
	return got < 0 ? -1 : 0;
}

/*
 * The frame begins before anything is asked, so that a program that gets
 * killed leaves one without an end.
 */
static int run(struct ceilometer *c, const struct ceilometer_query *q,
	const struct scan *scan, struct ow_error *err)
{
	struct output out;
	struct sight seen = {0};
	struct record record = {.kind = RECORD_SCAN, .scan = *scan};

	begin(&out, scan);
	int result = copy(c, q, &out, &seen, err);
	if (result < 0) {
		output_abandon(&out);
	} else {
		output_record(&out, &record);
		result = output_end(&out, 0, err);
	}
	if (result == 0)
		warn(&seen, q);
	free(seen.project);
	return result;
}

int main(int argc, char **argv)
{
	struct ceilometer_query q = {0};
	struct http_options o = {0};
	const char *token;
	struct scan scan;
	struct ow_error err;
	size_t operands;
	int code = tool_options(&options, argc, argv, &operands);

	if (code != TOOL_RUN)
		return code;
	if (operands > 0)
		error_set(&err, OW_USAGE, "takes no operands");
	if (operands > 0 || parse_all(&q, &o, &err) < 0 ||
		ceilometer_scan(&q, &scan, &err) < 0)
		return tool_usage(&options, &err);
	if (find_service(&token, &err) < 0)
		return tool_fail(&options, &err);
	struct ceilometer *c = ceilometer_new(&q, &o, token, &err);
	if (!c)
		return tool_fail(&options, &err);
	int result = run(c, &q, &scan, &err);
	ceilometer_free(c);
	return result < 0 ? tool_fail(&options, &err) : OW_OK;
}
