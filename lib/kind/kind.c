#include <stdio.h>
#include <string.h>

#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/kind/kind.h"
#include "ow/kind/types.h"

const struct kind *const kinds_all[] = {
	&kind_instance,
	&kind_volume,
	&kind_floating_ip,
	&kind_image,
	NULL,
};

const struct kind *kind_by_type(const char *type)
{
	for (const struct kind *const *k = kinds_all; *k; k++)
		if (text_same((*k)->type, type))
			return *k;
	return NULL;
}

const struct kind *kind_named(
	const char *type, enum ow_exit code, struct ow_error *err)
{
	const struct kind *k = kind_by_type(type);
	char quoted[64];

	if (!k)
		error_set(err, code, "unknown type %s",
			error_quote(
				quoted, sizeof(quoted), type, strlen(type)));
	return k;
}

const struct kind *kind_by_meter(const char *meter)
{
	for (const struct kind *const *k = kinds_all; *k; k++)
		for (const char *const *m = (*k)->meters; *m; m++)
			if (text_same(*m, meter))
				return *k;
	return NULL;
}

size_t kind_place(const struct kind *k)
{
	size_t i = 0;

	while (kinds_all[i] != k)
		i++;
	return i;
}

const struct kind_state *kind_state(const struct kind *k, const char *state)
{
	for (const struct kind_state *s = k->states; state && s->name; s++)
		if (text_same(s->name, state))
			return s;
	return NULL;
}

int kind_state_order(const struct kind *k, const char *state)
{
	const struct kind_state *s = kind_state(k, state);
	int count = 0;

	if (s)
		return 2 * (int)(s - k->states);
	while (k->states[count].name)
		count++;
	return count | 1;
}

const char *kind_state_name(const struct kind *k, const char *state)
{
	for (const struct kind_alias *a = k->aliases; state && a && a->other;
		a++)
		if (text_same(a->other, state))
			return a->name;
	return state;
}

int kind_date(const struct sample *s, enum sample_meta key, int64_t *out,
	struct ow_error *err)
{
	const char *text = s->meta[key];
	char quoted[64];
	int64_t us;

	*out = TIME_NEVER;
	if (!text)
		return 0;
	if (time_parse(text, &us) < 0)
		return error_set(err, OW_REJECTED, "date %s is no time",
			error_quote(
				quoted, sizeof(quoted), text, strlen(text)));
	*out = time_seconds(us);
	return 0;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

enum witness kind_witness(const struct sample *s)
{
	const char *event = s->meta[META_EVENT_TYPE];

	if (!event)
		return SEEN_BY_POLL;
	if (ends_with(event, ".exists"))
		return SEEN_BY_AUDIT;
	if (ends_with(event, ".start"))
		return SEEN_BY_START;
	return ends_with(event, ".end") ? SEEN_BY_END : SEEN_BY_EVENT;
}

bool kind_event_is(const struct sample *s, const char *event)
{
	return s->meta[META_EVENT_TYPE] &&
	       text_same(s->meta[META_EVENT_TYPE], event);
}

int kind_size(const struct sample *s, int64_t *out, struct ow_error *err)
{
	*out = SPAN_NO_SIZE;
	if (s->odd_volume || (s->has_volume && s->volume < 0))
		return error_set(err, OW_REJECTED,
			"volume of %s is no whole number", s->meter);
	if (s->has_volume)
		*out = s->volume;
	return 0;
}

int kind_observe(
	const struct sample *s, struct observation *out, struct ow_error *err)
{
	*out = (struct observation){
		.at_us = s->time_us,
		.by = kind_witness(s),
		.project = s->project_id,
		.size = SPAN_NO_SIZE,
		.alive_s = TIME_NEVER,
		.deleted_s = TIME_NEVER,
	};
	return kind_date(s, META_CREATED_AT, &out->created_s, err);
}
