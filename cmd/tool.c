#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "tool.h"

int tool_options(
	const struct options *o, int argc, char **argv, size_t *operands)
{
	struct ow_error err;

	/* A reader that went away is a failed write: exit code 74. */
	signal(SIGPIPE, SIG_IGN);
	int result = options_parse(o, argc, argv, operands, &err);

	if (result == OPTIONS_RUN)
		return TOOL_RUN;
	if (result == OPTIONS_HELP)
		options_help(o, stdout);
	else if (result == OPTIONS_VERSION)
		printf("%s (openwatt) %s\n", o->program, OW_VERSION);
	else
		return tool_usage(o, &err);
	if (fflush(stdout) == 0)
		return OW_OK;
	error_set(&err, OW_IO, "cannot write");
	return tool_fail(o, &err);
}

int tool_fail(const struct options *o, const struct ow_error *e)
{
	fprintf(stderr, "%s: %s\n", o->program, e->text);
	return e->code;
}

int tool_usage(const struct options *o, const struct ow_error *e)
{
	fprintf(stderr, "%s: %s; see %s --help\n", o->program, e->text,
		o->program);
	return e->code;
}

void tool_complain(void *context, const char *file, uint64_t line,
	const struct ow_error *e)
{
	const struct options *o = context;

	if (line > 0)
		fprintf(stderr, "%s: %s:%" PRIu64 ": %s\n", o->program, file,
			line, e->text);
	else
		fprintf(stderr, "%s: %s: %s\n", o->program, file, e->text);
}

void tool_note(void *context, const char *text)
{
	const struct options *o = context;

	fprintf(stderr, "%s: %s\n", o->program, text);
}
