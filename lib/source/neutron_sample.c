#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "ow/base/time.h"
#include "ow/source/neutron_sample.h"

#define SAMPLE_TIME (TIME_TEXT + 8) /* "YYYY-MM-DDTHH:MM:SS.ffffff" */

struct member {
	const char *name;
	const char *text; /* NULL: null */
};

/* With the fraction, and no zone: a poll of Ceilometer's has it so. */
static char *time_of_poll(char out[SAMPLE_TIME], int64_t us)
{
	char second[TIME_TEXT];

	time_text(second, time_seconds(us));
	snprintf(out, SAMPLE_TIME, "%.19s.%06" PRId64, second,
		us - time_seconds(us) * TIME_US);
	return out;
}

/* NULL, and OBJECT freed, if a text is no UTF-8. */
static json_t *put_all(
	json_t *object, const struct member *members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = members[i].text;
		json_t *value = text ? json_string(text) : json_null();
		if (json_object_set_new(object, members[i].name, value) < 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static json_t *metadata(const struct neutron_address *a)
{
	char created[TIME_TEXT];
	bool dated = a->created_s != TIME_NEVER;
	const struct member members[] = {
		{"status", a->status},
		{"floating_ip_address", a->address},
		{"floating_network_id", a->network},
		{"fixed_ip_address", a->fixed_address},
		{"port_id", a->fixed_port},
		{"router_id", a->router},
		{"created_at", dated ? time_text(created, a->created_s) : NULL},
	};

	return put_all(
		json_object(), members, sizeof(members) / sizeof(members[0]));
}

static json_t *sample(const struct neutron_address *a, const char *time,
	const char *id, const char *region)
{
	const struct member head[] = {
		{"user_id", NULL},
		{"project_id", a->project},
		{"resource_id", a->id},
		{"timestamp", time},
	};
	const struct member tail[] = {
		{"source", "neutron"},
		{"id", id},
		{"region", region},
	};
	json_t *s = json_pack("{s:s, s:s, s:s, s:i}", "name", "ip.floating",
		"type", "gauge", "unit", "ip", "volume", 1);

	s = put_all(s, head, 4);
	if (json_object_set_new(s, "resource_metadata", metadata(a)) < 0) {
		json_decref(s);
		return NULL;
	}
	return put_all(s, tail, region ? 3 : 2);
}

char *neutron_sample(
	const struct neutron_address *a, int64_t at_us, const char *region)
{
	char time[SAMPLE_TIME];

	time_of_poll(time, at_us);
	json_t *id = json_sprintf("%s@%s", a->id, time);
	json_t *s = sample(a, time, json_string_value(id), region);
	char *text = s ? json_dumps(s, JSON_COMPACT) : NULL;
	json_decref(id);
	json_decref(s);
	return text;
}
