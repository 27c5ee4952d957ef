#include <string.h>
#include <time.h>

#include "ow/base/time.h"

/* After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t time_days(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void date_of(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static int month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Exactly N digits at *P, whose value is within [LOW, HIGH]. */
static int digits(const char **p, int n, int low, int high)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = v * 10 + (*(*p)++ - '0');
	}
	return v < low || v > high ? -1 : v;
}

static bool skip(const char **p, const char *set)
{
	for (; *set; set++)
		if (**p == *set) {
			(*p)++;
			return true;
		}
	return false;
}

static int parse_date(const char **p, int64_t *days)
{
	int y, m, d;

	if ((y = digits(p, 4, 1, 9999)) < 0 || !skip(p, "-"))
		return -1;
	if ((m = digits(p, 2, 1, 12)) < 0 || !skip(p, "-"))
		return -1;
	if ((d = digits(p, 2, 1, month_days(y, m))) < 0)
		return -1;
	*days = time_days(y, m, d);
	return 0;
}

static int parse_clock(const char **p, int64_t *us)
{
	int h, m, s = 0;
	int64_t fraction = 0, unit = TIME_US;

	if ((h = digits(p, 2, 0, 23)) < 0 || !skip(p, ":"))
		return -1;
	if ((m = digits(p, 2, 0, 59)) < 0)
		return -1;
	if (skip(p, ":") && (s = digits(p, 2, 0, 59)) < 0)
		return -1;
	if (skip(p, ".")) {
		if (**p < '0' || **p > '9')
			return -1;
		for (; **p >= '0' && **p <= '9'; (*p)++) {
			unit /= 10;
			fraction += (**p - '0') * unit;
		}
	}
	*us = ((h * 60 + m) * 60 + s) * (int64_t)TIME_US + fraction;
	return 0;
}

/* 'Z', an offset or nothing; seconds east of Greenwich. */
static int parse_zone(const char **p, int64_t *east, bool *zoned)
{
	int sign = **p == '-' ? -1 : 1;
	int h, m = 0;

	*east = 0;
	*zoned = **p != '\0';
	if (!*zoned || skip(p, "Zz"))
		return 0;
	if (!skip(p, "+-") || (h = digits(p, 2, 0, 23)) < 0)
		return -1;
	bool colon = skip(p, ":");
	if ((colon || **p) && (m = digits(p, 2, 0, 59)) < 0)
		return -1;
	*east = sign * (h * 60 + m) * 60;
	return 0;
}

int time_parse_zoned(const char *text, int64_t *us, bool *zoned)
{
	const char *p = text;
	int64_t days, clock = 0, east = 0;

	*zoned = false;
	if (parse_date(&p, &days) < 0)
		return -1;
	if (skip(&p, "Tt ")) {
		if (parse_clock(&p, &clock) < 0)
			return -1;
		if (parse_zone(&p, &east, zoned) < 0)
			return -1;
	}
	if (*p)
		return -1;
	*us = (days * 86400 - east) * TIME_US + clock;
	/* An offset may lead out of the years that can be written. */
	if (*us < time_days(1, 1, 1) * 86400 * TIME_US ||
		*us >= time_days(10000, 1, 1) * 86400 * TIME_US)
		return -1;
	return 0;
}

int time_parse(const char *text, int64_t *us)
{
	bool zoned;

	return time_parse_zoned(text, us, &zoned);
}

int64_t time_seconds(int64_t us)
{
	int64_t s = us / TIME_US;

	return us % TIME_US < 0 ? s - 1 : s;
}

/* The last two digits of N. */
static void put_two(char *out, int n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

char *time_text(char out[TIME_TEXT], int64_t s)
{
	int64_t days = s / 86400, rest = s % 86400;
	int year, month, day;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	date_of(days, &year, &month, &day);
	memcpy(out, "0000-00-00T00:00:00Z", TIME_TEXT);
	put_two(out, year / 100);
	put_two(out + 2, year);
	put_two(out + 5, month);
	put_two(out + 8, day);
	put_two(out + 11, (int)(rest / 3600));
	put_two(out + 14, (int)(rest / 60 % 60));
	put_two(out + 17, (int)(rest % 60));
	return out;
}

int time_duration(const char *text, int64_t *s)
{
	static const char units[] = "smhd";
	static const int64_t size[] = {1, 60, 3600, 86400};
	const int64_t most = 3653 * 86400LL;
	int64_t sum = 0;

	do {
		int64_t n = 0;
		if (*text < '0' || *text > '9')
			return -1;
		for (; *text >= '0' && *text <= '9'; text++)
			if ((n = n * 10 + (*text - '0')) > most)
				return -1;
		const char *unit = *text ? strchr(units, *text) : units;
		if (!unit)
			return -1;
		sum += n * size[unit - units];
		if (sum > most)
			return -1;
		if (*text)
			text++;
	} while (*text);
	*s = sum;
	return 0;
}

int64_t time_elapsed_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
