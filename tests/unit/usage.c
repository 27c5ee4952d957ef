/* Lives, their ends and what is billed of them, on an inventory. */
#include "ow/bill/usage.h"
#include "ow/base/buf.h"
#include "ow/base/time.h"
#include "ow/bill/life.h"
#include "unit.h"

#define HOUR 3600

static struct inventory v;
static struct ow_error err;
static struct buf told = BUF_INIT(10000);

/* A span of a server, in hours; STATE may be NULL. */
static struct record span(const char *id, int first_h, int last_h,
	enum witness by, const char *state, const char *class)
{
	struct record r = {.kind = RECORD_SPAN};

	r.span = (struct span){.type = "instance",
		.id = id,
		.project = "p",
		.class = class,
		.state = state,
		.size = SPAN_NO_SIZE,
		.created_s = TIME_NEVER,
		.deleted_s = TIME_NEVER,
		.first_us = first_h * HOUR * (int64_t)TIME_US,
		.last_us = last_h * HOUR * (int64_t)TIME_US,
		.first_by = by,
		.last_by = by};
	return r;
}

static void add(const char *id, int first_h, int last_h, enum witness by,
	const char *state, const char *class)
{
	struct record r = span(id, first_h, last_h, by, state, class);

	CHECK_INT(inventory_add(&v, &r, &err), 0);
}

static void add_scan(int first_h, int last_h)
{
	struct record r = {.kind = RECORD_SCAN};

	r.scan = (struct scan){.source = "polls",
		.types = {"instance"},
		.type_count = 1,
		.from_s = TIME_NEVER,
		.till_s = TIME_NEVER,
		.read_s = TIME_NEVER,
		.at_s = TIME_NEVER,
		.first_s = first_h * HOUR,
		.last_s = last_h * HOUR};
	CHECK_INT(inventory_add(&v, &r, &err), 0);
}

static void each(void *context, const struct usage *u)
{
	(void)context;
	buf_addf(&told, "%s %s %" PRId64, u->id, u->class ? u->class : "-",
		u->seconds / HOUR);
	if (u->assumed_seconds)
		buf_addf(&told, " (%" PRId64 ")", u->assumed_seconds / HOUR);
	if (u->deleted_s != TIME_NEVER)
		buf_addf(&told, " %s %" PRId64, deleted_by_text(u->deleted_by),
			u->deleted_s / HOUR);
	buf_add_text(&told, "\n");
}

static void note(void *context, const char *text)
{
	(void)context;
	buf_addf(&told, "%s\n", text);
}

static struct usage_options options = {.window = {0, 24 * HOUR}};

/* Settles, bills the first day and begins anew. */
static void bills(const char *want)
{
	buf_reset(&told);
	inventory_settle(&v);
	for (size_t i = 0; i < inventory_count(&v); i++)
		usage_each(&v, v.sorted[i], &options, each, note, NULL);
	CHECK_TEXT(told.data ? told.data : "", want);
	inventory_clear(&v);
	inventory_init(&v);
}

static void test_gaps(void)
{
	add("a", 0, 23, SEEN_BY_POLL, "active", "m1");
	bills("a m1 24\n");
	add("a", 2, 5, SEEN_BY_POLL, "active", "m1");
	add("a", 9, 10, SEEN_BY_POLL, "active", "m1");
	bills("a m1 22 (18)\n");
	options.cut_gaps = true;
	add("a", 2, 5, SEEN_BY_POLL, "active", "m1");
	add("a", 9, 10, SEEN_BY_POLL, "active", "m1");
	bills("a m1 4\n");
	options.cut_gaps = false;
}

static void test_states(void)
{
	add("a", 1, 1, SEEN_BY_START, "building", "m1");
	add("a", 2, 2, SEEN_BY_CREATE, "active", "m1");
	add("a", 3, 3, SEEN_BY_END, "shelved_offloaded", "m1");
	add("a", 20, 20, SEEN_BY_END, "active", "m1");
	add("a", 21, 21, SEEN_BY_EVENT, "error", "m1");
	bills("a m1 2\n");
}

/* What a sight does not tell is as it was, and at first as told first. */
static void test_not_told(void)
{
	add("a", 0, 1, SEEN_BY_EVENT, "active", NULL);
	add("a", 2, 3, SEEN_BY_EVENT, "active", "m1");
	add("a", 4, 4, SEEN_BY_EVENT, "active", NULL);
	add("a", 5, 6, SEEN_BY_EVENT, "active", "unknown-id-7");
	add("a", 7, 23, SEEN_BY_EVENT, NULL, "m2");
	bills("a m1 7\na m2 17\n");
	add("b", 0, 23, SEEN_BY_EVENT, "active", "unknown-id-7");
	bills("b unknown-id-7 24\n");
}

static void test_absence(void)
{
	add_scan(0, 20);
	add("a", 0, 18, SEEN_BY_POLL, "active", "m1");
	add("b", 0, 19, SEEN_BY_POLL, "active", "m1");
	add("c", 0, 5, SEEN_BY_POLL, "shelved_offloaded", "m1");
	bills("a m1 18 absence 18\nb m1 24 (5)\n");
}

static void test_beginnings(void)
{
	add_scan(0, 23);
	add("poll", 1, 23, SEEN_BY_POLL, "active", "m1");
	add("late", 2, 23, SEEN_BY_POLL, "active", "m1");
	add("event", 1, 23, SEEN_BY_EVENT, "active", "m1");
	bills("event m1 23\nlate m1 22\npoll m1 24\n");
}

static void add_dated(int created_h, int deleted_h, int first_h, int last_h)
{
	struct record r =
		span("a", first_h, last_h, SEEN_BY_AUDIT, "active", "m1");

	r.span.created_s = created_h * HOUR;
	if (deleted_h >= 0) {
		r.span.deleted_s = deleted_h * HOUR;
		r.span.deleted_by = DELETED_BY_METADATA;
	}
	CHECK_INT(inventory_add(&v, &r, &err), 0);
}

static void test_dates(void)
{
	add_dated(3, 9, 4, 9);
	bills("a m1 6 metadata 9\n");
	add_dated(-5, 0, -5, 0);
	bills("");
	add_dated(24, -1, 24, 25);
	bills("");
	add_dated(-5, 24, -5, 24);
	bills("a m1 24 metadata 24\n");
	add_dated(-500, -1, 30, 40);
	bills("a m1 24 (24)\n");
	add_dated(-500, -1, -500, -400);
	bills("a m1 24 (24)\n");
	add_dated(5, 3, 5, 6);
	bills("instance 'a': was deleted before it was created; not billed\n");
	add_dated(1, 3, 1, 6);
	bills("instance 'a': was seen alive after its deletion, last "
	      "1970-01-01T06:00:00Z; billed until the deletion\n"
	      "a m1 2 metadata 3\n");
}

static void test_grace(void)
{
	CHECK_INT(inventory_set_grace(&v, "volume=1d,instance=4h", &err), 0);
	CHECK_INT(inventory_grace(&v, kind_by_type("instance")), 4 * HOUR);
	CHECK_INT(inventory_grace(&v, kind_by_type("volume")), 24 * HOUR);
	CHECK_INT(inventory_grace(&v, kind_by_type("image")), HOUR);
	add("a", 2, 5, SEEN_BY_POLL, "active", "m1");
	add("a", 9, 10, SEEN_BY_POLL, "active", "m1");
	bills("a m1 22 (14)\n");
	CHECK_INT(inventory_set_grace(&v, "instance", &err), -1);
	CHECK_INT(inventory_set_grace(&v, "router=1h", &err), -1);
	CHECK_INT(inventory_set_grace(&v, "instance=1h,", &err), -1);
	CHECK_INT(err.code, OW_USAGE);
}

static void test_state_lists(void)
{
	CHECK_INT(
		states_set(&options.states, "instance=active+error", &err), 0);
	add("a", 0, 9, SEEN_BY_EVENT, "building", "m1");
	add("a", 10, 19, SEEN_BY_EVENT, "active", "m1");
	add("a", 20, 23, SEEN_BY_EVENT, "stopped", "m1");
	bills("a m1 14\n");
	CHECK_INT(states_set(&options.states, "volume=,instance=", &err), 0);
	add("a", 0, 9, SEEN_BY_EVENT, "error", "m1");
	add("a", 10, 23, SEEN_BY_EVENT, "unheard", "m1");
	bills("a m1 24\n");
	CHECK_INT(states_set(&options.states, "instance=asleep", &err), -1);
	CHECK_INT(states_set(&options.states, "instance=active+", &err), 0);
	CHECK_INT(states_set(&options.states, "instance", &err), -1);
	CHECK_INT(states_set(&options.states, "router=", &err), -1);
	CHECK_INT(err.code, OW_USAGE);
	states_clear(&options.states);
	states_clear(&options.states);
}

static void test_rejected(void)
{
	struct record r = span("a", 0, 1, SEEN_BY_POLL, "active", "m1");

	r.span.type = "router";
	CHECK_INT(inventory_add(&v, &r, &err), -1);
	CHECK_TEXT(err.text, "unknown type 'router'");
	CHECK_INT(err.code, OW_REJECTED);
	bills("");
}

int main(void)
{
	inventory_init(&v);
	test_gaps();
	test_states();
	test_not_told();
	test_absence();
	test_beginnings();
	test_dates();
	test_grace();
	test_state_lists();
	test_rejected();
	inventory_clear(&v);
	buf_clear(&told);
	return unit_done();
}
