#include <stdbool.h>
#include <string.h>

#include "ow/record/json.h"

/* The deepest nesting, outside of strings; jansson's own cap is 2048. */
static int depth_of(const char *line, size_t len)
{
	int depth = 0, deepest = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		char c = line[i];
		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if ((c == '{' || c == '[') && ++depth > deepest)
			deepest = depth;
		else if (c == '}' || c == ']')
			depth--;
	}
	return deepest;
}

json_t *line_load(const char *line, size_t len, struct ow_error *err)
{
	json_error_t e;
	json_t *root;

	if (depth_of(line, len) > JSON_LINE_DEPTH) {
		error_set(err, OW_REJECTED, "nested deeper than %d",
			JSON_LINE_DEPTH);
		return NULL;
	}
	root = json_loadb(line, len, JSON_REJECT_DUPLICATES, &e);
	if (!root) {
		error_set(err, OW_REJECTED, "no JSON object: %s at byte %d",
			e.text, e.position);
		return NULL;
	}
	if (json_is_object(root))
		return root;
	error_set(err, OW_REJECTED,
		json_is_array(root) ? "a JSON array, not an object; split it "
				      "with jq -c '.[]'"
				    : "no JSON object");
	json_decref(root);
	return NULL;
}
