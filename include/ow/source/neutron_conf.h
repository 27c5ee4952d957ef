/* The database that a neutron.conf names, read as oslo.config reads it. */
#ifndef OW_SOURCE_NEUTRON_CONF_H
#define OW_SOURCE_NEUTRON_CONF_H

#include "ow/base/error.h"
#include "ow/source/database_login.h"

/*
 * Reads `connection` of the group [database]. As there, an indented line
 * continues the one before, the last of several counts, "$$" is a '$', and
 * '%' means nothing. OUT is the caller's, to free with database_url_clear(),
 * after success only. -1 with OW_CONFIG, the file and the line, but no word
 * of the line.
 */
int neutron_conf_read(struct database_url *out, const char *path,
	struct ow_error *err) OW_MUST_CHECK;

#endif
