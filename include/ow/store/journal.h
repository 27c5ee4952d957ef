/*
 * Several files of a folder replaced at once, or none of them.
 *
 * The new files are written into a folder beside them, which one rename
 * commits; then they are moved to their places. Whoever is killed meanwhile
 * leaves either a folder that nobody committed, which is dropped, or one that
 * counts before the files in their places do, and is moved later.
 */
#ifndef OW_STORE_JOURNAL_H
#define OW_STORE_JOURNAL_H

#include "ow/base/buf.h"
#include "ow/base/error.h"

#define JOURNAL_NEW ".new"
#define JOURNAL_DONE ".commit"

/* Ends what an earlier run began. DIR is open; the caller has it alone. */
int journal_recover(int dir, struct ow_error *err) OW_MUST_CHECK;

/* A file that is to be; the first one begins the journal. */
int journal_write(int dir, const char *name, const struct buf *bytes,
	struct ow_error *err) OW_MUST_CHECK;

/* All that was written counts, and is moved to its place. */
int journal_commit(int dir, struct ow_error *err) OW_MUST_CHECK;

/* Appends the file as it counts, committed or in its place. */
int journal_read(int dir, const char *name, struct buf *out,
	struct ow_error *err) OW_MUST_CHECK;

#endif
