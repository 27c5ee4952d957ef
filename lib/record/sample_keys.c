#include <string.h>

#include "ow/record/sample_keys.h"

const char *const sample_meta_keys[META_COUNT] = {
	[META_AUDIT_BEGINNING] = "audit_period_beginning",
	[META_AUDIT_ENDING] = "audit_period_ending",
	[META_CREATED_AT] = "created_at",
	[META_DELETED_AT] = "deleted_at",
	[META_DISPLAY_NAME] = "display_name",
	[META_EVENT_TYPE] = "event_type",
	[META_FLAVOR_ID] = "flavor.id",
	[META_FLAVOR_NAME] = "flavor.name",
	[META_FLAVOR_NAME_9] = "flavor_name",
	[META_FLOATING_IP] = "floating_ip_address",
	[META_HOST] = "host",
	[META_INSTANCE_HOST] = "instance_host",
	[META_INSTANCE_TYPE] = "instance_type",
	[META_LAUNCHED_AT] = "launched_at",
	[META_NAME] = "name",
	[META_NEW_TASK_STATE] = "new_task_state",
	[META_STATE] = "state",
	[META_STATE_DESCRIPTION] = "state_description",
	[META_STATUS] = "status",
	[META_TASK_STATE] = "task_state",
	[META_TENANT_ID] = "tenant_id",
	[META_TERMINATED_AT] = "terminated_at",
	[META_VOLUME_TYPE] = "volume_type",
};

/* In all spellings; no line that has two of one is read with them. */
static const struct {
	const char *name;
	enum sample_slot slot;
} members[] = {
	{"counter_name", SLOT_METER},
	{"meter", SLOT_METER},
	{"name", SLOT_METER},
	{"resource_id", SLOT_RESOURCE},
	{"timestamp", SLOT_TIME},
	{"project_id", SLOT_PROJECT},
	{"region", SLOT_REGION},
	{"counter_volume", SLOT_VOLUME},
	{"volume", SLOT_VOLUME},
	{"resource_metadata", SLOT_METADATA},
	{"metadata", SLOT_METADATA},
};

const char *sample_told(const char *text)
{
	if (!text || text[0] == '\0' || strcmp(text, "None") == 0)
		return NULL;
	return text;
}

void sample_set_volume(struct sample *s, double volume)
{
	const double most = 9007199254740992.0 * 512; /* 2^62 */

	s->has_volume = volume >= -most && volume <= most &&
			volume == (double)(int64_t)volume;
	s->odd_volume = !s->has_volume;
	s->volume = s->has_volume ? (int64_t)volume : 0;
}

static bool is(const struct sample_key *key, const char *name, size_t len)
{
	return key->len == len && memcmp(key->at, name, len) == 0;
}

static enum sample_slot member_of(const struct sample_key *key)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (is(key, members[i].name, strlen(members[i].name)))
			return members[i].slot;
	return SLOT_NONE;
}

static bool is_meta(
	const char *name, const struct sample_key *path, size_t depth)
{
	const char *dot = strchr(name, '.');

	if (depth == 1)
		return is(&path[0], name, strlen(name));
	return dot && is(&path[0], name, (size_t)(dot - name)) &&
	       is(&path[1], dot + 1, strlen(dot + 1));
}

enum sample_slot sample_slot_of(const struct sample_key *path, size_t depth)
{
	if (depth == 1)
		return member_of(&path[0]);
	if (depth > 3 || member_of(&path[0]) != SLOT_METADATA)
		return SLOT_NONE;
	for (int i = 0; i < META_COUNT; i++)
		if (is_meta(sample_meta_keys[i], path + 1, depth - 1))
			return SLOT_META + i;
	return SLOT_NONE;
}
