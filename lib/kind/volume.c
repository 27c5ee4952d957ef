/*
 * Volumes: GB.h by volume type.
 *
 * No release gives them a deleted_at. The event volume.delete.end tells, or
 * an audit that shows the status deleted; cinder's audit also sends missed
 * events again, hours later, with the true date as an empty audit period.
 */
#include <string.h>

#include "ow/base/time.h"
#include "ow/kind/types.h"

static const char *const meters[] = {"volume.size", NULL};

static const struct kind_state states[] = {
	{"creating", true, false},
	{"error", true, false},
	{"available", false, false},
	{"reserved", false, false},
	{"attaching", false, false},
	{"in-use", false, false},
	{"detaching", false, false},
	{"awaiting-transfer", false, false},
	{"backing-up", false, false},
	{"downloading", false, false},
	{"error_backing-up", false, false},
	{"error_deleting", false, false},
	{"error_extending", false, false},
	{"error_managing", false, false},
	{"error_restoring", false, false},
	{"extending", false, false},
	{"maintenance", false, false},
	{"managing", false, false},
	{"migrating", false, false},
	{"restoring-backup", false, false},
	{"retyping", false, false},
	{"uploading", false, false},
	{KIND_DEAD, true, true},
	{NULL, false, false},
};

static bool is_dying(const char *status)
{
	return status && (strcmp(status, "deleting") == 0 ||
				 strcmp(status, KIND_DEAD) == 0);
}

/* The true date of an event that the audit has sent again, or TIME_NEVER. */
static int resent_date(
	const struct sample *s, int64_t *date, struct ow_error *err)
{
	int64_t ending;

	if (kind_date(s, META_AUDIT_BEGINNING, date, err) < 0 ||
		kind_date(s, META_AUDIT_ENDING, &ending, err) < 0)
		return -1;
	if (*date != ending || kind_witness(s) == SEEN_BY_AUDIT)
		*date = TIME_NEVER;
	return 0;
}

/*
 * While it is being deleted a volume is what it was before: one that failed
 * to be created never lived.
 */
static const char *status_until(const struct sample *s)
{
	return is_dying(s->meta[META_STATUS]) ? NULL : s->meta[META_STATUS];
}

static void end_of_life(
	const struct sample *s, struct observation *o, int64_t resent)
{
	/* What was sent again shows the status of the time of sending. */
	if (resent != TIME_NEVER && is_dying(s->meta[META_STATUS])) {
		o->at_us = resent * TIME_US;
		o->state = NULL;
	}
	if (!kind_event_is(s, "volume.delete.end"))
		return;
	o->deleted_s = time_seconds(o->at_us);
	o->deleted_by = DELETED_BY_EVENT;
	o->state = status_until(s);
}

/*
 * An audit lists what lived in its period: what it shows as deleted lived at
 * the period's beginning, or since its creation.
 */
static int note_alive(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	int64_t beginning;

	if (kind_date(s, META_AUDIT_BEGINNING, &beginning, err) < 0)
		return -1;
	if (o->state && strcmp(o->state, KIND_DEAD) == 0 &&
		kind_event_is(s, "volume.exists"))
		o->alive_s =
			beginning > o->created_s ? beginning : o->created_s;
	return 0;
}

static int observe(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	const char *status = s->meta[META_STATUS];
	int64_t resent;

	if (kind_observe(s, o, err) < 0 || kind_size(s, &o->size, err) < 0 ||
		resent_date(s, &resent, err) < 0)
		return -1;
	o->state = status && strcmp(status, KIND_DEAD) == 0 ? KIND_DEAD
							    : status_until(s);
	/* Ocata and later: a notified sample has lost its event and status. */
	if (o->by == SEEN_BY_POLL && !status)
		o->by = SEEN_BY_EVENT;
	if (kind_event_is(s, "volume.create.end"))
		o->by = SEEN_BY_CREATE;
	if (resent != TIME_NEVER && !is_dying(status))
		o->by = SEEN_BY_AUDIT; /* it did not witness the beginning */
	o->routine = o->by == SEEN_BY_POLL || kind_event_is(s, "volume.exists");
	o->name = s->meta[META_DISPLAY_NAME] ? s->meta[META_DISPLAY_NAME]
					     : s->meta[META_NAME];
	o->class = s->meta[META_VOLUME_TYPE];
	end_of_life(s, o, resent);
	return note_alive(s, o, err);
}

/*
 * Notified samples bear the type's id, polled ones (Ocata and later) its
 * name: where one sight tells the name, an id is no other type.
 */
static bool class_unknown(const char *class)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	static const char hex[] = "0123456789abcdefABCDEF";

	if (!class || strlen(class) != strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '-' ? class[i] != '-' : !strchr(hex, class[i]))
			return false;
	return true;
}

const struct kind kind_volume = {
	.type = "volume",
	.unit = "GB.h",
	.unit_size = 1,
	.meters = meters,
	.grace_s = 3 * 3600,
	.states = states,
	.observe = observe,
	.class_unknown = class_unknown,
};
