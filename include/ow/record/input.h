/*
 * The one input loop of all filters: files or standard input, line by line,
 * as records, with the frames checked on the way.
 *
 * A frame is what stands between a begin record and the end record with its
 * id; lines outside any frame are fine. Incomplete is an input that has no
 * line at all, a frame that did not end, an end without its begin, or a
 * frame whose end counts other records than came.
 */
#ifndef OW_RECORD_INPUT_H
#define OW_RECORD_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/record/record.h"

struct input;

struct input_options {
	size_t line_max; /* bytes; 0: RECORD_LINE_MAX */
	bool allow_incomplete;
	/*
	 * Told of each rejected record and, if incomplete input is allowed,
	 * of what is missing (E's code is then OW_INCOMPLETE). FILE is
	 * "<stdin>" for standard input; LINE counts from 1, 0: the whole file.
	 */
	void (*complain)(void *context, const char *file, uint64_t line,
		const struct ow_error *e);
	void *context;
};

/* FILES (COUNT of them, "-" for stdin; none: stdin) are borrowed. */
struct input *input_new(const char *const *files, size_t count,
	const struct input_options *options);
void input_free(struct input *in);

/*
 * Returns 1 and the next record, 0 at the sound end of all, -1 with
 * OW_INCOMPLETE or OW_IO. Rejected records are told and left out. End
 * records are consumed; begin records are handed out, for their window. The
 * record holds until the next call.
 */
int input_next(struct input *in, struct record *out,
	struct ow_error *err) OW_MUST_CHECK;

/* Records rejected here, and those that the ends of frames told of. */
int64_t input_rejected(const struct input *in);

/*
 * How often incomplete input was allowed. It counts as rejected in the end
 * that a program writes, so that those after it, who allowed nothing, tell.
 */
int64_t input_missing(const struct input *in);

/* Where the record handed out last stands. */
const char *input_file(const struct input *in);
uint64_t input_line(const struct input *in);

#endif
