/*
 * A session with a cloud: it logs in to Keystone (v3, or v2.0 of old clouds)
 * when a token is first needed, finds services in the catalog, and logs in
 * once more when a service has grown tired of the token.
 */
#ifndef OW_SOURCE_KEYSTONE_H
#define OW_SOURCE_KEYSTONE_H

#include <stdbool.h>

#include "ow/base/error.h"
#include "ow/source/cloud.h"
#include "ow/source/http.h"

struct keystone;

/*
 * C is borrowed for the life of the result; its certificates replace those
 * of O. Asks nothing yet. NULL as http_new().
 */
struct keystone *keystone_new(const struct cloud *c,
	const struct http_options *o, struct ow_error *err) OW_MUST_CHECK;
void keystone_free(struct keystone *k);

/*
 * Gets a token, unless there is one or none is needed. The functions below
 * that need one call it. -1 as http_call(), with OW_REFUSED for credentials
 * that Keystone does not take.
 */
int keystone_login(struct keystone *k, struct ow_error *err) OW_MUST_CHECK;

/*
 * The endpoint of SERVICE ("metering", "identity"), without slashes at its
 * end, and for "identity" without a version: as the settings say, else as
 * the catalog does for region and interface. New, the caller's to free().
 * NULL as keystone_login(), with OW_CONFIG if there is none or if they are
 * several and no region chooses.
 */
char *keystone_endpoint(struct keystone *k, const char *service,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * http_call() with the session's token, whatever R has. A 401 that is about
 * the token has it log in once more and repeat the request, once; one that
 * is about what was asked for, as Ceilometer's for another project, does
 * not. -1 with OW_REFUSED for a 401 that stays.
 */
int keystone_call(struct keystone *k, const struct http_request *r,
	struct ow_error *err) OW_MUST_CHECK;

/* The last answer, as http_last(). */
const struct http_answer *keystone_last(const struct keystone *k);

/*
 * What Keystone said of the token, after keystone_login(). Of a token that
 * was given, or none, nothing is known: then it has no role, and NULL for a
 * project, which is also that of a token for a domain or the system.
 */
bool keystone_knows_roles(const struct keystone *k);
bool keystone_has_role(const struct keystone *k, const char *name);
const char *keystone_project(const struct keystone *k);
bool keystone_is_for_domain(const struct keystone *k);

#endif
