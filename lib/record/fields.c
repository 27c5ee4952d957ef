#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/record/fields.h"

static const char *const witnesses[SEEN_BY_COUNT] = {
	[SEEN_BY_POLL] = "poll",
	[SEEN_BY_AUDIT] = "audit",
	[SEEN_BY_START] = "start",
	[SEEN_BY_EVENT] = "event",
	[SEEN_BY_END] = "end",
	[SEEN_BY_CREATE] = "create",
};

static const char *const endings[DELETED_BY_COUNT] = {
	[DELETED_NOT] = NULL,
	[DELETED_BY_METADATA] = "metadata",
	[DELETED_BY_EVENT] = "event",
	[DELETED_BY_ABSENCE] = "absence",
};

const char *deleted_by_text(enum deleted_by d)
{
	return endings[d];
}

static int word_index(const char *const *words, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		if (words[i] && strcmp(words[i], text) == 0)
			return i;
	return -1;
}

static int wrong(struct ow_error *err, const struct field *f, const char *what)
{
	return error_set(err, OW_REJECTED, "%s is not %s", f->name, what);
}

static int read_time(const struct field *f, const json_t *v, int64_t unit,
	int64_t *to, struct ow_error *err)
{
	int64_t us;

	if (!json_is_string(v) || time_parse(json_string_value(v), &us) < 0)
		return wrong(err, f, "a time");
	*to = time_seconds(us) * unit;
	return 0;
}

static int read_count(const struct field *f, const json_t *v, int64_t most,
	int64_t *to, struct ow_error *err)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
		json_integer_value(v) > most)
		return wrong(err, f, "a count");
	*to = json_integer_value(v);
	return 0;
}

/* Written for the eye: seconds are what counts, and what is exact. */
static int read_hours(const struct field *f, const json_t *v, int64_t *to,
	struct ow_error *err)
{
	double hours = json_number_value(v);

	if (!json_is_number(v) || hours < 0 || hours > 1e14)
		return wrong(err, f, "an amount");
	*to = (int64_t)(hours * 10000 + 0.5);
	return 0;
}

static int read_word(const struct field *f, const json_t *v,
	const char *const *words, int count, unsigned *to, struct ow_error *err)
{
	int i = json_is_string(v)
			? word_index(words, count, json_string_value(v))
			: -1;

	if (i < 0)
		return wrong(err, f, "a word it may be");
	*to = (unsigned)i;
	return 0;
}

static int read_list(const struct field *f, const json_t *v, const char **to,
	size_t *count, struct ow_error *err)
{
	size_t n = json_array_size(v);

	if (!json_is_array(v) || n == 0 || n > RECORD_TYPES_MAX)
		return wrong(err, f, "a list of names");
	for (size_t i = 0; i < n; i++) {
		to[i] = json_string_value(json_array_get(v, i));
		if (!to[i])
			return wrong(err, f, "a list of names");
	}
	*count = n;
	return 0;
}

/* What a member that is missing or null leaves behind. */
static void set_none(const struct field *f, void *record, void *to)
{
	switch (f->form) {
	case FIELD_TEXT:
		*(const char **)to = NULL;
		break;
	case FIELD_SIZE:
		*(int64_t *)to = SPAN_NO_SIZE;
		break;
	case FIELD_TIME:
	case FIELD_TIME_US:
		*(int64_t *)to = TIME_NEVER;
		break;
	case FIELD_COUNT:
	case FIELD_HOURS:
		*(int64_t *)to = 0;
		break;
	case FIELD_WITNESS:
	case FIELD_DELETED_BY:
		*(unsigned *)to = 0;
		break;
	case FIELD_FRACTION:
	case FIELD_TYPES:
		break;
	case FIELD_METERS:
		((struct scan *)record)->meter_count = 0;
		break;
	}
}

static int read_one(const struct field *f, const json_t *v, void *record,
	void *to, struct ow_error *err)
{
	struct scan *scan = record;
	int64_t n = 0;

	switch (f->form) {
	case FIELD_TEXT:
		*(const char **)to = json_string_value(v);
		return *(const char **)to ? 0 : wrong(err, f, "a text");
	case FIELD_COUNT:
	case FIELD_SIZE:
		return read_count(f, v, INT64_MAX, to, err);
	case FIELD_TIME:
		return read_time(f, v, 1, to, err);
	case FIELD_TIME_US:
		return read_time(f, v, TIME_US, to, err);
	case FIELD_FRACTION:
		if (read_count(f, v, TIME_US - 1, &n, err) < 0)
			return -1;
		*(int64_t *)to += n;
		return 0;
	case FIELD_WITNESS:
		return read_word(f, v, witnesses, SEEN_BY_COUNT, to, err);
	case FIELD_DELETED_BY:
		return read_word(f, v, endings, DELETED_BY_COUNT, to, err);
	case FIELD_HOURS:
		return read_hours(f, v, to, err);
	case FIELD_TYPES:
		return read_list(f, v, to, &scan->type_count, err);
	case FIELD_METERS:
		return read_list(f, v, to, &scan->meter_count, err);
	}
	return wrong(err, f, "known");
}

int fields_read(const struct field *fields, const json_t *object, void *record,
	struct ow_error *err)
{
	for (const struct field *f = fields; f->name; f++) {
		const json_t *v = json_object_get(object, f->name);
		void *to = (char *)record + f->offset;
		bool none = !v || json_is_null(v);
		if (none && f->need == FIELD_REQUIRED)
			return error_set(err, OW_REJECTED, "no %s", f->name);
		if (none)
			set_none(f, record, to);
		else if (read_one(f, v, record, to, err) < 0)
			return -1;
	}
	return 0;
}

static json_t *time_json(int64_t s)
{
	char text[TIME_TEXT];

	return json_string(time_text(text, s));
}

static json_t *list_json(const char *const *names, size_t count)
{
	json_t *list = count > 0 ? json_array() : NULL;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(names[i]));
	return list;
}

/* The member's value, or NULL where it is unset. */
static json_t *value_of(
	const struct field *f, const void *record, const void *from)
{
	const struct scan *scan = record;
	int64_t n = 0;
	unsigned word = 0;

	switch (f->form) {
	case FIELD_TEXT:
		return *(const char *const *)from
			       ? json_string(*(const char *const *)from)
			       : NULL;
	case FIELD_WITNESS:
		memcpy(&word, from, sizeof(word));
		return json_string(witnesses[word]);
	case FIELD_DELETED_BY:
		memcpy(&word, from, sizeof(word));
		return endings[word] ? json_string(endings[word]) : NULL;
	case FIELD_TYPES:
		return list_json(from, scan->type_count);
	case FIELD_METERS:
		return list_json(from, scan->meter_count);
	default:
		memcpy(&n, from, sizeof(n));
	}
	if (f->form == FIELD_COUNT)
		return json_integer(n);
	if (f->form == FIELD_SIZE)
		return n == SPAN_NO_SIZE ? NULL : json_integer(n);
	if (f->form == FIELD_HOURS || n == TIME_NEVER)
		return NULL;
	if (f->form == FIELD_FRACTION)
		return json_integer(n - time_seconds(n) * TIME_US);
	return time_json(f->form == FIELD_TIME_US ? time_seconds(n) : n);
}

/* A value as JSON; hours exactly, as jansson would go through a double. */
static void write_value(const struct field *f, const void *from,
	const json_t *v, struct buf *out)
{
	int64_t hours_e4;

	if (f->form == FIELD_HOURS) {
		memcpy(&hours_e4, from, sizeof(hours_e4));
		buf_addf(out, "%" PRId64 ".%04" PRId64, hours_e4 / 10000,
			hours_e4 % 10000);
		return;
	}
	char *text = v ? json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	if (v && !text)
		out->over = true;
	buf_add_text(out, text ? text : "null");
	free(text);
}

void fields_write(const struct field *fields, const char *kind,
	const void *record, struct buf *out)
{
	buf_addf(out, "{\"kind\":\"%s\"", kind);
	for (const struct field *f = fields; f->name; f++) {
		const void *from = (const char *)record + f->offset;
		json_t *v = value_of(f, record, from);
		if (v || f->need != FIELD_OPTIONAL) {
			buf_addf(out, ",\"%s\":", f->name);
			write_value(f, from, v, out);
		}
		json_decref(v);
	}
	buf_add(out, "}\n", 2);
}
