/*
 * Instances: hours by flavor.
 *
 * Polled samples have no dates in any release. Notifications carry all of
 * them, but not every date means what its name says: launched_at moves at
 * each resize, and terminated_at may stand on a server that lives.
 */
#include <string.h>

#include "ow/base/time.h"
#include "ow/kind/types.h"

static const char *const meters[] = {"instance", "memory", "vcpus", NULL};

static const struct kind_state states[] = {
	{"building", true, true},
	{"active", false, false},
	{"paused", false, false},
	{"suspended", false, false},
	{"stopped", false, false},
	{"rescued", false, false},
	{"resized", false, false},
	{"shelved", false, false},
	{"shelved_offloaded", true, true},
	{"error", true, true},
	{"soft-delete", true, true},
	{KIND_DEAD, true, true},
	{NULL, false, false},
};

/* What the API's status calls a vm_state, with tasks in progress told. */
static const struct kind_alias aliases[] = {
	{"build", "building"},
	{"hard_reboot", "active"},
	{"migrating", "active"},
	{"password", "active"},
	{"reboot", "active"},
	{"rebuild", "active"},
	{"rescue", "rescued"},
	{"resize", "active"},
	{"revert_resize", "resized"},
	{"shutdown", "stopped"},
	{"shutoff", "stopped"},
	{"soft_deleted", "soft-delete"},
	{"verify_resize", "resized"},
	{NULL, NULL},
};

/* The name of a flavor that is gone is not known any more. */
static bool class_unknown(const char *class)
{
	return !class || strncmp(class, "unknown-id-", 11) == 0;
}

/*
 * From Ocata on notified samples have lost their event_type; what only the
 * poller writes tells the two apart.
 */
static bool is_polled(const struct sample *s)
{
	return !s->meta[META_EVENT_TYPE] &&
	       (s->meta[META_FLAVOR_ID] || s->meta[META_FLAVOR_NAME] ||
		       s->meta[META_STATUS]);
}

/*
 * Up to Kilo instance_type is the flavor's id when polled and its name when
 * notified, so flavor.name comes first.
 */
static const char *flavor(const struct sample *s)
{
	static const enum sample_meta keys[] = {META_FLAVOR_NAME,
		META_FLAVOR_NAME_9, META_INSTANCE_TYPE, META_FLAVOR_ID};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (s->meta[keys[i]])
			return s->meta[keys[i]];
	return NULL;
}

static bool starts_with(const char *text, const char *start)
{
	return text && strncmp(text, start, strlen(start)) == 0;
}

/*
 * While it is being resized the flavor shown may be the old one or the new
 * one, and a revert takes it back: it counts when no such task is left.
 */
static bool is_resizing(const struct sample *s)
{
	return starts_with(s->meta[META_STATE_DESCRIPTION], "resize_") ||
	       starts_with(s->meta[META_NEW_TASK_STATE], "resize_") ||
	       starts_with(s->meta[META_TASK_STATE], "resize_") ||
	       (is_polled(s) && starts_with(s->meta[META_STATUS], "resize")) ||
	       (is_polled(s) &&
		       starts_with(s->meta[META_STATUS], "revert_resize"));
}

/* From Ocata on the polled `state` is libvirt's; the status is Nova's. */
static const char *state(const struct sample *s, bool polled)
{
	const char *told = polled ? s->meta[META_STATUS] : NULL;

	return kind_state_name(
		&kind_instance, told ? told : s->meta[META_STATE]);
}

/*
 * A date of deletion stands on a server that is soft-deleted too, even
 * before its state says so, and such a one may be restored. A deletion
 * without the compute host leaves the state as it was; its event tells.
 */
static int end_of_life(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	int64_t deleted, terminated;
	bool dead = o->state && strcmp(o->state, KIND_DEAD) == 0;
	bool event = kind_event_is(s, "compute.instance.delete.end");

	if (kind_date(s, META_DELETED_AT, &deleted, err) < 0 ||
		kind_date(s, META_TERMINATED_AT, &terminated, err) < 0)
		return -1;
	if (deleted == TIME_NEVER && dead)
		deleted = terminated;
	if (deleted != TIME_NEVER && (!o->state || dead || event)) {
		o->deleted_s = deleted;
		o->deleted_by = DELETED_BY_METADATA;
	} else if (event) {
		o->deleted_s = time_seconds(s->time_us);
		o->deleted_by = DELETED_BY_EVENT;
	}
	/* Until then it lived, in what state is not told; if it ever did. */
	if (dead && o->deleted_by != DELETED_NOT)
		o->state = s->meta[META_LAUNCHED_AT] ? NULL : "error";
	return 0;
}

static int observe(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	bool polled = is_polled(s);

	if (kind_observe(s, o, err) < 0)
		return -1;
	if (!polled && o->by == SEEN_BY_POLL)
		o->by = SEEN_BY_EVENT;
	if (kind_event_is(s, "compute.instance.create.end"))
		o->by = SEEN_BY_CREATE;
	/*
	 * Other meters are polled only while the server runs, and an audit
	 * in the middle of a task is of this server alone.
	 */
	o->routine =
		o->by <= SEEN_BY_AUDIT && strcmp(s->meter, "instance") == 0 &&
		!(o->by == SEEN_BY_AUDIT && s->meta[META_STATE_DESCRIPTION]);
	o->name = s->meta[META_DISPLAY_NAME];
	o->class = is_resizing(s) ? NULL : flavor(s);
	o->state = state(s, polled);
	if (polled)
		o->poller = s->meta[META_INSTANCE_HOST]
				    ? s->meta[META_INSTANCE_HOST]
				    : s->meta[META_HOST];
	return end_of_life(s, o, err);
}

const struct kind kind_instance = {
	.type = "instance",
	.unit = "h",
	.meters = meters,
	.grace_s = 3600,
	.states = states,
	.aliases = aliases,
	.observe = observe,
	.class_unknown = class_unknown,
};
