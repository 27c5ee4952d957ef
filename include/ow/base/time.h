/*
 * Times and durations.
 *
 * A time is a count of microseconds (`_us`) or seconds (`_s`) since
 * 1970-01-01T00:00:00Z in an int64_t; leap seconds do not exist. Years 1 to
 * 9999.
 */
#ifndef OW_BASE_TIME_H
#define OW_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "ow/base/error.h"

#define TIME_NEVER INT64_MIN /* no such time is known */
#define TIME_US 1000000      /* microseconds in a second */
#define TIME_TEXT 21         /* bytes of "YYYY-MM-DDTHH:MM:SSZ" and its NUL */

/*
 * Reads every form that OpenStack's services print: a date, 'T' or a space,
 * hours, minutes, seconds, a fraction (what is below a microsecond is cut),
 * then nothing or 'Z' (both UTC), or an offset as +HH:MM, +HHMM or +HH.
 * A date alone is its first instant. Returns -1 for anything else; second
 * 60 and 24:00 are refused. Forms: facts of Nova, Cinder, Glance, Neutron.
 */
int time_parse(const char *text, int64_t *us) OW_MUST_CHECK;

/* As time_parse(), and says if TEXT named UTC or an offset itself. */
int time_parse_zoned(const char *text, int64_t *us, bool *zoned) OW_MUST_CHECK;

/* Whole seconds, cut towards the past. */
int64_t time_seconds(int64_t us);

/* Writes "YYYY-MM-DDTHH:MM:SSZ" and returns OUT. */
char *time_text(char out[TIME_TEXT], int64_t s);

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
int64_t time_days(int64_t year, int month, int day);

/*
 * Reads "90", "90s", "15m", "3h", "2d" or a chain such as "1h30m" into
 * seconds; at most ten years.
 */
int time_duration(const char *text, int64_t *s) OW_MUST_CHECK;

/* Milliseconds since some moment in the past, by a clock that is never set. */
int64_t time_elapsed_ms(void);

#endif
