#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/options.h"
#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer_query.h"

#define PATH_MAX_BYTES 65536

static const struct ceilometer_type known[] = {
	{"instance", "instance"},
	{"volume", "volume.size"},
	{"image", "image.size"},
};

#define KNOWN_COUNT (sizeof(known) / sizeof(*known))

const struct ceilometer_type *ceilometer_type_of(
	const struct ceilometer_query *q, const char *meter)
{
	for (size_t i = 0; i < q->type_count; i++)
		if (strcmp(q->types[i].meter, meter) == 0)
			return &q->types[i];
	return NULL;
}

static int refuse(struct ow_error *err, const char *name, const char *why)
{
	char quoted[96];

	error_quote(quoted, sizeof(quoted), name, strlen(name));
	return error_set(err, OW_USAGE, "%s %s", quoted, why);
}

/* A sample of a meter tells its type: no meter may serve two. */
static int add_type(struct ceilometer_query *q, const char *name,
	const char *meter, struct ow_error *err)
{
	for (size_t i = 0; i < q->type_count; i++)
		if (strcmp(q->types[i].name, name) == 0)
			return refuse(err, name, "is named twice");
	if (ceilometer_type_of(q, meter))
		return refuse(err, meter, "is read for another type");
	if (q->type_count == CEILOMETER_TYPES_MAX)
		return error_set(err, OW_USAGE, "more than %d types",
			CEILOMETER_TYPES_MAX);
	q->types[q->type_count++] = (struct ceilometer_type){
		map_text(&q->texts, name), map_text(&q->texts, meter)};
	return 0;
}

static int add_known(
	struct ceilometer_query *q, const char *name, struct ow_error *err)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (strcmp(known[i].name, name) == 0)
			return add_type(q, name, known[i].meter, err);
	return refuse(err, name, "is none of instance,volume,image");
}

int ceilometer_add_types(
	struct ceilometer_query *q, const char *list, struct ow_error *err)
{
	char *copy = mem_copy(list);
	int result = 0;

	for (char *name = copy; name && result == 0;) {
		char *comma = strchr(name, ',');
		if (comma)
			*comma++ = '\0';
		result = add_known(q, name, err);
		name = comma;
	}
	free(copy);
	return result;
}

static int add_pair(void *context, const char *name, const char *value,
	struct ow_error *err)
{
	if (!text_is_name(name) || !text_is_name(value))
		return refuse(err, name, "is not TYPE=METER");
	return add_type(context, name, value, err);
}

int ceilometer_add_meters(
	struct ceilometer_query *q, const char *list, struct ow_error *err)
{
	return options_each_pair(list, add_pair, q, err);
}

void ceilometer_query_clear(struct ceilometer_query *q)
{
	map_clear(&q->texts);
	q->type_count = 0;
}

int ceilometer_scan(const struct ceilometer_query *q, struct scan *scan,
	struct ow_error *err)
{
	*scan = (struct scan){.source = "ceilometer",
		.region = q->region,
		.project = q->project,
		.from_s = time_seconds(q->from_us + TIME_US - 1),
		.till_s = time_seconds(q->till_us),
		.read_s = TIME_NEVER,
		.at_s = TIME_NEVER,
		.first_s = TIME_NEVER,
		.last_s = TIME_NEVER};
	for (size_t i = 0; i < q->type_count; i++) {
		scan->types[scan->type_count++] = q->types[i].name;
		scan->meters[scan->meter_count++] = q->types[i].meter;
	}
	if (scan->from_s < scan->till_s)
		return 0;
	return error_set(err, OW_USAGE, "the window holds no whole second");
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

static json_t *condition(const char *op, const char *field, const char *value)
{
	return json_pack("{s:{s:s}}", op, field, value);
}

static json_t *meter_filter(const struct ceilometer_query *q)
{
	json_t *meters = json_array();

	if (q->type_count == 1) {
		json_decref(meters);
		return condition("=", "meter", q->types[0].meter);
	}
	for (size_t i = 0; i < q->type_count; i++)
		json_array_append_new(meters, json_string(q->types[i].meter));
	return json_pack("{s:{s:o}}", "in", "meter", meters);
}

/* `timestamp >= T and (timestamp > T or message_id > M)` is what follows. */
static json_t *filter(
	const struct ceilometer_query *q, const struct ceilometer_bounds *b)
{
	char from[CEILOMETER_STAMP], till[CEILOMETER_STAMP];

	ceilometer_stamp(from, b->from_us);
	ceilometer_stamp(till, b->till_us);
	json_t *all = json_pack("[o,o,o]", meter_filter(q),
		condition(">=", "timestamp", from),
		condition("<", "timestamp", till));
	if (b->project)
		json_array_append_new(
			all, condition("=", "project_id", b->project));
	if (b->last_id)
		json_array_append_new(
			all, json_pack("{s:[o,o]}", "or",
				     condition(">", "timestamp", from),
				     condition(">", "message_id", b->last_id)));
	return json_pack("{s:o}", "and", all);
}

/* Filter and order are texts that hold JSON. */
char *ceilometer_query_body(
	const struct ceilometer_query *q, const struct ceilometer_bounds *b)
{
	json_t *all = filter(q, b);
	char *text = json_dumps(all, JSON_COMPACT);
	json_t *body = json_pack("{s:s,s:s,s:I}", "filter", text ? text : "",
		"orderby", "[{\"timestamp\":\"asc\"},{\"message_id\":\"asc\"}]",
		"limit", (json_int_t)b->limit);
	char *out = text ? json_dumps(body, JSON_COMPACT) : NULL;

	json_decref(body);
	free(text);
	json_decref(all);
	return out;
}

static void add_escaped(struct buf *path, const char *text)
{
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr("-._", *text))
			buf_add(path, text, 1);
		else
			buf_addf(
				path, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

/*
 * The API matches the four by their place, not by what they belong to: each
 * condition has them all. One without a value would be no condition.
 */
static void add_condition(
	struct buf *path, const char *field, const char *op, const char *value)
{
	buf_addf(path, "&q.field=%s&q.op=%s&q.type=&q.value=", field, op);
	add_escaped(path, value);
}

char *ceilometer_query_path(const struct ceilometer_bounds *b)
{
	char stamp[CEILOMETER_STAMP];
	struct buf path = BUF_INIT(PATH_MAX_BYTES);

	buf_add_text(&path, "/v2/meters/");
	add_escaped(&path, b->type->meter);
	buf_addf(&path, "?limit=%lld", (long long)b->limit);
	add_condition(
		&path, "timestamp", "ge", ceilometer_stamp(stamp, b->from_us));
	add_condition(&path, "timestamp", b->till_too ? "le" : "lt",
		ceilometer_stamp(stamp, b->till_us));
	if (b->project)
		add_condition(&path, "project_id", "eq", b->project);
	return path.data;
}
