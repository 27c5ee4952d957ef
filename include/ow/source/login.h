/*
 * The options by which each fetcher logs in, in one table; ow-login(7)
 * describes them.
 */
#ifndef OW_SOURCE_LOGIN_H
#define OW_SOURCE_LOGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "ow/base/error.h"
#include "ow/base/options.h"
#include "ow/source/cloud.h"
#include "ow/source/keystone.h"

struct login {
	const char *cloud, *region, *interface, *endpoint;
	const char *timeout, *retries;
	bool insecure;
	bool verbose;
};

#define LOGIN_INIT                               \
	{                                        \
		.timeout = "300", .retries = "8" \
	}

/* Rows of a table of options, for a struct login of static storage. */
#define LOGIN_RULES(l)                                                        \
	{0, "os-cloud", "NAME", "cloud of clouds.yaml ($OS_CLOUD)",           \
		&(l).cloud, NULL},                                            \
		{0, "os-region-name", "NAME",                                 \
			"region of the catalog ($OS_REGION_NAME)",            \
			&(l).region, NULL},                                   \
		{0, "os-interface", "NAME",                                   \
			"public, internal or admin endpoint (public)",        \
			&(l).interface, NULL},                                \
		{0, "endpoint", "URL",                                        \
			"of the service, instead of the catalog's",           \
			&(l).endpoint, NULL},                                 \
		{0, "insecure", NULL,                                         \
			"take any certificate: who answers is not checked",   \
			NULL, &(l).insecure},                                 \
		{0, "timeout", "SECONDS",                                     \
			"for one request and its answer (300)", &(l).timeout, \
			NULL},                                                \
		{0, "retries", "N", "tries more after a passing fault (8)",   \
			&(l).retries, NULL},                                  \
	{                                                                     \
		'v', "verbose", NULL, "tell each step on standard error",     \
			NULL, &(l).verbose                                    \
	}

/*
 * Sets the numbers of O from the texts of L: -1 with OW_USAGE. Its note is
 * left out unless L is verbose.
 */
int login_options(const struct login *l, struct http_options *o,
	struct ow_error *err) OW_MUST_CHECK;

/*
 * Makes a session of what L and the environment say; asks nothing yet. The
 * caller clears C, filled or not, after it has freed the result. NULL as
 * cloud_load() and keystone_new().
 */
struct keystone *login_open(const struct login *l, const struct http_options *o,
	struct cloud *c, struct ow_error *err) OW_MUST_CHECK;

#endif
