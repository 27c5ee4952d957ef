#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/record/fields.h"
#include "ow/record/fields_scan.h"
#include "ow/record/fields_write.h"
#include "ow/record/json.h"
#include "ow/record/record.h"

#define END                                         \
	{                                           \
		NULL, FIELD_TEXT, FIELD_OPTIONAL, 0 \
	}

#define BEGIN_AT(member) offsetof(struct begin, member)
static const struct field begin_fields[] = {
	{"program", FIELD_TEXT, FIELD_REQUIRED, BEGIN_AT(program)},
	{"format", FIELD_COUNT, FIELD_REQUIRED, BEGIN_AT(format)},
	{"id", FIELD_TEXT, FIELD_REQUIRED, BEGIN_AT(id)},
	{"from", FIELD_TIME, FIELD_OPTIONAL, BEGIN_AT(from_s)},
	{"till", FIELD_TIME, FIELD_OPTIONAL, BEGIN_AT(till_s)},
	END,
};

#define END_AT(member) offsetof(struct end, member)
static const struct field end_fields[] = {
	{"id", FIELD_TEXT, FIELD_REQUIRED, END_AT(id)},
	{"records", FIELD_COUNT, FIELD_REQUIRED, END_AT(records)},
	{"rejected", FIELD_COUNT, FIELD_REQUIRED, END_AT(rejected)},
	END,
};

#define SCAN_AT(member) offsetof(struct scan, member)
static const struct field scan_fields[] = {
	{"source", FIELD_TEXT, FIELD_REQUIRED, SCAN_AT(source)},
	{"region", FIELD_TEXT, FIELD_NULLABLE, SCAN_AT(region)},
	{"types", FIELD_TYPES, FIELD_REQUIRED, SCAN_AT(types)},
	{"meters", FIELD_METERS, FIELD_OPTIONAL, SCAN_AT(meters)},
	{"project", FIELD_TEXT, FIELD_OPTIONAL, SCAN_AT(project)},
	{"from", FIELD_TIME, FIELD_OPTIONAL, SCAN_AT(from_s)},
	{"till", FIELD_TIME, FIELD_OPTIONAL, SCAN_AT(till_s)},
	{"read_at", FIELD_TIME, FIELD_OPTIONAL, SCAN_AT(read_s)},
	{"at", FIELD_TIME, FIELD_OPTIONAL, SCAN_AT(at_s)},
	{"first_seen", FIELD_TIME, FIELD_OPTIONAL, SCAN_AT(first_s)},
	{"last_seen", FIELD_TIME, FIELD_OPTIONAL, SCAN_AT(last_s)},
	END,
};

#define PROJECT_AT(member) offsetof(struct project, member)
static const struct field project_fields[] = {
	{"id", FIELD_TEXT, FIELD_REQUIRED, PROJECT_AT(id)},
	{"name", FIELD_TEXT, FIELD_NULLABLE, PROJECT_AT(name)},
	{"account", FIELD_TEXT, FIELD_NULLABLE, PROJECT_AT(account)},
	END,
};

#define VOLUME_TYPE_AT(member) offsetof(struct volume_type, member)
static const struct field volume_type_fields[] = {
	{"id", FIELD_TEXT, FIELD_REQUIRED, VOLUME_TYPE_AT(id)},
	{"name", FIELD_TEXT, FIELD_REQUIRED, VOLUME_TYPE_AT(name)},
	END,
};

#define SPAN_AT(member) offsetof(struct span, member)
static const struct field span_fields[] = {
	{"type", FIELD_TEXT, FIELD_REQUIRED, SPAN_AT(type)},
	{"region", FIELD_TEXT, FIELD_NULLABLE, SPAN_AT(region)},
	{"id", FIELD_TEXT, FIELD_REQUIRED, SPAN_AT(id)},
	{"project", FIELD_TEXT, FIELD_NULLABLE, SPAN_AT(project)},
	{"name", FIELD_TEXT, FIELD_NULLABLE, SPAN_AT(name)},
	{"class", FIELD_TEXT, FIELD_NULLABLE, SPAN_AT(class)},
	{"size", FIELD_SIZE, FIELD_NULLABLE, SPAN_AT(size)},
	{"state", FIELD_TEXT, FIELD_NULLABLE, SPAN_AT(state)},
	{"poller", FIELD_TEXT, FIELD_NULLABLE, SPAN_AT(poller)},
	{"created_at", FIELD_TIME, FIELD_NULLABLE, SPAN_AT(created_s)},
	{"alive_at", FIELD_TIME, FIELD_OPTIONAL, SPAN_AT(alive_s)},
	{"deleted_at", FIELD_TIME, FIELD_NULLABLE, SPAN_AT(deleted_s)},
	{"deleted_by", FIELD_DELETED_BY, FIELD_NULLABLE, SPAN_AT(deleted_by)},
	{"first_seen", FIELD_TIME_US, FIELD_REQUIRED, SPAN_AT(first_us)},
	{"first_us", FIELD_FRACTION, FIELD_NULLABLE, SPAN_AT(first_us)},
	{"first_by", FIELD_WITNESS, FIELD_REQUIRED, SPAN_AT(first_by)},
	{"last_seen", FIELD_TIME_US, FIELD_REQUIRED, SPAN_AT(last_us)},
	{"last_us", FIELD_FRACTION, FIELD_NULLABLE, SPAN_AT(last_us)},
	{"last_by", FIELD_WITNESS, FIELD_REQUIRED, SPAN_AT(last_by)},
	END,
};

#define USAGE_AT(member) offsetof(struct usage, member)
static const struct field usage_fields[] = {
	{"from", FIELD_TIME, FIELD_REQUIRED, USAGE_AT(from_s)},
	{"till", FIELD_TIME, FIELD_REQUIRED, USAGE_AT(till_s)},
	{"region", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(region)},
	{"account", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(account)},
	{"project", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(project)},
	{"tenant", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(tenant)},
	{"type", FIELD_TEXT, FIELD_REQUIRED, USAGE_AT(type)},
	{"id", FIELD_TEXT, FIELD_REQUIRED, USAGE_AT(id)},
	{"name", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(name)},
	{"class", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(class)},
	{"size", FIELD_SIZE, FIELD_NULLABLE, USAGE_AT(size)},
	{"seconds", FIELD_COUNT, FIELD_REQUIRED, USAGE_AT(seconds)},
	{"assumed_seconds", FIELD_COUNT, FIELD_REQUIRED,
		USAGE_AT(assumed_seconds)},
	{"hours", FIELD_HOURS, FIELD_NULLABLE, USAGE_AT(hours_e4)},
	{"unit", FIELD_TEXT, FIELD_NULLABLE, USAGE_AT(unit)},
	{"created_at", FIELD_TIME, FIELD_NULLABLE, USAGE_AT(created_s)},
	{"deleted_at", FIELD_TIME, FIELD_NULLABLE, USAGE_AT(deleted_s)},
	{"deleted_by", FIELD_DELETED_BY, FIELD_NULLABLE, USAGE_AT(deleted_by)},
	END,
};

static const struct {
	const char *name;
	const struct field *fields;
} kinds[RECORD_OTHER] = {
	[RECORD_BEGIN] = {"begin", begin_fields},
	[RECORD_END] = {"end", end_fields},
	[RECORD_SCAN] = {"scan", scan_fields},
	[RECORD_PROJECT] = {"project", project_fields},
	[RECORD_VOLUME_TYPE] = {"volume_type", volume_type_fields},
	[RECORD_SPAN] = {"span", span_fields},
	[RECORD_USAGE] = {"usage", usage_fields},
};

/* Our own writers put the kind first. */
static const char own_start[] = "{\"kind\":\"";

struct record_parser {
	struct sample_parser *samples;
	json_t *root;
	char *room; /* of the texts, if it was read without JSON's library */
	size_t cap;
};

struct record_parser *record_parser_new(void)
{
	struct record_parser *p = mem_zero(1, sizeof(*p));

	p->samples = sample_parser_new();
	return p;
}

void record_parser_free(struct record_parser *p)
{
	if (!p)
		return;
	sample_parser_free(p->samples);
	json_decref(p->root);
	free(p->room);
	free(p);
}

static enum record_kind kind_of(const char *name)
{
	for (int i = RECORD_BEGIN; i < RECORD_OTHER; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (enum record_kind)i;
	return RECORD_OTHER;
}

static int check_begin(const struct begin *b, struct ow_error *err)
{
	if (b->format == RECORD_FORMAT)
		return 0;
	return error_set(err, OW_INCOMPLETE,
		"a frame of another format than %d; which version wrote it?",
		RECORD_FORMAT);
}

static int check_span(const struct span *s, struct ow_error *err)
{
	if (s->first_us > s->last_us)
		return error_set(
			err, OW_REJECTED, "last_seen is before first_seen");
	if ((s->deleted_s == TIME_NEVER) != (s->deleted_by == DELETED_NOT))
		return error_set(err, OW_REJECTED,
			"deleted_at and deleted_by go together");
	return 0;
}

/* Exactly one of the three forms of record.h. */
static int check_scan(const struct scan *s, struct ow_error *err)
{
	bool window = s->from_s != TIME_NEVER && s->till_s != TIME_NEVER;
	bool at = s->at_s != TIME_NEVER;
	bool seen = s->first_s != TIME_NEVER && s->last_s != TIME_NEVER;

	if (window + at + seen != 1 || (window && s->from_s > s->till_s) ||
		(seen && s->first_s > s->last_s))
		return error_set(err, OW_REJECTED,
			"a scan has from and till, or at, or first_seen and "
			"last_seen");
	if (s->read_s != TIME_NEVER && !window)
		return error_set(
			err, OW_REJECTED, "read_at goes with from and till");
	if (s->meter_count > 0 && s->meter_count != s->type_count)
		return error_set(
			err, OW_REJECTED, "meters has one for each of types");
	return 0;
}

static int check_own(const struct record *r, struct ow_error *err)
{
	if (r->kind == RECORD_BEGIN)
		return check_begin(&r->begin, err);
	if (r->kind == RECORD_SPAN)
		return check_span(&r->span, err);
	if (r->kind == RECORD_SCAN)
		return check_scan(&r->scan, err);
	return 0;
}

static int read_own(
	struct record_parser *p, struct record *out, struct ow_error *err)
{
	const char *kind = json_string_value(json_object_get(p->root, "kind"));

	if (!kind)
		return error_set(err, OW_REJECTED, "kind is not a text");
	out->kind = kind_of(kind);
	if (out->kind == RECORD_OTHER)
		return 0;
	/* The members of the union share their start with it. */
	if (fields_read(kinds[out->kind].fields, p->root, &out->sample, err) <
		0)
		return -1;
	return check_own(out, err);
}

/* As our own writers make them; false for what takes a look at the JSON. */
static bool scan_own(struct record_parser *p, const char *line, size_t len,
	struct record *out)
{
	const size_t start = sizeof(own_start) - 1;
	const char *quote = memchr(line + start, '"', len - start);
	size_t n = quote ? (size_t)(quote - line) - start : 0;

	for (int i = RECORD_BEGIN; i < RECORD_OTHER; i++) {
		if (strlen(kinds[i].name) != n ||
			memcmp(kinds[i].name, line + start, n) != 0)
			continue;
		out->kind = (enum record_kind)i;
		p->room = mem_room(p->room, &p->cap, len, 1);
		return fields_scan(kinds[i].fields, quote + 1,
			len - start - n - 1, p->room, &out->sample);
	}
	return false;
}

int record_parse(struct record_parser *p, const char *line, size_t len,
	struct record *out, struct ow_error *err)
{
	bool own = len >= sizeof(own_start) &&
		   memcmp(line, own_start, sizeof(own_start) - 1) == 0;

	out->line = line;
	out->len = len;
	if (own && scan_own(p, line, len, out))
		return check_own(out, err);
	out->kind = RECORD_SAMPLE;
	int is = own ? 0
		     : sample_parse(p->samples, line, len, &out->sample, err);
	if (is != 0)
		return is < 0 ? -1 : 0;
	json_decref(p->root);
	p->root = line_load(line, len, err);
	return p->root ? read_own(p, out, err) : -1;
}

void record_text(const struct record *r, struct buf *out)
{
	if (r->kind == RECORD_SAMPLE || r->kind == RECORD_OTHER) {
		buf_add(out, r->line, r->len);
		buf_add(out, "\n", 1);
		return;
	}
	fields_write(
		kinds[r->kind].fields, kinds[r->kind].name, &r->sample, out);
}
