#include <stdio.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/record/json.h"
#include "ow/record/sample_json.h"
#include "ow/record/sample_keys.h"

#define SCALAR_TEXT 32 /* bytes of a number or boolean as text */

struct sample_json {
	json_t *root;
	char scalars[META_COUNT][SCALAR_TEXT];
};

struct sample_json *sample_json_new(void)
{
	return mem_zero(1, sizeof(struct sample_json));
}

void sample_json_free(struct sample_json *j)
{
	if (!j)
		return;
	json_decref(j->root);
	free(j);
}

/* The first of the spellings that is there. */
static const json_t *either(
	const json_t *object, const char *a, const char *b, const char *c)
{
	const json_t *v = json_object_get(object, a);

	if (!v)
		v = json_object_get(object, b);
	return v || !c ? v : json_object_get(object, c);
}

static const json_t *meta_get(const json_t *meta, const char *key)
{
	const json_t *v = json_object_get(meta, key);
	const char *dot = v ? NULL : strchr(key, '.');
	char outer[16];

	if (!dot)
		return v;
	snprintf(outer, sizeof(outer), "%.*s", (int)(dot - key), key);
	return json_object_get(json_object_get(meta, outer), dot + 1);
}

static const char *scalar_text(const json_t *v, char out[SCALAR_TEXT])
{
	if (json_is_string(v))
		return sample_told(json_string_value(v));
	if (json_is_boolean(v))
		return json_is_true(v) ? "True" : "False";
	if (json_is_integer(v)) {
		snprintf(out, SCALAR_TEXT, "%" JSON_INTEGER_FORMAT,
			json_integer_value(v));
		return out;
	}
	return NULL;
}

static int read_meta(struct sample_json *j, const json_t *meta,
	struct sample *out, struct ow_error *err)
{
	if (meta && !json_is_null(meta) && !json_is_object(meta))
		return error_set(
			err, OW_REJECTED, "resource_metadata is no object");
	for (int i = 0; i < META_COUNT; i++)
		out->meta[i] = scalar_text(
			meta_get(meta, sample_meta_keys[i]), j->scalars[i]);
	return 0;
}

static int read_volume(
	const json_t *v, struct sample *out, struct ow_error *err)
{
	if (!v || json_is_null(v))
		return 0;
	if (!json_is_number(v))
		return error_set(err, OW_REJECTED, "volume is no number");
	sample_set_volume(out, json_number_value(v));
	if (out->has_volume && json_is_integer(v))
		out->volume = json_integer_value(v);
	return 0;
}

/* A text that has to be there. */
static int read_text(const json_t *v, const char *what, const char **to,
	struct ow_error *err)
{
	*to = sample_told(json_string_value(v));
	return *to ? 0 : error_set(err, OW_REJECTED, "no %s", what);
}

static int read_time(const json_t *v, int64_t *us, struct ow_error *err)
{
	char quoted[64];
	const char *text;

	if (read_text(v, "timestamp", &text, err) < 0)
		return -1;
	if (time_parse(text, us) == 0)
		return 0;
	return error_set(err, OW_REJECTED, "timestamp %s is no time",
		error_quote(quoted, sizeof(quoted), text, strlen(text)));
}

static int read_sample(
	struct sample_json *j, struct sample *out, struct ow_error *err)
{
	const json_t *o = j->root;

	if (read_text(either(o, "counter_name", "meter", "name"), "meter",
		    &out->meter, err) < 0 ||
		read_text(json_object_get(o, "resource_id"), "resource_id",
			&out->resource_id, err) < 0 ||
		read_time(json_object_get(o, "timestamp"), &out->time_us, err) <
			0 ||
		read_volume(either(o, "counter_volume", "volume", NULL), out,
			err) < 0)
		return -1;
	out->project_id = sample_told(
		json_string_value(json_object_get(o, "project_id")));
	out->region =
		sample_told(json_string_value(json_object_get(o, "region")));
	return read_meta(
		j, either(o, "resource_metadata", "metadata", NULL), out, err);
}

int sample_json_parse(struct sample_json *j, const char *line, size_t len,
	struct sample *out, struct ow_error *err)
{
	json_decref(j->root);
	j->root = line_load(line, len, err);
	if (!j->root)
		return -1;
	if (json_object_get(j->root, "kind"))
		return 0;
	memset(out, 0, sizeof(*out));
	return read_sample(j, out, err) < 0 ? -1 : 1;
}
