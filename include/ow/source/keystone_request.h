/* What Keystone is asked for a token with. For lib/source/keystone.c alone. */
#ifndef OW_SOURCE_KEYSTONE_REQUEST_H
#define OW_SOURCE_KEYSTONE_REQUEST_H

#include "ow/base/error.h"
#include "ow/source/cloud.h"

/*
 * The body of POST /v3/auth/tokens, or of /v2.0/tokens with VERSION 2, for a
 * cloud whose method is one that asks. New, to be given to secret_free().
 * NULL with OW_AGAIN for want of memory.
 */
char *keystone_request(
	const struct cloud *c, int version, struct ow_error *err) OW_MUST_CHECK;

/* What of such a body is secret. */
const char *keystone_request_secret(const struct cloud *c);

/* Do the settings name a project, a domain or the system? */
bool keystone_request_has_scope(const struct cloud *c);

#endif
