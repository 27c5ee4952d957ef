/*
 * Floating IPs: IP.h.
 *
 * Neutron deletes the row and keeps no history: an address is held while
 * readings show it, and gone when a later one does not. The meter's volume
 * is a status code, never a count.
 */
#include "ow/kind/types.h"

static const char *const meters[] = {"ip.floating", NULL};

static const struct kind_state states[] = {
	{"DOWN", false, false},
	{"ACTIVE", false, false},
	{"ERROR", false, false},
	{KIND_DEAD, true, true},
	{NULL, false, false},
};

static int observe(
	const struct sample *s, struct observation *o, struct ow_error *err)
{
	if (kind_observe(s, o, err) < 0)
		return -1;
	/* Notified samples bear the project of who asked, not the owner's. */
	if (s->meta[META_TENANT_ID])
		o->project = s->meta[META_TENANT_ID];
	if (kind_event_is(s, "floatingip.create.end"))
		o->by = SEEN_BY_CREATE;
	o->routine = o->by == SEEN_BY_POLL;
	o->name = s->meta[META_FLOATING_IP];
	o->state = s->meta[META_STATUS];
	return 0;
}

const struct kind kind_floating_ip = {
	.type = "floating_ip",
	.unit = "IP.h",
	.per_tenant = true,
	.meters = meters,
	.grace_s = 3600,
	.states = states,
	.observe = observe,
};
