#include <jansson.h>
#include <string.h>

#include "ow/base/error.h"
#include "ow/source/fault.h"

/*
 * WSME answers {"error_message": {"faultstring": T}}, pecan {"error_message":
 * T}, the authentication middleware and Keystone {"error": {"message": T}}.
 */
static const char *text_in(const json_t *root)
{
	static const char *const outer[] = {"error_message", "error"};
	static const char *const inner[] = {"faultstring", "message"};

	for (size_t i = 0; i < 2; i++) {
		const json_t *e = json_object_get(root, outer[i]);
		if (json_is_string(e))
			return json_string_value(e);
		for (size_t j = 0; j < 2; j++) {
			const json_t *text = json_object_get(e, inner[j]);
			if (json_is_string(text))
				return json_string_value(text);
		}
	}
	return NULL;
}

/* Copies TEXT with each run of white space as one blank; returns its length. */
static size_t on_one_line(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text && n < size; text++) {
		if (!strchr(" \t\r\n", *text))
			out[n++] = *text;
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	return n;
}

const char *fault_text(
	char out[FAULT_TEXT], const char *body, const char *secret)
{
	char line[FAULT_TEXT];
	json_t *root = body ? json_loads(body, 0, NULL) : NULL;
	const char *text = root ? text_in(root) : body;
	size_t len = 0;

	if (text && !strchr(text, '<') && !(secret && strstr(text, secret)))
		len = on_one_line(line, sizeof(line), text);
	json_decref(root);
	if (len == 0)
		return "";
	out[0] = ':';
	out[1] = ' ';
	error_quote(out + 2, FAULT_TEXT - 2, line, len);
	return out;
}
