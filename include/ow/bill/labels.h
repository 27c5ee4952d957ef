/* The labels of projects: tenant and customer account by project id. */
#ifndef OW_BILL_LABELS_H
#define OW_BILL_LABELS_H

#include "ow/base/map.h"
#include "ow/record/record.h"

struct label {
	char *name;    /* NULL: none */
	char *account; /* NULL: none */
};

struct labels {
	struct map projects; /* id to struct label */
};

#define LABELS_INIT      \
	{                \
		MAP_INIT \
	}

/*
 * Adds a project's labels; a second record may repeat them or tell what the
 * first left out. -1 with OW_REJECTED if it contradicts.
 */
int labels_add(struct labels *l, const struct project *p,
	struct ow_error *err) OW_MUST_CHECK;

/* The project's labels, or NULL. They live as long as L. */
const struct label *labels_find(const struct labels *l, const char *project);

void labels_clear(struct labels *l);

#endif
