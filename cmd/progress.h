/* How far a long reading is, on a terminal's standard error alone. */
#ifndef OW_CMD_PROGRESS_H
#define OW_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *program;
	bool on;    /* standard error is a terminal */
	bool shown; /* a line is there, without its end */
	int64_t from_us, till_us;
	int64_t began_ms, last_ms;
};

/* For a reading from FROM to TILL that begins now; QUIET shows nothing. */
void progress_begin(struct progress *p, const char *program, bool quiet,
	int64_t from_us, int64_t till_us);

/* All before REACHED was read, COUNT samples; shown some times a second. */
void progress_show(struct progress *p, int64_t reached_us, int64_t count);

/* Ends the line, if there is one. */
void progress_end(struct progress *p, int64_t reached_us, int64_t count);

#endif
