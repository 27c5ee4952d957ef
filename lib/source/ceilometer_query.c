#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer_query.h"
#include "ow/source/http.h"

static const struct ceilometer_type types[] = {
	{"instance", "instance"},
	{"volume", "volume.size"},
	{"image", "image.size"},
};

#define TYPE_COUNT (sizeof(types) / sizeof(*types))
_Static_assert(TYPE_COUNT <= CEILOMETER_TYPES_MAX, "room for all types");

/* The type with this name of LEN bytes, or NULL. */
static const struct ceilometer_type *find_type(const char *name, size_t len)
{
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (strlen(types[i].name) == len &&
			memcmp(types[i].name, name, len) == 0)
			return &types[i];
	return NULL;
}

static bool has_type(
	const struct ceilometer_query *q, const struct ceilometer_type *t)
{
	for (size_t i = 0; i < q->type_count; i++)
		if (q->types[i] == t)
			return true;
	return false;
}

int ceilometer_types(const char *list, struct ceilometer_query *q)
{
	size_t len;

	for (q->type_count = 0;; list += len + 1) {
		len = strcspn(list, ",");
		const struct ceilometer_type *t = find_type(list, len);
		if (!t || has_type(q, t))
			return -1;
		q->types[q->type_count++] = t;
		if (list[len] == '\0')
			return 0;
	}
}

int ceilometer_scan(const struct ceilometer_query *q, struct scan *scan,
	struct ow_error *err)
{
	*scan = (struct scan){.source = "ceilometer",
		.region = q->region,
		.from_s = time_seconds(q->from_us + TIME_US - 1),
		.till_s = time_seconds(q->till_us),
		.read_s = TIME_NEVER,
		.at_s = TIME_NEVER,
		.first_s = TIME_NEVER,
		.last_s = TIME_NEVER};
	for (size_t i = 0; i < q->type_count; i++)
		scan->types[scan->type_count++] = q->types[i]->name;
	if (scan->from_s < scan->till_s)
		return 0;
	return error_set(err, OW_USAGE, "the window holds no whole second");
}

/* The catalog's URL has no version; one that a user wrote may have it. */
char *ceilometer_url(const char *endpoint, struct ow_error *err)
{
	char *base = http_base(endpoint, err);
	size_t n = base ? strlen(base) : 0;

	if (!base)
		return NULL;
	if (n > 3 && strcmp(base + n - 3, "/v2") == 0)
		base[n - 3] = '\0';
	struct buf url = BUF_INIT(n + 32);
	buf_add_text(&url, base);
	buf_add_text(&url, "/v2/query/samples");
	free(base);
	return url.data;
}

/* UTC without saying so: the API would drop an offset, not convert by it. */
char *ceilometer_stamp(char out[CEILOMETER_STAMP], int64_t us)
{
	int64_t s = time_seconds(us);

	time_text(out, s);
	snprintf(out + TIME_TEXT - 2, CEILOMETER_STAMP - TIME_TEXT + 2, ".%06d",
		(int)(us - s * TIME_US));
	return out;
}

static json_t *meter_filter(const struct ceilometer_query *q)
{
	json_t *meters = json_array();

	if (q->type_count == 1) {
		json_decref(meters);
		return json_pack("{s:{s:s}}", "=", "meter", q->types[0]->meter);
	}
	for (size_t i = 0; i < q->type_count; i++)
		json_array_append_new(meters, json_string(q->types[i]->meter));
	return json_pack("{s:{s:o}}", "in", "meter", meters);
}

/* `timestamp >= T and (timestamp > T or message_id > M)` is what follows. */
static json_t *filter(
	const struct ceilometer_query *q, const struct ceilometer_bounds *b)
{
	char from[CEILOMETER_STAMP], till[CEILOMETER_STAMP];

	ceilometer_stamp(from, b->from_us);
	ceilometer_stamp(till, b->till_us);
	json_t *all = json_pack("[o,{s:{s:s}},{s:{s:s}}]", meter_filter(q),
		">=", "timestamp", from, "<", "timestamp", till);
	if (b->last_id)
		json_array_append_new(
			all, json_pack("{s:[{s:{s:s}},{s:{s:s}}]}", "or", ">",
				     "timestamp", from, ">", "message_id",
				     b->last_id));
	return json_pack("{s:o}", "and", all);
}

/* Filter and order are texts that hold JSON. */
char *ceilometer_request(
	const struct ceilometer_query *q, const struct ceilometer_bounds *b)
{
	json_t *all = filter(q, b);
	char *text = json_dumps(all, JSON_COMPACT);
	json_t *body = json_pack("{s:s,s:s,s:I}", "filter", text ? text : "",
		"orderby", "[{\"timestamp\":\"asc\"},{\"message_id\":\"asc\"}]",
		"limit", (json_int_t)q->page);
	char *out = text ? json_dumps(body, JSON_COMPACT) : NULL;

	json_decref(body);
	free(text);
	json_decref(all);
	return out;
}
