/*
 * A small file of settings in YAML, or JSON, which is YAML too: maps and
 * lists of texts. What YAML makes of a text (a number, a date) is not made:
 * a password of digits is a text.
 *
 * At most a megabyte, one document, a thousand names in a map, merges ("<<")
 * eight deep. A name that is twice in a map is an error.
 */
#ifndef OW_SOURCE_SETTINGS_H
#define OW_SOURCE_SETTINGS_H

#include <yaml.h>

#include "ow/base/error.h"

struct settings;

struct setting {
	struct settings *in;
	const char *name;
	yaml_node_t *value;
};

typedef int settings_take(
	void *context, const struct setting *e, struct ow_error *err);

/* NULL with OW_CONFIG, and where in the file, unless FILE is sound. */
struct settings *settings_open(
	const char *file, struct ow_error *err) OW_MUST_CHECK;
void settings_free(struct settings *s);

/* The outermost value; NULL for an empty file. */
yaml_node_t *settings_root(struct settings *s);

/*
 * Calls TAKE with each entry of the map until it returns other than 0, and
 * returns that. -1 with OW_CONFIG if VALUE is no map. What stands in the map
 * itself comes before, and instead of, what is merged into it.
 */
int settings_each(struct settings *s, yaml_node_t *value, settings_take *take,
	void *context, struct ow_error *err) OW_MUST_CHECK;

/* Sets *TEXT to that of a value, "" for null. -1 if it is a map or a list. */
int settings_text(struct settings *s, yaml_node_t *value, const char **text,
	struct ow_error *err) OW_MUST_CHECK;

/* The first element of a list, or NULL; no list has none. */
yaml_node_t *settings_first(struct settings *s, const yaml_node_t *list);

/* Fills ERR with TEXT and where that is, and OW_CONFIG. Returns -1. */
int settings_fault(const struct settings *s, const yaml_node_t *at,
	const char *text, struct ow_error *err);

#endif
