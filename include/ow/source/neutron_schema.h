/* What the tables of a Neutron database of any release look like. */
#ifndef OW_SOURCE_NEUTRON_SCHEMA_H
#define OW_SOURCE_NEUTRON_SCHEMA_H

#include <stdbool.h>

#include "ow/base/error.h"
#include "ow/source/database.h"

struct neutron_schema {
	const char *project; /* the owner's column in floatingips; static */
	bool dated; /* standardattributes have a created_at: since Mitaka */
};

/*
 * Looks the columns up in information_schema. -1 with OW_CONFIG if one is
 * missing that every release has; DATABASE is for that message.
 */
int neutron_schema_read(struct neutron_schema *out, struct database *db,
	const char *database, struct ow_error *err) OW_MUST_CHECK;

#endif
