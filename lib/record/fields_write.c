#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/record/fields_write.h"
#include "ow/record/scalar.h"

/* A text with escapes or beyond ASCII is jansson's. */
static void write_rare_text(struct buf *out, const char *text)
{
	json_t *v = json_string(text);
	char *escaped = json_dumps(v, JSON_ENCODE_ANY);

	if (v && !escaped)
		out->over = true;
	buf_add_text(out, escaped ? escaped : "null");
	free(escaped);
	json_decref(v);
}

static void write_text(struct buf *out, const char *text)
{
	size_t len = strlen(text);

	if (scalar_plain_end(text, text + len) != text + len) {
		write_rare_text(out, text);
		return;
	}
	buf_add(out, "\"", 1);
	buf_add(out, text, len);
	buf_add(out, "\"", 1);
}

static void write_number(struct buf *out, int64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		digits[--at] = '-';
	buf_add(out, digits + at, sizeof(digits) - at);
}

static void write_time(struct buf *out, int64_t s)
{
	char text[TIME_TEXT];

	write_text(out, time_text(text, s));
}

static void write_list(struct buf *out, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_add(out, i == 0 ? "[" : ",", 1);
		write_text(out, names[i]);
	}
	buf_add(out, "]", 1);
}

static bool is_set(const struct field *f, const void *record)
{
	const void *from = (const char *)record + f->offset;

	switch (f->form) {
	case FIELD_TEXT:
		return *(const char *const *)from != NULL;
	case FIELD_SIZE:
		return *(const int64_t *)from != SPAN_NO_SIZE;
	case FIELD_TIME:
	case FIELD_TIME_US:
	case FIELD_FRACTION:
		return *(const int64_t *)from != TIME_NEVER;
	case FIELD_DELETED_BY:
		return *(const enum deleted_by *)from != DELETED_NOT;
	case FIELD_TYPES:
		return ((const struct scan *)record)->type_count > 0;
	case FIELD_METERS:
		return ((const struct scan *)record)->meter_count > 0;
	default:
		return true;
	}
}

/* Hours exactly, as jansson would go through a double. */
static void write_hours(struct buf *out, int64_t hours_e4)
{
	buf_addf(out, "%" PRId64 ".%04" PRId64, hours_e4 / 10000,
		hours_e4 % 10000);
}

static void write_value(
	const struct field *f, const void *record, struct buf *out)
{
	const struct scan *scan = record;
	const void *from = (const char *)record + f->offset;

	switch (f->form) {
	case FIELD_TEXT:
		write_text(out, *(const char *const *)from);
		break;
	case FIELD_WITNESS:
		write_text(out, witness_text(*(const enum witness *)from));
		break;
	case FIELD_DELETED_BY:
		write_text(
			out, deleted_by_text(*(const enum deleted_by *)from));
		break;
	case FIELD_COUNT:
	case FIELD_SIZE:
		write_number(out, *(const int64_t *)from);
		break;
	case FIELD_TIME:
		write_time(out, *(const int64_t *)from);
		break;
	case FIELD_TIME_US:
		write_time(out, time_seconds(*(const int64_t *)from));
		break;
	case FIELD_FRACTION:
		write_number(out,
			*(const int64_t *)from -
				time_seconds(*(const int64_t *)from) * TIME_US);
		break;
	case FIELD_HOURS:
		write_hours(out, *(const int64_t *)from);
		break;
	case FIELD_TYPES:
		write_list(out, scan->types, scan->type_count);
		break;
	case FIELD_METERS:
		write_list(out, scan->meters, scan->meter_count);
		break;
	}
}

void fields_write(const struct field *fields, const char *kind,
	const void *record, struct buf *out)
{
	buf_add_text(out, "{\"kind\":\"");
	buf_add_text(out, kind);
	buf_add(out, "\"", 1);
	for (const struct field *f = fields; f->name; f++) {
		bool set = is_set(f, record);
		if (!set && f->need == FIELD_OPTIONAL)
			continue;
		buf_add(out, ",\"", 2);
		buf_add_text(out, f->name);
		buf_add(out, "\":", 2);
		if (set)
			write_value(f, record, out);
		else
			buf_add_text(out, "null");
	}
	buf_add(out, "}\n", 2);
}
