/* Times as the services print them, and nothing else; durations. */
#include "ow/base/time.h"
#include "unit.h"

#define S(text) seconds_of(text)

static int64_t us_of(const char *text)
{
	int64_t us;

	if (time_parse(text, &us) < 0) {
		fprintf(stderr, "'%s' is refused\n", text);
		exit(1);
	}
	return us;
}

static int64_t seconds_of(const char *text)
{
	return time_seconds(us_of(text));
}

static bool refused(const char *text)
{
	int64_t us;

	return time_parse(text, &us) < 0;
}

static void test_forms(void)
{
	static const char *const forms[] = {
		"2016-05-12 08:43:27",
		"2016-05-12T08:43:27",
		"2016-05-12t08:43:27z",
		"2016-05-12T08:43:27Z",
		"2016-05-12T08:43:27.0",
		"2016-05-12T08:43:27.000000",
		"2016-05-12 08:43:27.000000+00:00",
		"2016-05-12T08:43:27+00:00",
		"2016-05-12T08:43:27-00:00",
		"2016-05-12T08:43:27+0000",
		"2016-05-12T08:43:27+00",
		"2016-05-12T10:43:27+02:00",
		"2016-05-12T03:13:27-05:30",
		"2016-05-11T22:43:27-1000",
		"2016-05-12T22:43:27+14",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		CHECK_INT(us_of(forms[i]), 1463042607 * (int64_t)TIME_US);
	CHECK_INT(S("2016-05-12"), 1463011200);
	CHECK_INT(S("2016-05-12T08:43"), 1463042580);
	CHECK_INT(S("2016-05-12T08:43+01:00"), 1463038980);
}

static void test_fractions(void)
{
	int64_t s = S("2016-05-12T08:43:27") * TIME_US;

	CHECK_INT(us_of("2016-05-12T08:43:27.5"), s + 500000);
	CHECK_INT(us_of("2016-05-12T08:43:27.084"), s + 84000);
	CHECK_INT(us_of("2016-05-12 08:43:27.908498+00:00"), s + 908498);
	CHECK_INT(us_of("2016-05-12T08:43:27.9999999Z"), s + 999999);
	CHECK_INT(us_of("2016-05-12T08:43:27.00000000000000000001"), s);
	CHECK_INT(
		time_seconds(us_of("2016-05-12T08:43:27.999999")), s / TIME_US);
}

static void test_refusals(void)
{
	static const char *const wrong[] = {
		"",
		"None",
		" 2016-05-12",
		"2016-05-12 ",
		"2016-05-12T",
		"2016-5-12",
		"16-05-12",
		"20160512",
		"2016/05/12",
		"2016-05",
		"2016-00-12",
		"2016-13-12",
		"2016-05-00",
		"2016-05-32",
		"2016-04-31",
		"2016-02-30",
		"2015-02-29",
		"1900-02-29",
		"0000-01-01",
		"10000-01-01",
		"-2016-05-12",
		"2016-05-12T08",
		"2016-05-12T8:43:27",
		"2016-05-12T24:00:00",
		"2016-05-12T08:60:00",
		"2016-05-12T08:43:60",
		"2016-05-12T08:43:27.",
		"2016-05-12T08:43:27.Z",
		"2016-05-12T08:43:27,5",
		"2016-05-12T08:43:27ZZ",
		"2016-05-12T08:43:27Z+00:00",
		"2016-05-12T08:43:27 +00:00",
		"2016-05-12T08:43:27+",
		"2016-05-12T08:43:27+1",
		"2016-05-12T08:43:27+24:00",
		"2016-05-12T08:43:27+01:60",
		"2016-05-12T08:43:27+01:",
		"2016-05-12T08:43:27+010",
		"2016-05-12T08:43:27+01:000",
		"2016-05-12  08:43:27",
		"2016-05-12T08:43:-1",
		"2016-05-1x",
		"\xd9\xa2\xd9\xa0\xd9\xa1\xd9\xa6-05-12",
		"1463042607",
		"0001-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!refused(wrong[i])) {
			fprintf(stderr, "'%s' is taken\n", wrong[i]);
			CHECK(refused(wrong[i]));
		}
	CHECK(!refused("2016-02-29"));
	CHECK(!refused("2000-02-29"));
}

static void test_zoned(void)
{
	int64_t us;
	bool zoned;

	CHECK(time_parse_zoned("2016-05-12", &us, &zoned) == 0 && !zoned);
	CHECK(time_parse_zoned("2016-05-12T00:00", &us, &zoned) == 0 && !zoned);
	CHECK(time_parse_zoned("2016-05-12T00:00Z", &us, &zoned) == 0 && zoned);
	CHECK(time_parse_zoned("2016-05-12T00:00:00.1+00:00", &us, &zoned) ==
			0 &&
		zoned);
	CHECK(time_parse_zoned("2016-05-12T00:00-01", &us, &zoned) == 0 &&
		zoned);
}

static void test_text(void)
{
	char out[TIME_TEXT];

	CHECK_TEXT(time_text(out, 0), "1970-01-01T00:00:00Z");
	CHECK_TEXT(time_text(out, -1), "1969-12-31T23:59:59Z");
	CHECK_TEXT(time_text(out, 1456704000), "2016-02-29T00:00:00Z");
	CHECK_TEXT(time_text(out, S("0001-01-01")), "0001-01-01T00:00:00Z");
	CHECK_TEXT(time_text(out, S("9999-12-31T23:59:59")),
		"9999-12-31T23:59:59Z");
	CHECK_INT(time_seconds(-1), -1);
	CHECK_INT(time_seconds(-TIME_US), -1);
	CHECK_INT(time_seconds(-TIME_US - 1), -2);
	CHECK_INT(time_seconds(TIME_US - 1), 0);
}

/* Each day of four centuries follows the one before. */
static void test_days(void)
{
	static const int lengths[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t day = time_days(1800, 1, 1);
	char text[TIME_TEXT];

	CHECK_INT(time_days(1970, 1, 1), 0);
	for (int year = 1800; year < 2200; year++)
		for (int month = 1; month <= 12; month++) {
			bool leap = (year % 4 == 0 && year % 100 != 0) ||
				    year % 400 == 0;
			int last = lengths[month - 1] + (month == 2 && leap);
			CHECK_INT(time_days(year, month, 1), day);
			CHECK_INT(time_days(year, month, last), day + last - 1);
			day += last;
			CHECK_INT(S(time_text(text, day * 86400 - 1)),
				day * 86400 - 1);
		}
}

static void test_durations(void)
{
	static const struct {
		const char *text;
		int64_t s;
	} good[] = {
		{"0", 0},
		{"90", 90},
		{"90s", 90},
		{"15m", 900},
		{"3h", 10800},
		{"2d", 172800},
		{"1h30m", 5400},
		{"1d2h3m4s", 93784},
		{"1h30", 3630},
		{"007m", 420},
		{"3653d", 315619200},
	};
	static const char *const wrong[] = {"", "h", "1y", "-1h", "+1h", "1.5h",
		" 1h", "1h ", "1 h", "h1", "1hh", "3654d", "3653d1s",
		"99999999999999999999", "9223372036854775808s"};
	int64_t s = 7;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK(time_duration(good[i].text, &s) == 0);
		CHECK_INT(s, good[i].s);
	}
	s = 7;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(time_duration(wrong[i], &s) < 0);
	CHECK_INT(s, 7);
}

int main(void)
{
	test_forms();
	test_fractions();
	test_refusals();
	test_zoned();
	test_text();
	test_days();
	test_durations();
	return unit_done();
}
