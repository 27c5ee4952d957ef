/* Asks a Keystone for its projects. */
#ifndef OW_SOURCE_PROJECTS_FETCH_H
#define OW_SOURCE_PROJECTS_FETCH_H

#include "ow/base/error.h"
#include "ow/source/keystone.h"
#include "ow/source/projects.h"

/*
 * Reads both lists into P, page after page, and checks them. -1 as
 * keystone_call() and projects_take(), with OW_REFUSED, and what is needed,
 * for a login that may not list them all.
 */
int projects_fetch(struct projects *p, struct keystone *k,
	struct ow_error *err) OW_MUST_CHECK;

#endif
