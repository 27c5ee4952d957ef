#include <stdio.h>
#include <string.h>

#include "ow/base/text.h"
#include "ow/base/time.h"
#include "ow/kind/kind.h"
#include "ow/store/part.h"

#define PLAIN                        \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"abcdefghijklmnopqrstuvwxyz" \
	"0123456789-_"

static bool begins_with(const char *name, const char *word)
{
	return strncmp(name, word, strlen(word)) == 0;
}

bool part_is_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len < PART_NAME && strspn(name, PLAIN "%.") == len;
}

bool part_is_scans(const char *name)
{
	return begins_with(name, "scans");
}

bool part_is_spans(const char *name)
{
	return begins_with(name, "spans.");
}

/* Room for "spans.", the region, ".YYYY-MM" and the NUL. */
static int add_region(char *name, const char *region, struct ow_error *err)
{
	size_t at = strlen(name), most = PART_NAME - sizeof(".YYYY-MM");
	char quoted[80];

	if (!region)
		return 0;
	name[at++] = '.';
	for (const char *p = region; *p; p++) {
		bool plain = strchr(PLAIN, *p) != NULL;
		if (at + (plain ? 1 : 3) > most)
			return error_set(err, OW_REJECTED,
				"the name of region %s is too long to keep",
				error_quote(quoted, sizeof(quoted), region,
					strlen(region)));
		if (plain)
			name[at++] = *p;
		else
			at += (size_t)snprintf(name + at, 4, "%%%02X",
				(unsigned)(unsigned char)*p);
	}
	name[at] = '\0';
	return 0;
}

static int part_of_span(
	char name[PART_NAME], const struct span *s, struct ow_error *err)
{
	char at[TIME_TEXT];

	if (!kind_named(s->type, OW_REJECTED, err))
		return -1;
	snprintf(name, PART_NAME, "spans");
	if (add_region(name, s->region, err) < 0)
		return -1;
	time_text(at, time_seconds(s->first_us));
	snprintf(name + strlen(name), sizeof(".YYYY-MM"), ".%.7s", at);
	return 0;
}

int part_of(char name[PART_NAME], const struct record *r, struct ow_error *err)
{
	switch (r->kind) {
	case RECORD_SPAN:
		return part_of_span(name, &r->span, err);
	case RECORD_SCAN:
		snprintf(name, PART_NAME, "scans");
		return add_region(name, r->scan.region, err);
	case RECORD_PROJECT:
	case RECORD_VOLUME_TYPE:
		snprintf(name, PART_NAME, PART_LABELS);
		return 0;
	case RECORD_SAMPLE:
		return error_set(err, OW_INCOMPLETE,
			"a raw sample; run ow-normalize first");
	case RECORD_USAGE:
		return error_set(err, OW_INCOMPLETE,
			"a usage record; a store keeps what ow-normalize "
			"writes");
	default:
		return error_set(err, OW_REJECTED,
			"a record of a kind that a store does not keep");
	}
}
