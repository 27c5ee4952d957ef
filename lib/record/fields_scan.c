#include <stdlib.h>
#include <string.h>

#include "ow/record/fields_scan.h"
#include "ow/record/scalar.h"

/* What is left of the line, and of the room for its texts. */
struct rest {
	const char *p, *end;
	char *room;
};

static bool follows(struct rest *r, const char *text, size_t len)
{
	if ((size_t)(r->end - r->p) < len || memcmp(r->p, text, len) != 0)
		return false;
	r->p += len;
	return true;
}

/* Is the next member that of F? Then its value is what is left. */
static bool begins(struct rest *r, const struct field *f)
{
	struct rest at = *r;

	if (!follows(&at, ",\"", 2) ||
		!follows(&at, f->name, strlen(f->name)) ||
		!follows(&at, "\":", 2))
		return false;
	*r = at;
	return true;
}

/* With a NUL behind it; before it in the line there was a quote, at least. */
static const char *keep(struct rest *r, const struct scalar *s)
{
	char *text = r->room;

	memmove(text, s->at, s->len);
	text[s->len] = '\0';
	r->room += s->len + 1;
	return text;
}

static bool set_number(const struct field *f, const struct scalar *s,
	void *record, struct ow_error *err)
{
	char text[SCALAR_NUMBER_MAX + 1];
	struct field_value v = {.form = VALUE_REAL};

	memcpy(text, s->at, s->len);
	text[s->len] = '\0';
	if (s->form == SCALAR_INTEGER) {
		v.form = VALUE_INTEGER;
		v.integer = strtoll(text, NULL, 10);
		v.real = (double)v.integer;
	} else {
		v.real = strtod(text, NULL);
	}
	return field_set(f, &v, record, err) == 0;
}

/* What is wrong with a value is for fields_read() to say. */
static bool set(const struct field *f, struct rest *r, const struct scalar *s,
	void *record)
{
	struct field_value v = {.form = VALUE_TEXT};
	struct ow_error err;

	switch (s->form) {
	case SCALAR_NULL:
		if (f->need == FIELD_REQUIRED)
			return false;
		field_unset(f, record);
		return true;
	case SCALAR_TEXT:
		v.text = keep(r, s);
		return field_set(f, &v, record, &err) == 0;
	case SCALAR_INTEGER:
	case SCALAR_REAL:
		return set_number(f, s, record, &err);
	default:
		return false;
	}
}

bool fields_scan(const struct field *fields, const char *members, size_t len,
	char *room, void *record)
{
	struct rest r = {members, members + len, room};
	struct scalar s;

	for (const struct field *f = fields; f->name; f++) {
		if (!begins(&r, f)) {
			if (f->need == FIELD_REQUIRED)
				return false;
			field_unset(f, record);
			continue;
		}
		if (!scalar_read(&r.p, r.end, r.room, &s) ||
			!set(f, &r, &s, record))
			return false;
	}
	return r.end - r.p == 1 && *r.p == '}';
}
