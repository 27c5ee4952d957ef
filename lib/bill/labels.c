#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/bill/labels.h"

static int set(char **to, const char *text, const char *what, const char *id,
	struct ow_error *err)
{
	char quoted[120];

	if (!text)
		return 0;
	if (!*to)
		*to = mem_copy(text);
	if (strcmp(*to, text) == 0)
		return 0;
	return error_set(err, OW_REJECTED, "project %s has two %s",
		error_quote(quoted, sizeof(quoted), id, strlen(id)), what);
}

int labels_add(struct labels *l, const struct project *p, struct ow_error *err)
{
	struct map_entry *e = map_put(&l->projects, p->id, strlen(p->id));

	if (!e->value)
		e->value = mem_zero(1, sizeof(struct label));
	struct label *label = e->value;
	if (set(&label->name, p->name, "names", p->id, err) < 0)
		return -1;
	return set(&label->account, p->account, "accounts", p->id, err);
}

const struct label *labels_find(const struct labels *l, const char *project)
{
	const struct map_entry *e =
		project ? map_find(&l->projects, project, strlen(project))
			: NULL;

	return e ? e->value : NULL;
}

void labels_clear(struct labels *l)
{
	for (size_t i = 0; i < l->projects.count; i++) {
		struct label *label = l->projects.entries[i].value;
		free(label->name);
		free(label->account);
		free(label);
	}
	map_clear(&l->projects);
}
