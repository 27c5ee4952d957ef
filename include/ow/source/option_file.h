/*
 * MySQL option files, read as MySQL's own programs read them.
 *
 * This is not left to the client library: MariaDB's passes in silence over a
 * file that it cannot read or parse, over options it does not know (ssl-mode)
 * and over what an !includedir holds, and then connects without them.
 */
#ifndef OW_SOURCE_OPTION_FILE_H
#define OW_SOURCE_OPTION_FILE_H

#include "ow/base/error.h"

struct option_file_reader {
	const char *const *groups; /* that are read; NULL ends them */
	/*
	 * Gets each option of these groups, in their order, its name with '-'
	 * for '_'. VALUE is NULL if there is no '='. Returns NULL, or what is
	 * wrong, in words that hold nothing of the line: it may be the
	 * password's.
	 */
	const char *(*each)(void *context, const char *group, const char *name,
		const char *value);
	void *context;
};

/*
 * Reads the file and what it includes. -1 with OW_CONFIG, the file and the
 * line, but no word of the line.
 */
int option_file_read(const struct option_file_reader *r, const char *path,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Reads the files that all programs of MySQL read, passing over those that
 * are missing or closed to this user, and EXTRA (NULL: none) before ~/.my.cnf.
 */
int option_file_read_usual(const struct option_file_reader *r,
	const char *extra, struct ow_error *err) OW_MUST_CHECK;

#endif
