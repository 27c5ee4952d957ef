/* Windows: months, edges, time zones. */
#include <time.h>

#include "ow/base/time.h"
#include "ow/bill/window.h"
#include "unit.h"

static struct window w;
static struct ow_error err;
static char from[TIME_TEXT], till[TIME_TEXT];

static int month(const char *text, const char *zone)
{
	int done = window_month(&w, text, zone, &err);

	time_text(from, done < 0 ? 0 : w.from_s);
	time_text(till, done < 0 ? 0 : w.till_s);
	return done;
}

static int between(const char *a, const char *b, const char *zone)
{
	int done = window_between(&w, a, b, zone, &err);

	time_text(from, done < 0 ? 0 : w.from_s);
	time_text(till, done < 0 ? 0 : w.till_s);
	return done;
}

static int hours(void)
{
	return (int)((w.till_s - w.from_s) / 3600);
}

static void test_months(void)
{
	static const struct {
		const char *month, *zone;
		int hours;
	} lengths[] = {
		{"2016-05", NULL, 744},
		{"2016-02", NULL, 696},
		{"2015-02", NULL, 672},
		{"2100-02", NULL, 672},
		{"2000-02", "Europe/Bucharest", 696},
		{"2016-03", "Europe/Bucharest", 743},
		{"2016-10", "Europe/Bucharest", 745},
		{"2016-03", "UTC", 744},
		{"2016-06", "Asia/Kolkata", 720},
		{"2016-03", "America/New_York", 743},
		{"2016-10", "Australia/Lord_Howe", 743},
	};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		CHECK_INT(month(lengths[i].month, lengths[i].zone), 0);
		CHECK_INT(hours(), lengths[i].hours);
	}
	CHECK_INT(month("2015-12", NULL), 0);
	CHECK_TEXT(from, "2015-12-01T00:00:00Z");
	CHECK_TEXT(till, "2016-01-01T00:00:00Z");
	CHECK_INT(month("2016-05", "Asia/Kolkata"), 0);
	CHECK_TEXT(from, "2016-04-30T18:30:00Z");
	CHECK_TEXT(till, "2016-05-31T18:30:00Z");
}

/* Each month begins where the one before ends, in any zone. */
static void test_months_meet(void)
{
	static const char *const zones[] = {NULL, "Europe/Bucharest",
		"America/St_Johns", "Pacific/Apia", "Africa/Casablanca"};

	for (size_t z = 0; z < sizeof(zones) / sizeof(zones[0]); z++) {
		int64_t end = 0;
		for (int m = 0; m < 240; m++) {
			char text[32];
			snprintf(text, sizeof(text), "%04d-%02d", 2005 + m / 12,
				1 + m % 12);
			CHECK_INT(month(text, zones[z]), 0);
			CHECK(m == 0 || w.from_s == end);
			end = w.till_s;
		}
	}
}

static void test_edges(void)
{
	CHECK_INT(between("2016-05-01", "2016-05-02", NULL), 0);
	CHECK_INT(hours(), 24);
	CHECK_INT(
		between("2016-05-01T00:00:00.999", "2016-05-01T00:00:01", NULL),
		0);
	CHECK_INT(w.till_s - w.from_s, 1);
	CHECK_INT(between("2016-05-01T00:00+03:00", "2016-05-01T00:00Z",
			  "America/New_York"),
		0);
	CHECK_TEXT(from, "2016-04-30T21:00:00Z");
	CHECK_TEXT(till, "2016-05-01T00:00:00Z");
	CHECK_INT(between("2016-03-27", "2016-03-28", "Europe/Bucharest"), 0);
	CHECK_INT(hours(), 23);
	CHECK_INT(between("2016-10-30", "2016-10-31", "Europe/Bucharest"), 0);
	CHECK_INT(hours(), 25);
	CHECK_INT(between("1950-01-01", "1950-01-02", "UTC"), 0);
	CHECK_TEXT(from, "1950-01-01T00:00:00Z");
}

static void refused(int done, enum ow_exit code, const char *text)
{
	CHECK_INT(done, -1);
	CHECK_INT(err.code, code);
	CHECK_TEXT(err.text, text);
}

static void test_refusals(void)
{
	const char *unknown = "time zone 'Europe/Cluj' is not known here; is "
			      "tzdata installed?";

	refused(month("2016-00", NULL), OW_USAGE,
		"'2016-00' is no month YYYY-MM");
	refused(month("2016-13", NULL), OW_USAGE,
		"'2016-13' is no month YYYY-MM");
	refused(month("16-5", NULL), OW_USAGE, "'16-5' is no month YYYY-MM");
	refused(month("2016-05-01", NULL), OW_USAGE,
		"'2016-05-01' is no month YYYY-MM");
	refused(month("", NULL), OW_USAGE, "'' is no month YYYY-MM");
	refused(month("2016-05", "Europe/Cluj"), OW_CONFIG, unknown);
	refused(between("2016-05-01", "2016-05-02", "Europe/Cluj"), OW_CONFIG,
		unknown);
	refused(between("2016-05-01", "2016-05-02", "/etc/passwd"), OW_USAGE,
		"'/etc/passwd' is no time zone");
	refused(between("2016-05-01", "2016-05-01", NULL), OW_USAGE,
		"the window is empty: it ends before it begins");
	refused(between("yesterday", "2016-05-01", NULL), OW_USAGE,
		"'yesterday' is no time");
	refused(between("2016-05-01", "", NULL), OW_USAGE, "'' is no time");
}

/* The zone of the process is as it was, set or not. */
static void test_environment(void)
{
	time_t noon = 1463054400;
	struct tm tm;

	setenv("TZ", "Asia/Tokyo", 1);
	CHECK_INT(month("2016-05", "Europe/Bucharest"), 0);
	CHECK_TEXT(getenv("TZ"), "Asia/Tokyo");
	CHECK(localtime_r(&noon, &tm) && tm.tm_hour == 21);
	CHECK_INT(month("2016-05", NULL), 0);
	CHECK_TEXT(from, "2016-05-01T00:00:00Z");
	unsetenv("TZ");
	CHECK_INT(month("2016-05", "Europe/Bucharest"), 0);
	CHECK(!getenv("TZ"));
}

int main(void)
{
	test_months();
	test_months_meet();
	test_edges();
	test_refusals();
	test_environment();
	return unit_done();
}
