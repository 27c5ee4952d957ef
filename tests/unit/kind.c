/* The tables of the types, and what their files share. */
#include "ow/kind/kind.h"
#include "ow/base/time.h"
#include "ow/kind/amount.h"
#include "unit.h"

static void test_tables(void)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct kind *k = kinds_all[i];
		CHECK(kind_by_type(k->type) == k);
		CHECK_INT(kind_place(k), i);
		CHECK(k->grace_s > 0 && k->unit && k->meters[0]);
		for (size_t m = 0; k->meters[m]; m++)
			CHECK(kind_by_meter(k->meters[m]) == k);
		const struct kind_state *dead = kind_state(k, KIND_DEAD);
		CHECK(dead && dead->unbilled && !dead[1].name);
	}
	CHECK(!kind_by_type("router") && !kind_by_type(""));
	CHECK(!kind_by_meter("instance:m1") && !kind_by_meter("volume"));
}

/* A state in which a living resource is silent must not be billed for ever. */
static void test_states(void)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct kind *k = kinds_all[i];
		int before = -1;
		for (const struct kind_state *s = k->states; s->name; s++) {
			CHECK(kind_state(k, s->name) == s);
			CHECK(kind_state_order(k, s->name) > before);
			before = kind_state_order(k, s->name);
			CHECK(!s->silent || s->unbilled);
		}
		CHECK(kind_state_order(k, "unheard") > 0);
		CHECK(kind_state_order(k, "unheard") <
			kind_state_order(k, KIND_DEAD));
		CHECK(kind_state_order(k, NULL) ==
			kind_state_order(k, "unheard"));
		CHECK(!kind_state(k, NULL) && !kind_state(k, "unheard"));
	}
}

static void test_aliases(void)
{
	const struct kind *k = kind_by_type("instance");

	for (size_t i = 0; kinds_all[i]; i++)
		for (const struct kind_alias *a = kinds_all[i]->aliases;
			a && a->other; a++)
			CHECK(kind_state(kinds_all[i],
				kind_state_name(kinds_all[i], a->other)));
	CHECK_TEXT(kind_state_name(k, "shutoff"), "stopped");
	CHECK_TEXT(kind_state_name(k, "verify_resize"), "resized");
	CHECK_TEXT(kind_state_name(k, "build"), "building");
	CHECK_TEXT(kind_state_name(k, "soft_deleted"), "soft-delete");
	CHECK_TEXT(kind_state_name(k, "active"), "active");
	CHECK_TEXT(kind_state_name(k, "unheard"), "unheard");
	CHECK(!kind_state_name(k, NULL));
	CHECK_TEXT(kind_state_name(kind_by_type("volume"), "x"), "x");
}

static enum witness witness_of(const char *event)
{
	struct sample s = {.meta[META_EVENT_TYPE] = event};

	return kind_witness(&s);
}

static void test_witnesses(void)
{
	struct sample s = {.meta[META_EVENT_TYPE] = "image.delete"};

	CHECK_INT(witness_of(NULL), SEEN_BY_POLL);
	CHECK_INT(witness_of("compute.instance.exists"), SEEN_BY_AUDIT);
	CHECK_INT(witness_of("volume.resize.start"), SEEN_BY_START);
	CHECK_INT(witness_of("volume.resize.end"), SEEN_BY_END);
	CHECK_INT(witness_of("compute.instance.update"), SEEN_BY_EVENT);
	CHECK_INT(witness_of("end"), SEEN_BY_EVENT);
	CHECK(kind_event_is(&s, "image.delete"));
	CHECK(!kind_event_is(&s, "image.delete.end"));
	s.meta[META_EVENT_TYPE] = NULL;
	CHECK(!kind_event_is(&s, "image.delete"));
}

static void test_dates(void)
{
	struct sample s = {
		.meta[META_CREATED_AT] = "2016-05-12 08:43:27.908498+00:00"};
	struct ow_error err;
	int64_t at = 7;

	CHECK_INT(kind_date(&s, META_CREATED_AT, &at, &err), 0);
	CHECK_INT(at, 1463042607);
	CHECK_INT(kind_date(&s, META_DELETED_AT, &at, &err), 0);
	CHECK_INT(at, TIME_NEVER);
	s.meta[META_CREATED_AT] = "soon\n";
	CHECK_INT(kind_date(&s, META_CREATED_AT, &at, &err), -1);
	CHECK_TEXT(err.text, "date 'soon\\x0a' is no time");
	CHECK_INT(err.code, OW_REJECTED);
}

static void test_sizes(void)
{
	struct sample s = {.meter = "image.size"};
	struct ow_error err;
	int64_t size = 7;

	CHECK_INT(kind_size(&s, &size, &err), 0);
	CHECK_INT(size, SPAN_NO_SIZE);
	s.has_volume = true;
	s.volume = 0;
	CHECK_INT(kind_size(&s, &size, &err), 0);
	CHECK_INT(size, 0);
	s.volume = -1;
	CHECK_INT(kind_size(&s, &size, &err), -1);
	CHECK_TEXT(err.text, "volume of image.size is no whole number");
	s.has_volume = false;
	s.odd_volume = true;
	CHECK_INT(kind_size(&s, &size, &err), -1);
}

static int64_t hours(const char *type, int64_t size, int64_t seconds)
{
	const struct kind *k = kind_by_type(type);
	int64_t e4 = -1;

	if (amount_hours(k, amount_of(k, size, seconds), &e4) < 0)
		return -1;
	return e4;
}

static void test_amounts(void)
{
	const int64_t gib = 1 << 30;

	CHECK_INT(hours("instance", SPAN_NO_SIZE, 0), 0);
	CHECK_INT(hours("instance", SPAN_NO_SIZE, 1), 3);
	CHECK_INT(hours("instance", SPAN_NO_SIZE, 5), 14);
	CHECK_INT(hours("instance", SPAN_NO_SIZE, 3600), 10000);
	CHECK_INT(hours("instance", SPAN_NO_SIZE, 2678400), 7440000);
	CHECK_INT(hours("floating_ip", SPAN_NO_SIZE, 5400), 15000);
	CHECK_INT(hours("volume", 10, 360), 10000);
	CHECK_INT(hours("image", gib, 3600), 10000);
	/* 0.00125 and the next below */
	CHECK_INT(hours("image", gib / 2, 9), 13);
	CHECK_INT(hours("image", gib / 2 - 1, 9), 12);
	CHECK_INT(hours("image", 1, 2678400), 0);
	CHECK_INT(hours("image", INT64_MAX, 3600), 85899345920000);
	CHECK_INT(hours("volume", INT64_MAX, 3600), -1);
	CHECK_INT(hours("volume", INT64_MAX / 10000 - 1, 3600),
		(INT64_MAX / 10000 - 1) * 10000);
	CHECK_INT(hours("volume", INT64_MAX, INT64_MAX), -1);
}

int main(void)
{
	test_tables();
	test_states();
	test_aliases();
	test_witnesses();
	test_dates();
	test_sizes();
	test_amounts();
	return unit_done();
}
