/* The names of a cloud's settings. For lib/source/cloud*.c alone. */
#ifndef OW_SOURCE_CLOUD_KEYS_H
#define OW_SOURCE_CLOUD_KEYS_H

#include <stdbool.h>

#include "ow/base/error.h"
#include "ow/source/cloud.h"

/* Is NAME, spelled as in clouds.yaml with '_', one that matters here? */
bool cloud_knows(const char *name);

/*
 * Sets the setting NAME, which cloud_knows(), in C; an empty VALUE sets
 * nothing. -1 with OW_CONFIG for one that logs in a way that is not
 * supported, for a value that cannot be, and for one that contradicts what
 * another name of the same setting said.
 */
int cloud_set(struct cloud *c, const char *name, const char *value,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Sets all OS_* variables there are. Returns how many, but for the region,
 * which is a choice and no cloud; or -1.
 */
int cloud_set_from_environment(
	struct cloud *c, struct ow_error *err) OW_MUST_CHECK;

/* What OVER has set replaces what C has, and moves there. */
void cloud_overlay(struct cloud *c, struct cloud *over);

#endif
