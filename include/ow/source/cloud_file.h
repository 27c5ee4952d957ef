/*
 * Clouds of clouds.yaml and secure.yaml. For lib/source/cloud.c alone.
 *
 * Each of the two is OS_CLIENT_CONFIG_FILE or OS_CLIENT_SECURE_FILE if that
 * is set, else the first of clouds.yaml, .yml, .json (secure.yaml, ...) in
 * the folder one is in, $XDG_CONFIG_HOME/openstack, ~/.config/openstack,
 * /etc/openstack. What secure.yaml says of a cloud comes over what
 * clouds.yaml does.
 */
#ifndef OW_SOURCE_CLOUD_FILE_H
#define OW_SOURCE_CLOUD_FILE_H

#include "ow/base/error.h"
#include "ow/source/cloud.h"

/*
 * Fills C with the settings of cloud NAME; with NULL, of the only one there
 * is, and with none if there is no cloud at all. -1 with OW_CONFIG if there
 * is no such cloud or not only one, or for what cannot be used.
 */
int cloud_file_read(
	struct cloud *c, const char *name, struct ow_error *err) OW_MUST_CHECK;

#endif
