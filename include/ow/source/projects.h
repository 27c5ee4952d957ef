/*
 * The projects of a Keystone (v3), put together from the pages of two lists,
 * GET /v3/projects and GET /v3/domains.
 *
 * What is not whole is an error: a list that the server cut, something in it
 * that is no project, a project twice, a project of a domain that is not
 * listed.
 */
#ifndef OW_SOURCE_PROJECTS_H
#define OW_SOURCE_PROJECTS_H

#include <stddef.h>

#include "ow/base/error.h"
#include "ow/record/record.h"
#include "ow/source/account.h"

#define PROJECTS_MAX 1000000 /* in a list; and so many domains */

enum projects_part { PROJECTS_PROJECTS, PROJECTS_DOMAINS, PROJECTS_PARTS };

struct projects;

struct projects *projects_new(void);
void projects_free(struct projects *p);

/* The word for a part in a path and in its answers. */
const char *projects_part_name(enum projects_part part);

/*
 * Takes one page of a list. *NEXT is the query of the page after it, the
 * caller's to free, or NULL after the last one. -1 with OW_INCOMPLETE.
 */
int projects_take(struct projects *p, enum projects_part part, const char *body,
	size_t len, char **next, struct ow_error *err) OW_MUST_CHECK;

/* Once both lists were taken; -1 with OW_INCOMPLETE. */
int projects_check(
	const struct projects *p, struct ow_error *err) OW_MUST_CHECK;

/*
 * Told of a project. WHY is NULL, or says what is wrong with its account,
 * which is then left unset.
 */
typedef void projects_teller(void *context, const struct project *project,
	const struct ow_error *why);

/* Tells of all projects, ordered by id. */
void projects_each(const struct projects *p, const struct account_rule *rule,
	projects_teller *each, void *context);

#endif
