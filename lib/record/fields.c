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

const char *witness_text(enum witness w)
{
	return witnesses[w];
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

static int set_time(const struct field *f, const struct field_value *v,
	int64_t unit, int64_t *to, struct ow_error *err)
{
	int64_t us;

	if (v->form != VALUE_TEXT || time_parse(v->text, &us) < 0)
		return wrong(err, f, "a time");
	*to = time_seconds(us) * unit;
	return 0;
}

static int set_count(const struct field *f, const struct field_value *v,
	int64_t most, int64_t *to, struct ow_error *err)
{
	if (v->form != VALUE_INTEGER || v->integer < 0 || v->integer > most)
		return wrong(err, f, "a count");
	*to = v->integer;
	return 0;
}

/* Written for the eye: seconds are what counts, and what is exact. */
static int set_hours(const struct field *f, const struct field_value *v,
	int64_t *to, struct ow_error *err)
{
	if ((v->form != VALUE_INTEGER && v->form != VALUE_REAL) ||
		v->real < 0 || v->real > 1e14)
		return wrong(err, f, "an amount");
	*to = (int64_t)(v->real * 10000 + 0.5);
	return 0;
}

static int set_word(const struct field *f, const struct field_value *v,
	const char *const *words, int count, unsigned *to, struct ow_error *err)
{
	int i = v->form == VALUE_TEXT ? word_index(words, count, v->text) : -1;

	if (i < 0)
		return wrong(err, f, "a word it may be");
	*to = (unsigned)i;
	return 0;
}

int field_set(const struct field *f, const struct field_value *v, void *record,
	struct ow_error *err)
{
	void *to = (char *)record + f->offset;
	int64_t n = 0;

	switch (f->form) {
	case FIELD_TEXT:
		if (v->form != VALUE_TEXT)
			return wrong(err, f, "a text");
		*(const char **)to = v->text;
		return 0;
	case FIELD_COUNT:
	case FIELD_SIZE:
		return set_count(f, v, INT64_MAX, to, err);
	case FIELD_TIME:
		return set_time(f, v, 1, to, err);
	case FIELD_TIME_US:
		return set_time(f, v, TIME_US, to, err);
	case FIELD_FRACTION:
		if (set_count(f, v, TIME_US - 1, &n, err) < 0)
			return -1;
		*(int64_t *)to += n;
		return 0;
	case FIELD_WITNESS:
		return set_word(f, v, witnesses, SEEN_BY_COUNT, to, err);
	case FIELD_DELETED_BY:
		return set_word(f, v, endings, DELETED_BY_COUNT, to, err);
	case FIELD_HOURS:
		return set_hours(f, v, to, err);
	case FIELD_TYPES:
	case FIELD_METERS:
		break;
	}
	return wrong(err, f, "known");
}

void field_unset(const struct field *f, void *record)
{
	void *to = (char *)record + f->offset;

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

static struct field_value value_of(const json_t *v)
{
	struct field_value value = {.form = VALUE_OTHER};

	if (json_is_string(v)) {
		value.form = VALUE_TEXT;
		value.text = json_string_value(v);
	} else if (json_is_integer(v)) {
		value.form = VALUE_INTEGER;
		value.integer = json_integer_value(v);
	} else if (json_is_real(v)) {
		value.form = VALUE_REAL;
	}
	value.real = json_number_value(v);
	return value;
}

static int read_one(const struct field *f, const json_t *v, void *record,
	struct ow_error *err)
{
	struct scan *scan = record;

	if (f->form == FIELD_TYPES)
		return read_list(f, v, scan->types, &scan->type_count, err);
	if (f->form == FIELD_METERS)
		return read_list(f, v, scan->meters, &scan->meter_count, err);
	struct field_value value = value_of(v);
	return field_set(f, &value, record, err);
}

int fields_read(const struct field *fields, const json_t *object, void *record,
	struct ow_error *err)
{
	for (const struct field *f = fields; f->name; f++) {
		const json_t *v = json_object_get(object, f->name);
		bool none = !v || json_is_null(v);
		if (none && f->need == FIELD_REQUIRED)
			return error_set(err, OW_REJECTED, "no %s", f->name);
		if (none)
			field_unset(f, record);
		else if (read_one(f, v, record, err) < 0)
			return -1;
	}
	return 0;
}
