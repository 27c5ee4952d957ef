/* Where Keystone has a project's customer account: --account-from. */
#ifndef OW_SOURCE_ACCOUNT_H
#define OW_SOURCE_ACCOUNT_H

#include <jansson.h>

#include "ow/base/error.h"

struct account_rule;

/*
 * Reads a rule:
 *   domain               the name of the project's domain
 *   attribute:NAME       the attribute NAME, a text or a whole number; A.B is
 *                        B in the object A, if no attribute is named A.B
 *   tag:PREFIX           what follows PREFIX in the tag that begins with it
 *   description:PATTERN  what the one group of the extended regular
 *                        expression matches, line by line, at first
 * TEXT is borrowed for the life of the result. NULL with OW_USAGE.
 */
struct account_rule *account_rule_new(
	const char *text, struct ow_error *err) OW_MUST_CHECK;
void account_rule_free(struct account_rule *rule);

/*
 * Sets *ACCOUNT to the account, the caller's to free, or to NULL if the
 * project has none; an empty one is none. PROJECT is an object of Keystone's
 * list, DOMAIN its domain's name. -1 with OW_REJECTED for what cannot be an
 * account, and for two of them.
 */
int account_find(const struct account_rule *rule, const json_t *project,
	const char *domain, char **account, struct ow_error *err) OW_MUST_CHECK;

#endif
