/*
 * Samples, line by line, as the parser reads them and as its judge alone
 * does: verdict, message and values are the same. Lines that were taken teach
 * the parser, so that the ones after them meet its fast reader.
 */
#include "lines.h"
#include "ow/record/sample.h"
#include "ow/record/sample_json.h"
#include "replay.h"

static void require(int claim)
{
	if (!claim)
		abort();
}

static void same_text(const char *a, const char *b)
{
	require(!a == !b && (!a || strcmp(a, b) == 0));
}

static void same(const struct sample *a, const struct sample *b)
{
	same_text(a->meter, b->meter);
	same_text(a->resource_id, b->resource_id);
	same_text(a->project_id, b->project_id);
	same_text(a->region, b->region);
	require(a->time_us == b->time_us);
	require(a->has_volume == b->has_volume);
	require(a->odd_volume == b->odd_volume);
	require(!b->has_volume || a->volume == b->volume);
	for (int i = 0; i < META_COUNT; i++)
		same_text(a->meta[i], b->meta[i]);
}

static void try_line(struct sample_parser *p, struct sample_json *judge,
	const char *line, size_t len)
{
	struct sample fast, slow;
	struct ow_error fast_why, slow_why;
	char *copy = malloc(len + !len); /* no byte more may be read */

	require(copy != NULL);
	memcpy(copy, line, len);
	int is = sample_parse(p, copy, len, &fast, &fast_why);
	free(copy);
	require(is == sample_json_parse(judge, line, len, &slow, &slow_why));
	if (is > 0)
		same(&fast, &slow);
	if (is < 0)
		require(fast_why.code == slow_why.code &&
			strcmp(fast_why.text, slow_why.text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sample_parser *p = sample_parser_new();
	struct sample_json *judge = sample_json_new();
	const char *line;
	size_t len;

	while ((line = next_line(&data, &size, &len)))
		try_line(p, judge, line, len);
	sample_json_free(judge);
	sample_parser_free(p);
	return 0;
}
