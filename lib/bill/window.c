#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/bill/window.h"

/* Other files lie among those of the zones: the right ones say what they are.
 */
static bool is_zone_file(const char *path)
{
	char magic[4] = "";
	FILE *f = fopen(path, "rb");

	if (!f)
		return false;
	size_t n = fread(magic, 1, sizeof(magic), f);
	fclose(f);
	return n == sizeof(magic) && memcmp(magic, "TZif", sizeof(magic)) == 0;
}

/* tzset() takes an unknown zone for UTC, so it has to be known before. */
static int check_zone(const char *zone, struct ow_error *err)
{
	const char *dir = getenv("TZDIR");
	char path[512], quoted[80];

	error_quote(quoted, sizeof(quoted), zone, strlen(zone));
	if (zone[0] == '\0' || zone[0] == '/' || strstr(zone, ".."))
		return error_set(err, OW_USAGE, "%s is no time zone", quoted);
	int n = snprintf(path, sizeof(path), "%s/%s",
		dir ? dir : "/usr/share/zoneinfo", zone);
	if (n < 0 || (size_t)n >= sizeof(path) || !is_zone_file(path))
		return error_set(err, OW_CONFIG,
			"time zone %s is not known here; is tzdata installed?",
			quoted);
	return 0;
}

/*
 * What a wall clock of the zone shows as WALL_S, were it UTC, in seconds.
 * POSIX knows only one zone at a time, that of the process: it is put back.
 */
static int64_t zone_seconds(int64_t wall_s, const char *zone)
{
	char *before = mem_copy(getenv("TZ"));
	time_t wall = (time_t)wall_s;
	struct tm tm;

	gmtime_r(&wall, &tm);
	setenv("TZ", zone, 1);
	tzset();
	tm.tm_isdst = -1;
	int64_t s = (int64_t)mktime(&tm);
	if (before)
		setenv("TZ", before, 1);
	else
		unsetenv("TZ");
	tzset();
	free(before);
	return s;
}

static int parse_edge(
	const char *text, const char *zone, int64_t *s, struct ow_error *err)
{
	char quoted[80];
	int64_t us;
	bool zoned;

	if (time_parse_zoned(text, &us, &zoned) < 0)
		return error_set(err, OW_USAGE, "%s is no time",
			error_quote(
				quoted, sizeof(quoted), text, strlen(text)));
	*s = time_seconds(us);
	if (!zoned && zone)
		*s = zone_seconds(*s, zone);
	return 0;
}

int window_between(struct window *w, const char *from, const char *till,
	const char *zone, struct ow_error *err)
{
	if (zone && check_zone(zone, err) < 0)
		return -1;
	if (parse_edge(from, zone, &w->from_s, err) < 0 ||
		parse_edge(till, zone, &w->till_s, err) < 0)
		return -1;
	if (w->from_s >= w->till_s)
		return error_set(err, OW_USAGE,
			"the window is empty: it ends "
			"before it begins");
	return 0;
}

int window_month(struct window *w, const char *month, const char *zone,
	struct ow_error *err)
{
	char from[32], till[32], quoted[80];
	int year = 0, number = 0;
	int64_t us;

	snprintf(from, sizeof(from), "%.20s-01", month);
	if (strlen(month) != 7 || time_parse(from, &us) < 0)
		return error_set(err, OW_USAGE, "%s is no month YYYY-MM",
			error_quote(
				quoted, sizeof(quoted), month, strlen(month)));
	if (sscanf(month, "%4d-%2d", &year, &number) != 2)
		return -1;
	number++;
	if (number > 12) {
		number = 1;
		year++;
	}
	snprintf(till, sizeof(till), "%04d-%02d-01", year, number);
	return window_between(w, from, till, zone, err);
}
