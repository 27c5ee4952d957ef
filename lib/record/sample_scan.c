#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/record/sample_scan.h"
#include "ow/record/scalar.h"
#include "ow/record/shape.h"

struct sample_scan {
	struct shapes *shapes;
	char *texts; /* of the sample, each ended by a NUL */
	size_t cap;
};

struct sample_scan *sample_scan_new(void)
{
	struct sample_scan *s = mem_zero(1, sizeof(*s));

	s->shapes = shapes_new();
	return s;
}

void sample_scan_free(struct sample_scan *s)
{
	if (!s)
		return;
	shapes_free(s->shapes);
	free(s->texts);
	free(s);
}

void sample_scan_learn(struct sample_scan *s, const char *line, size_t len)
{
	shapes_learn(s->shapes, line, len);
}

/* Copies to *ROOM, and moves that on. */
static const char *keep(char **room, const struct scalar *v)
{
	char *text = *room;

	memmove(text, v->at, v->len);
	text[v->len] = '\0';
	*room += v->len + 1;
	return text;
}

/* As sample_told(), of a text whose length is known. */
static const char *told(char **room, const struct scalar *v)
{
	if (v->len == 0 || (v->len == 4 && memcmp(v->at, "None", 4) == 0))
		return NULL;
	return keep(room, v);
}

static const char *text_of(char **room, const struct scalar *v)
{
	return v->form == SCALAR_TEXT ? told(room, v) : NULL;
}

static const char *meta_of(char **room, const struct scalar *v)
{
	switch (v->form) {
	case SCALAR_TEXT:
		return told(room, v);
	case SCALAR_INTEGER:
		return keep(room, v);
	case SCALAR_TRUE:
		return "True";
	case SCALAR_FALSE:
		return "False";
	default:
		return NULL;
	}
}

static bool set_time(struct sample *out, char **room, const struct scalar *v)
{
	const char *text = text_of(room, v);

	return text && time_parse(text, &out->time_us) == 0;
}

static bool set_volume(struct sample *out, char **room, const struct scalar *v)
{
	if (v->form == SCALAR_NULL)
		return true;
	if (v->form != SCALAR_INTEGER && v->form != SCALAR_REAL)
		return false;
	const char *text = keep(room, v);
	char *rest;
	int64_t whole = strtoll(text, &rest, 10);
	if (*rest == '\0' || strcmp(rest, ".0") == 0)
		sample_set_volume(out, (double)whole);
	else
		sample_set_volume(out, strtod(text, NULL));
	if (v->form == SCALAR_INTEGER)
		out->volume = whole;
	return true;
}

/* False if the judge is to say what is wrong with it. */
static bool set(
	struct sample *out, unsigned slot, char **room, const struct scalar *v)
{
	switch (slot) {
	case SLOT_METER:
		out->meter = text_of(room, v);
		return out->meter != NULL;
	case SLOT_RESOURCE:
		out->resource_id = text_of(room, v);
		return out->resource_id != NULL;
	case SLOT_TIME:
		return set_time(out, room, v);
	case SLOT_PROJECT:
		out->project_id = text_of(room, v);
		return true;
	case SLOT_REGION:
		out->region = text_of(room, v);
		return true;
	case SLOT_VOLUME:
		return set_volume(out, room, v);
	case SLOT_METADATA:
		return v->form == SCALAR_NULL;
	default:
		out->meta[slot - SLOT_META] = meta_of(room, v);
		return true;
	}
}

/* A text without anything special is looked at where it stands. */
static inline bool read_scalar(
	const char **p, const char *end, char *room, struct scalar *out)
{
	if (**p == '"') {
		const char *quote = scalar_plain_end(*p + 1, end);
		if (quote < end && *quote == '"') {
			out->form = SCALAR_TEXT;
			out->at = *p + 1;
			out->len = (size_t)(quote - out->at);
			*p = quote + 1;
			return true;
		}
	}
	return scalar_read(p, end, room, out);
}

bool sample_scan(
	struct sample_scan *s, const char *line, size_t len, struct sample *out)
{
	const char *p = line, *end = line + len;
	uint32_t step = SHAPE_START;
	struct scalar v;

	s->texts = mem_room(s->texts, &s->cap, len + SLOT_COUNT, 1);
	char *room = s->texts;
	memset(out, 0, sizeof(*out));
	for (;;) {
		step = shape_follow(s->shapes, step, p, (size_t)(end - p));
		if (step == SHAPE_START)
			return false;
		const struct shape_step *at = &s->shapes->steps[step];
		if (at->last)
			return true;
		p += at->len;
		if (!read_scalar(&p, end, room, &v))
			return false;
		if (at->slot != SLOT_NONE && !set(out, at->slot, &room, &v))
			return false;
	}
}
