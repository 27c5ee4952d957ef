/*
 * Errors and exit codes.
 *
 * A library function that can fail returns -1 (or NULL) and fills the
 * caller's struct ow_error: one line of text without a final newline, and
 * the exit code that a program should end with if it gives up for it.
 */
#ifndef OW_BASE_ERROR_H
#define OW_BASE_ERROR_H

#include <stdarg.h>
#include <stddef.h>

#define OW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define OW_MUST_CHECK __attribute__((warn_unused_result))

/* How every program of the project ends; see ow(7). */
enum ow_exit {
	OW_OK = 0,          /* all done */
	OW_REJECTED = 1,    /* done, but some records were rejected */
	OW_USAGE = 64,      /* the command line is wrong */
	OW_INCOMPLETE = 65, /* the input is unusable or incomplete */
	OW_IO = 74,         /* reading or writing failed */
	OW_AGAIN = 75,      /* failed for now; a retry may help */
	OW_REFUSED = 77,    /* the credentials were refused */
	OW_CONFIG = 78,     /* the configuration is wrong */
};

struct ow_error {
	enum ow_exit code;
	char text[512];
};

/*
 * Fills E and returns -1, so that `return error_set(...)` reads well. Text
 * that comes from outside is quoted by error_quote() first. What does not
 * fit is cut. Control characters that slip in are shown as '?'.
 */
int error_set(struct ow_error *e, enum ow_exit code, const char *fmt, ...)
	OW_PRINTF(3, 4);

/*
 * Copies TEXT of LEN bytes into OUT as "'TEXT'", with control characters and
 * what is not printable ASCII or UTF-8 as \xHH and a long text cut with
 * "...". Returns OUT, always terminated. SIZE must be at least 16.
 */
char *error_quote(char *out, size_t size, const char *text, size_t len);

#endif
