/*
 * Reading without complex queries, as some servers refuse them.
 *
 * A plain GET gives the newest samples of a meter between two bounds, newest
 * first, in any order within a moment and in silence no more than a limit. A
 * part is read downwards: each answer's last moment is asked for again, with
 * all below it, and what comes twice is dropped. It ends with an answer that
 * holds one moment alone and is provably all of it.
 */
#ifndef OW_SOURCE_CEILOMETER_WINDOWS_H
#define OW_SOURCE_CEILOMETER_WINDOWS_H

#include "ow/source/ceilometer_call.h"
#include "ow/source/ceilometer_pace.h"

/* The pointers are borrowed; page is the caller's to clear, all else 0. */
struct ceilometer_windows {
	struct ceilometer_caller *caller;
	const struct ceilometer_query *q;
	struct ceilometer_pace *pace;
	struct ceilometer_rows page;
	size_t largest; /* answer so far: the server lets this many through */
	bool quick;     /* all answers of this part were */
	size_t cut;     /* at so many it was found to cut answers; 0: not */
};

/*
 * Reads all samples of the query in [FROM, TILL) into ROWS, ascending, each
 * once. As ceilometer_call(), or CEILOMETER_TOO_MANY with ERR if they are more
 * than memory should hold: a shorter part is to be read. ROWS is empty then.
 */
enum ceilometer_outcome ceilometer_windows_read(struct ceilometer_windows *w,
	int64_t from_us, int64_t till_us, struct ceilometer_rows *rows,
	struct ow_error *err) OW_MUST_CHECK;

#endif
