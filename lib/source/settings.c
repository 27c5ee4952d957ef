#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/source/secret.h"
#include "ow/source/settings.h"

#define FILE_MAX_BYTES ((size_t)1 << 20)
#define NAMES_MAX 1000
#define MERGE_DEPTH 8
#define MERGES_MAX 1000

struct settings {
	char *file;
	yaml_document_t document;
};

static int fault_at(
	const char *file, size_t line, const char *text, struct ow_error *err)
{
	char quoted[256];

	error_quote(quoted, sizeof(quoted), file, strlen(file));
	return error_set(
		err, OW_CONFIG, "%s, line %zu: %s", quoted, line, text);
}

int settings_fault(const struct settings *s, const yaml_node_t *at,
	const char *text, struct ow_error *err)
{
	return fault_at(s->file, at ? at->start_mark.line + 1 : 1, text, err);
}

static int read_file(const char *file, struct buf *b, struct ow_error *err)
{
	char chunk[4096], quoted[256];
	size_t n;
	FILE *f = fopen(file, "re");

	while (f && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(b, chunk, n);
	bool failed = !f || ferror(f);
	int reason = errno;
	if (f)
		fclose(f);
	if (!failed && !b->over)
		return 0;
	error_quote(quoted, sizeof(quoted), file, strlen(file));
	return error_set(err, OW_CONFIG, "%s: %s", quoted,
		failed ? strerror(reason) : "more than a megabyte");
}

static int parse(struct settings *s, const struct buf *b, struct ow_error *err)
{
	yaml_parser_t parser;
	yaml_document_t more;
	int result = -1;

	if (!yaml_parser_initialize(&parser))
		return error_set(err, OW_AGAIN, "out of memory");
	yaml_parser_set_input_string(
		&parser, (unsigned char *)(b->data ? b->data : ""), b->len);
	if (!yaml_parser_load(&parser, &s->document)) {
		memset(&s->document, 0, sizeof(s->document));
		fault_at(s->file, parser.problem_mark.line + 1,
			parser.problem ? parser.problem : "out of memory", err);
	} else if (!yaml_document_get_root_node(&s->document)) {
		result = 0;
	} else if (!yaml_parser_load(&parser, &more)) {
		fault_at(s->file, parser.problem_mark.line + 1,
			parser.problem ? parser.problem : "out of memory", err);
	} else {
		if (!yaml_document_get_root_node(&more))
			result = 0;
		else
			fault_at(s->file, more.start_mark.line + 1,
				"a second document", err);
		yaml_document_delete(&more);
	}
	yaml_parser_delete(&parser);
	return result;
}

struct settings *settings_open(const char *file, struct ow_error *err)
{
	struct buf b = BUF_INIT(FILE_MAX_BYTES);
	struct settings *s = mem_zero(1, sizeof(*s));

	s->file = mem_copy(file);
	int result = read_file(file, &b, err);
	if (result == 0)
		result = parse(s, &b, err);
	secret_free(b.data);
	if (result == 0)
		return s;
	settings_free(s);
	return NULL;
}

void settings_free(struct settings *s)
{
	if (!s)
		return;
	yaml_document_delete(&s->document);
	free(s->file);
	free(s);
}

yaml_node_t *settings_root(struct settings *s)
{
	return yaml_document_get_root_node(&s->document);
}

int settings_text(struct settings *s, yaml_node_t *value, const char **text,
	struct ow_error *err)
{
	static const char *const nulls[] = {"~", "null", "Null", "NULL"};

	*text = "";
	if (value->type != YAML_SCALAR_NODE)
		return settings_fault(s, value, "a text is expected here", err);
	const char *bytes = (const char *)value->data.scalar.value;
	if (strlen(bytes) != value->data.scalar.length)
		return settings_fault(s, value, "a text with a NUL", err);
	if (value->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		for (size_t i = 0; i < sizeof(nulls) / sizeof(*nulls); i++)
			if (strcmp(bytes, nulls[i]) == 0)
				return 0;
	*text = bytes;
	return 0;
}

yaml_node_t *settings_first(struct settings *s, const yaml_node_t *list)
{
	if (list->type != YAML_SEQUENCE_NODE ||
		list->data.sequence.items.start ==
			list->data.sequence.items.top)
		return NULL;
	return yaml_document_get_node(
		&s->document, *list->data.sequence.items.start);
}

/* The entries of a map, with those of the maps that are merged into it. */
struct entries {
	struct setting *items;
	size_t count, cap;
	size_t merges; /* maps merged so far */
};

static bool has(const struct entries *all, size_t from, const char *name)
{
	for (size_t i = from; i < all->count; i++)
		if (strcmp(all->items[i].name, name) == 0)
			return true;
	return false;
}

static int add(struct settings *s, const yaml_node_pair_t *pair, size_t own,
	struct entries *all, struct ow_error *err)
{
	yaml_node_t *key = yaml_document_get_node(&s->document, pair->key);
	const char *name;
	char quoted[64], text[100];

	if (settings_text(s, key, &name, err) < 0)
		return -1;
	if (has(all, own, name)) {
		error_quote(quoted, sizeof(quoted), name, strlen(name));
		snprintf(text, sizeof(text), "%s is there twice", quoted);
		return settings_fault(s, key, text, err);
	}
	if (has(all, 0, name))
		return 0;
	if (all->count == NAMES_MAX)
		return settings_fault(s, key, "too many names", err);
	all->items = mem_room(
		all->items, &all->cap, all->count + 1, sizeof(*all->items));
	all->items[all->count++] = (struct setting){
		s, name, yaml_document_get_node(&s->document, pair->value)};
	return 0;
}

static int collect(struct settings *s, yaml_node_t *map, int depth,
	struct entries *all, struct ow_error *err);

/* VALUE is what "<<" has: a map, or a list of maps of which the first wins. */
static int merge(struct settings *s, yaml_node_t *value, int depth,
	struct entries *all, struct ow_error *err)
{
	if (depth == MERGE_DEPTH || all->merges++ == MERGES_MAX)
		return settings_fault(s, value, "too many merges", err);
	if (value->type != YAML_SEQUENCE_NODE)
		return collect(s, value, depth + 1, all, err);
	for (yaml_node_item_t *i = value->data.sequence.items.start;
		i < value->data.sequence.items.top; i++)
		if (collect(s, yaml_document_get_node(&s->document, *i),
			    depth + 1, all, err) < 0)
			return -1;
	return 0;
}

static bool is_merge(struct settings *s, const yaml_node_pair_t *pair)
{
	yaml_node_t *key = yaml_document_get_node(&s->document, pair->key);

	return key->type == YAML_SCALAR_NODE &&
	       key->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       strcmp((const char *)key->data.scalar.value, "<<") == 0;
}

static int collect(struct settings *s, yaml_node_t *map, int depth,
	struct entries *all, struct ow_error *err)
{
	size_t own = all->count;

	if (map->type != YAML_MAPPING_NODE)
		return settings_fault(s, map, "a map is expected here", err);
	yaml_node_pair_t *end = map->data.mapping.pairs.top;
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < end; p++)
		if (!is_merge(s, p) && add(s, p, own, all, err) < 0)
			return -1;
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < end; p++)
		if (is_merge(s, p) &&
			merge(s, yaml_document_get_node(&s->document, p->value),
				depth, all, err) < 0)
			return -1;
	return 0;
}

int settings_each(struct settings *s, yaml_node_t *value, settings_take *take,
	void *context, struct ow_error *err)
{
	struct entries all = {0};
	int result = collect(s, value, 0, &all, err);

	for (size_t i = 0; i < all.count && result == 0; i++)
		result = take(context, &all.items[i], err);
	free(all.items);
	return result;
}
