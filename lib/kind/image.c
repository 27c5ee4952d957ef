/*
 * Images: GB.h.
 *
 * Glance's first API sends image.delete before it marks the row, so
 * deleted_at is not set even on deleted images; the second sets it. Polls
 * list only what lives.
 */
#include <string.h>

#include "ow/base/time.h"
#include "ow/kind/types.h"

static const char *const meters[] = {"image.size", NULL};

static const struct kind_state states[] = {
	{"queued", true, true},
	{"saving", true, true},
	{"active", false, false},
	{"deactivated", false, false},
	{"killed", true, true},
	{"pending_delete", true, true},
	{KIND_DEAD, true, true},
	{NULL, false, false},
};

static const struct kind_alias aliases[] = {
	{"importing", "saving"},
	{"uploading", "saving"},
	{NULL, NULL},
};

static int end_of_life(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	int64_t deleted;
	bool event = kind_event_is(s, "image.delete");

	if (kind_date(s, META_DELETED_AT, &deleted, err) < 0)
		return -1;
	if (deleted == TIME_NEVER && !event)
		return 0;
	o->deleted_s =
		deleted != TIME_NEVER ? deleted : time_seconds(s->time_us);
	o->deleted_by =
		deleted != TIME_NEVER ? DELETED_BY_METADATA : DELETED_BY_EVENT;
	/* Until then it was stored, in what state is not told. */
	if (o->state && (strcmp(o->state, KIND_DEAD) == 0 ||
				strcmp(o->state, "pending_delete") == 0))
		o->state = NULL;
	return 0;
}

static int observe(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	if (kind_observe(s, o, err) < 0 || kind_size(s, &o->size, err) < 0)
		return -1;
	o->routine = o->by == SEEN_BY_POLL;
	o->name = s->meta[META_NAME];
	o->state = kind_state_name(&kind_image, s->meta[META_STATUS]);
	/* It is sent when all is stored, though the status still says saving.
	 */
	if (kind_event_is(s, "image.upload")) {
		o->by = SEEN_BY_CREATE;
		if (!o->state || strcmp(o->state, "saving") == 0 ||
			strcmp(o->state, "queued") == 0)
			o->state = "active";
	}
	return end_of_life(s, o, err);
}

const struct kind kind_image = {
	.type = "image",
	.unit = "GB.h",
	.unit_size = 1 << 30,
	.meters = meters,
	.grace_s = 3600,
	.states = states,
	.aliases = aliases,
	.observe = observe,
};
