/* What the mains share: messages and exit codes. Only cmd/ prints. */
#ifndef OW_CMD_TOOL_H
#define OW_CMD_TOOL_H

#include <stdint.h>

#include "ow/base/error.h"
#include "ow/base/options.h"

#define TOOL_RUN (-1)

/*
 * Parses the command line. Returns TOOL_RUN, or the exit code after --help,
 * --version or a mistake, which it has printed.
 */
int tool_options(
	const struct options *o, int argc, char **argv, size_t *operands);

/* Prints "PROGRAM: TEXT" to stderr and returns E's exit code. */
int tool_fail(const struct options *o, const struct ow_error *e);

/* As tool_fail() for a wrong command line; points to --help. */
int tool_usage(const struct options *o, const struct ow_error *e);

/* Prints "PROGRAM: FILE:LINE: TEXT"; CONTEXT is the struct options. */
void tool_complain(void *context, const char *file, uint64_t line,
	const struct ow_error *e);

/* Prints "PROGRAM: TEXT"; CONTEXT is the struct options. */
void tool_note(void *context, const char *text);

#endif
