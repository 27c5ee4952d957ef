/*
 * A look at a MySQL option file before libmysqlclient reads it.
 *
 * MariaDB's library passes in silence over a file that it cannot read or
 * parse, and over options it does not know, and then connects without them.
 */
#ifndef OW_SOURCE_NEUTRON_FILE_H
#define OW_SOURCE_NEUTRON_FILE_H

#include "ow/base/error.h"

/* The group that is read beside [client]. */
#define NEUTRON_FILE_GROUP "ow-fetch-fip"

/*
 * -1 with OW_CONFIG, the file and the line, but no word of the line: it may
 * be the password's.
 */
int neutron_file_check(const char *path, struct ow_error *err) OW_MUST_CHECK;

#endif
