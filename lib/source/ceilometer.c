#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer.h"

/*
 * The server sorts all that lies between the bounds for each answer: an hour
 * at once keeps that cheap, a day takes it ten times as long.
 */
#define SLICE_US (3600 * (int64_t)TIME_US)
#define LINE_MAX_BYTES (16u << 20)

struct ceilometer {
	struct ceilometer_query query;
	struct http *http;
	const char *token;
	char *url;
	struct ceilometer_bounds left; /* of the slice asked for */
	json_t *page;                  /* the answer that is being handed out */
	size_t row;
	struct buf line;
};

struct ceilometer *ceilometer_new(const struct ceilometer_query *q,
	const struct http_options *o, const char *token, struct ow_error *err)
{
	struct ceilometer *c = mem_zero(1, sizeof(*c));

	c->query = *q;
	c->token = token;
	c->left.from_us = q->from_us;
	c->line.max = LINE_MAX_BYTES;
	if ((c->url = ceilometer_url(q->endpoint, err)) &&
		(c->http = http_new(o, err)))
		return c;
	ceilometer_free(c);
	return NULL;
}

void ceilometer_free(struct ceilometer *c)
{
	if (!c)
		return;
	http_free(c->http);
	free(c->url);
	free(c->left.last_id);
	json_decref(c->page);
	buf_clear(&c->line);
	free(c);
}

int64_t ceilometer_reached_us(const struct ceilometer *c)
{
	return c->left.from_us;
}

/*
 * A body without a Content-Length that was cut off looks whole to HTTP. It
 * shows in a last byte other than the ']' of the list that began, or in
 * something still open.
 */
static bool is_cut_off(const char *body, size_t len, const json_error_t *e)
{
	while (len > 0 && strchr(" \r\n", body[len - 1]))
		len--;
	return json_error_code(e) == json_error_premature_end_of_input ||
	       (len > 0 && body[0] == '[' && body[len - 1] != ']');
}

static int take_page(
	void *context, const char *body, size_t len, struct ow_error *err)
{
	struct ceilometer *c = context;
	json_error_t e;

	c->row = 0;
	c->page = json_loadb(
		body, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &e);
	if (json_is_array(c->page))
		return 0;
	if (c->page)
		return error_set(err, OW_INCOMPLETE,
			"the answer is JSON, but no list of samples");
	if (is_cut_off(body, len, &e))
		return error_set(err, OW_AGAIN, "the answer was cut off");
	return error_set(err, OW_INCOMPLETE, "the answer is no JSON");
}

static int ask(struct ceilometer *c, struct ow_error *err)
{
	char *body = ceilometer_request(&c->query, &c->left);
	struct http_request r = {.url = c->url,
		.body = body,
		.token = c->token,
		.take = take_page,
		.context = c};
	int result = -1;

	json_decref(c->page);
	c->page = NULL;
	if (body)
		result = http_call(c->http, &r, err);
	else
		error_set(err, OW_AGAIN, "out of memory");
	free(body);
	return result;
}

/* The text member NAME of a row, or NULL; one with a NUL inside is none. */
static const char *text_of(const json_t *row, const char *name)
{
	const json_t *value = json_object_get(row, name);
	const char *text = json_string_value(value);

	return text && strlen(text) == json_string_length(value) ? text : NULL;
}

static int wrong(
	const struct ceilometer *c, struct ow_error *err, const char *what)
{
	char url[200];

	error_quote(url, sizeof(url), c->url, strlen(c->url));
	return error_set(err, OW_INCOMPLETE, "%s answered with %s", url, what);
}

/* The type whose meter a row bears, or NULL if that was not asked for. */
static const struct ceilometer_type *type_of(
	const struct ceilometer_query *q, const char *meter)
{
	for (size_t i = 0; i < q->type_count; i++)
		if (strcmp(q->types[i]->meter, meter) == 0)
			return q->types[i];
	return NULL;
}

/*
 * 1 if the row at US with ID lies behind all before it, 0 if it is the one
 * before it once more: a redelivered message is stored twice. The filter
 * keeps such a pair within a page.
 */
static int check_place(const struct ceilometer *c, int64_t us, const char *id,
	struct ow_error *err)
{
	const struct ceilometer_bounds *b = &c->left;
	int order = us < b->from_us ? -1 : us > b->from_us;

	if (order == 0)
		order = b->last_id ? strcmp(id, b->last_id) : 1;
	if (us < b->till_us && (order > 0 || (order == 0 && c->row > 0)))
		return order > 0;
	return wrong(c, err, "a sample out of order or not asked for");
}

static int append(const char *bytes, size_t len, void *line)
{
	buf_add(line, bytes, len);
	return 0;
}

static int write_line(struct ceilometer *c, json_t *row, struct ow_error *err)
{
	const char *region = c->query.region;

	if (region)
		json_object_set_new(row, "region", json_string(region));
	buf_reset(&c->line);
	if (json_dump_callback(row, append, &c->line, JSON_COMPACT) < 0 ||
		c->line.over)
		return wrong(c, err, "a sample that is too long");
	return 0;
}

/* Returns 1 with a sample, 0 for a duplicate. */
static int take_row(struct ceilometer *c, json_t *row,
	struct ceilometer_sample *out, struct ow_error *err)
{
	const char *id = text_of(row, "id");
	const char *meter = text_of(row, "meter");
	const char *time = text_of(row, "timestamp");
	int64_t us;

	if (!id || !meter || !time || time_parse(time, &us) < 0)
		return wrong(c, err, "something that is no sample");
	out->type = type_of(&c->query, meter);
	if (!out->type)
		return wrong(c, err, "a sample of a meter not asked for");
	int place = check_place(c, us, id, err);
	if (place <= 0)
		return place;
	free(c->left.last_id);
	c->left.last_id = mem_copy(id);
	c->left.from_us = us;
	out->project = text_of(row, "project_id");
	if (write_line(c, row, err) < 0)
		return -1;
	out->line = c->line.data;
	out->len = c->line.len;
	return 1;
}

/*
 * Moves the bounds to what is left. After an answer with rows that is what
 * follows the last of them, be the answer full or not, for the server may
 * cap it; an empty one says that nothing is left before till_us.
 */
static void advance(struct ceilometer *c)
{
	if (c->page && json_array_size(c->page) == 0) {
		c->left.from_us = c->left.till_us;
		free(c->left.last_id);
		c->left.last_id = NULL;
	}
	c->left.till_us = c->left.from_us + SLICE_US;
	if (c->left.till_us > c->query.till_us)
		c->left.till_us = c->query.till_us;
}

int ceilometer_next(struct ceilometer *c, struct ceilometer_sample *out,
	struct ow_error *err)
{
	for (;;) {
		json_t *row = json_array_get(c->page, c->row);
		if (!row) {
			advance(c);
			if (c->left.from_us == c->query.till_us)
				return 0;
			if (ask(c, err) < 0)
				return -1;
			continue;
		}
		int result = take_row(c, row, out, err);
		c->row++;
		if (result != 0)
			return result;
	}
}
