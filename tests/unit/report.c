/* A report that is written more than once, and what a terminal gets. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/time.h"
#include "ow/report/report.h"

static const struct record an_image = {
	.kind = RECORD_USAGE,
	.usage =
		{
			.from_s = 0,
			.till_s = 7200,
			.project = "p1",
			.type = "image",
			.id = "g1",
			.name = "a\n\x1b\"",
			.size = 1 << 30,
			.seconds = 3600,
			.created_s = TIME_NEVER,
			.deleted_s = TIME_NEVER,
		},
};

/* The report as text, the caller's; NULL and ERR if there is none. */
static char *text_of(struct report *r, const char *format,
	const struct report_options *o, struct ow_error *err)
{
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	assert(stream);
	int failed = report_write(r, format, o, stream, err);
	fclose(stream);
	assert(!failed || len == 0);
	if (failed) {
		free(text);
		return NULL;
	}
	return text;
}

static void test_visible(void)
{
	struct report *r = report_new();
	struct ow_error err;
	struct report_options o = {0};

	report_add(r, &an_image);
	char *as_it_is = text_of(r, "csv", &o, &err);
	o.visible = true;
	char *visible = text_of(r, "csv", &o, &err);
	assert(strstr(as_it_is, ",\"a\n\x1b\"\"\",1.0000\n"));
	assert(strstr(visible, ",\"a\\n\\x1b\"\"\",1.0000\n"));
	free(as_it_is);
	free(visible);
	report_free(r);
}

static void test_again(void)
{
	struct report *r = report_new();
	struct record more = an_image;
	struct report_options o = {0};
	struct ow_error err;

	assert(report_is_blank(r));
	for (int i = 0; i < 3; i++)
		report_add(r, &an_image);
	assert(!report_is_blank(r));
	char *once = text_of(r, "json", &o, &err);
	char *twice = text_of(r, "json", &o, &err);
	assert(strcmp(once, twice) == 0);
	more.usage.id = "g2";
	report_add(r, &more);
	free(twice);
	twice = text_of(r, "json", &o, &err);
	assert(strstr(twice, "\"g1\"") && strstr(twice, "\"g2\""));
	free(once);
	free(twice);
	report_free(r);
}

static void test_refusals(void)
{
	struct report *r = report_new();
	struct record odd = an_image;
	struct report_options o = {0};
	struct ow_error err;

	assert(!text_of(r, "xml", &o, &err) && err.code == OW_USAGE);
	odd.usage.type = "router";
	report_add(r, &odd);
	assert(!text_of(r, "csv", &o, &err) && err.code == OW_INCOMPLETE);
	report_free(r);
	report_free(NULL);
}

int main(void)
{
	test_visible();
	test_again();
	test_refusals();
	return 0;
}
