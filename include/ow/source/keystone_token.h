/*
 * What Keystone answers to a login: the token, what it may do, and where the
 * services are. For lib/source/keystone.c alone.
 */
#ifndef OW_SOURCE_KEYSTONE_TOKEN_H
#define OW_SOURCE_KEYSTONE_TOKEN_H

#include <jansson.h>
#include <stdbool.h>

#include "ow/base/error.h"

struct keystone_token {
	char *id;     /* what to send */
	int version;  /* of the API that gave it: 3 or 2 */
	json_t *body; /* what is behind "token" or "access"; NULL: not told */
};

/*
 * Fills T, which was cleared, from a body of LEN bytes; SUBJECT is the
 * header X-Subject-Token of v3, or NULL. -1 with OW_AGAIN if the body was
 * cut off, with OW_CONFIG if it is something else.
 */
int keystone_token_parse(struct keystone_token *t, int version,
	const char *body, size_t len, const char *subject,
	struct ow_error *err) OW_MUST_CHECK;

void keystone_token_clear(struct keystone_token *t);

bool keystone_token_has_role(const struct keystone_token *t, const char *name);
/* Its id, or NULL. */
const char *keystone_token_project(const struct keystone_token *t);
bool keystone_token_is_for_domain(const struct keystone_token *t);

/*
 * The URL of a service in the catalog, which T owns. REGION NULL takes any,
 * as long as all endpoints there are have the same URL. NULL with OW_CONFIG.
 */
const char *keystone_token_endpoint(const struct keystone_token *t,
	const char *service, const char *region, const char *interface,
	struct ow_error *err) OW_MUST_CHECK;

#endif
