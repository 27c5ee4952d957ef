#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/purge/report.h"

/* Takes LINE. */
static void write_line(struct output *out, json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT);

	if (text)
		output_line(out, text, strlen(text));
	else if (!out->failed)
		out->failed = ENOMEM;
	free(text);
	json_decref(line);
}

void purge_report_found(
	struct output *out, const char *region, const struct purge_found *f)
{
	char from[TIME_TEXT], till[TIME_TEXT], before[TIME_TEXT];

	write_line(out,
		json_pack("{s:s,s:s?,s:s,s:s,s:s,s:s,s:I,s:I,s:I}", "kind",
			"purge", "region", region, "meter", f->meter->name,
			"from", time_text(from, f->part->from_s), "till",
			time_text(till, f->part->till_s), "recorded_before",
			time_text(before, f->before_s), "samples",
			(json_int_t)f->samples, "late", (json_int_t)f->late,
			"deleted", (json_int_t)f->deleted));
}

void purge_report_totals(
	struct output *out, const char *region, const struct purge_totals *t)
{
	write_line(out,
		json_pack("{s:s,s:s?,s:I,s:I,s:I,s:I}", "kind", "purge_total",
			"region", region, "samples", (json_int_t)t->samples,
			"late", (json_int_t)t->late, "deleted",
			(json_int_t)t->deleted, "resources",
			(json_int_t)t->resources));
}
