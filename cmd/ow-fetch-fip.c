#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/time.h"
#include "ow/record/output.h"
#include "ow/source/neutron.h"
#include "ow/source/neutron_conf.h"
#include "tool.h"

#define RETRIES_MAX 20

static const char *region, *option_file, *extra_file, *neutron_conf, *database;
static const char *retries = "3";

static const struct option_rule rules[] = {
	{0, "region", "NAME", "region that the records name", &region, NULL},
	{0, "defaults-file", "FILE", "read this MySQL option file, no other",
		&option_file, NULL},
	{0, "defaults-extra-file", "FILE",
		"read this one beside the usual ones", &extra_file, NULL},
	{0, "neutron-conf", "FILE", "connect as this neutron.conf says",
		&neutron_conf, NULL},
	{0, "database", "NAME", "name of Neutron's database (neutron)",
		&database, NULL},
	{0, "retries", "N", "tries more after a passing failure (3)", &retries,
		NULL},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-fetch-fip",
	"[OPTION ...]",
	"Reads all floating IPs from Neutron's database, as raw samples.",
	rules,
};

static int write_samples(
	struct output *out, struct neutron_list *list, struct ow_error *err)
{
	const char *line;
	size_t len;
	int more;

	while ((more = neutron_next(list, &line, &len, err)) > 0)
		output_line(out, line, len);
	return more;
}

static void write_scan(struct output *out, int64_t at_s)
{
	struct record r = {.kind = RECORD_SCAN};

	r.scan = (struct scan){
		.source = "neutron",
		.region = region,
		.types = {"floating_ip"},
		.type_count = 1,
		.from_s = TIME_NEVER,
		.till_s = TIME_NEVER,
		.read_s = TIME_NEVER,
		.at_s = at_s,
		.first_s = TIME_NEVER,
		.last_s = TIME_NEVER,
	};
	output_record(out, &r);
}

static int write_list(struct output *out, const struct neutron_options *from,
	struct ow_error *err)
{
	struct neutron_list *list = neutron_read(from, err);

	if (!list)
		return -1;
	int result = write_samples(out, list, err);
	if (result == 0)
		write_scan(out, time_seconds(neutron_read_us(list)));
	neutron_free(list);
	return result;
}

/* Fills URL, which the login borrows from, if there is a neutron.conf. */
static int find_database(struct database_login *login, struct database_url *url,
	struct ow_error *err)
{
	if (neutron_conf) {
		if (neutron_conf_read(url, neutron_conf, err) < 0)
			return -1;
		*login = url->login;
		login->no_option_files = true;
	}
	login->option_file = option_file;
	login->extra_file = extra_file;
	login->group = options.program;
	if (database || !login->database)
		login->database = database ? database : "neutron";
	return 0;
}

/*
 * The frame is begun before the database is asked: even a program that gets
 * killed meanwhile then leaves a frame without an end.
 */
static int run(struct neutron_options *from, struct ow_error *err)
{
	struct database_url url = {.text = NULL};
	struct output out;
	int result;

	output_begin(&out, stdout, options.program, "neutron", TIME_NEVER,
		TIME_NEVER);
	if (fflush(stdout) != 0)
		result = error_set(
			err, OW_IO, "cannot write: %s", strerror(errno));
	else if ((result = find_database(&from->login, &url, err)) == 0)
		result = write_list(&out, from, err);
	database_url_clear(&url);
	if (result == 0)
		return output_end(&out, 0, err);
	output_abandon(&out);
	return -1;
}

static int read_options(struct neutron_options *from, struct ow_error *err)
{
	int64_t tries;

	if (options_check_region(region, err) < 0 ||
		options_count("retries", retries, 0, RETRIES_MAX, &tries, err) <
			0)
		return -1;
	if ((option_file != NULL) + (extra_file != NULL) +
			(neutron_conf != NULL) >
		1)
		return error_set(err, OW_USAGE,
			"--defaults-file, --defaults-extra-file and "
			"--neutron-conf exclude each other");
	from->region = region;
	from->retry.most = (unsigned)tries;
	if (isatty(STDERR_FILENO))
		from->retry.note = tool_note;
	return 0;
}

int main(int argc, char **argv)
{
	struct neutron_options from = {.retry.context = (void *)&options};
	struct ow_error err;
	size_t operands;
	int code = tool_options(&options, argc, argv, &operands);

	if (code != TOOL_RUN)
		return code;
	if (operands > 0)
		error_set(&err, OW_USAGE, "takes no operands");
	if (operands > 0 || read_options(&from, &err) < 0)
		return tool_usage(&options, &err);
	return run(&from, &err) < 0 ? tool_fail(&options, &err) : OW_OK;
}
