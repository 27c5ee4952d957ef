#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/options.h"
#include "ow/bill/states.h"

static bool in_list(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t n = strcspn(list, "+");
		if (n == len && memcmp(list, word, n) == 0)
			return true;
		list += n + (list[n] == '+');
	}
	return false;
}

bool states_billed(
	const struct states *s, const struct kind *k, const char *state)
{
	const char *list = s->unbilled[kind_place(k)];
	const struct kind_state *known = kind_state(k, state);

	if (list)
		return !state || !in_list(list, state);
	return !known || !known->unbilled;
}

static int check_state(const struct kind *k, const char *word, size_t len,
	struct ow_error *err)
{
	char quoted[64];

	for (const struct kind_state *s = k->states; s->name; s++)
		if (strlen(s->name) == len && memcmp(s->name, word, len) == 0)
			return 0;
	return error_set(err, OW_USAGE, "type %s has no state %s", k->type,
		error_quote(quoted, sizeof(quoted), word, len));
}

static int set_list(
	void *context, const char *type, const char *list, struct ow_error *err)
{
	struct states *s = context;
	const struct kind *k = kind_named(type, OW_USAGE, err);

	if (!k)
		return -1;
	for (const char *word = list; *word;) {
		size_t n = strcspn(word, "+");
		if (check_state(k, word, n, err) < 0)
			return -1;
		word += n + (word[n] == '+');
	}
	free(s->unbilled[kind_place(k)]);
	s->unbilled[kind_place(k)] = mem_copy(list);
	return 0;
}

int states_set(struct states *s, const char *list, struct ow_error *err)
{
	return options_each_pair(list, set_list, s, err);
}

void states_clear(struct states *s)
{
	for (size_t i = 0; i < INVENTORY_KINDS; i++) {
		free(s->unbilled[i]);
		s->unbilled[i] = NULL;
	}
}
