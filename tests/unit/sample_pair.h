/*
 * The fast reader of samples beside the judge: what it takes the judge must
 * take, with the same values.
 */
#ifndef OW_TESTS_SAMPLE_PAIR_H
#define OW_TESTS_SAMPLE_PAIR_H

#include "ow/record/sample_json.h"
#include "ow/record/sample_scan.h"
#include "unit.h"

struct pair {
	struct sample_scan *scan;
	struct sample_json *judge;
	long taken;   /* lines that the fast reader took */
	long samples; /* lines that the judge took when it was asked */
};

static inline struct pair pair_new(void)
{
	return (struct pair){sample_scan_new(), sample_json_new(), 0, 0};
}

static inline void pair_free(struct pair *p)
{
	sample_scan_free(p->scan);
	sample_json_free(p->judge);
}

static inline void pair_same(const struct sample *a, const struct sample *b)
{
	CHECK_TEXT(a->meter, b->meter);
	CHECK_TEXT(a->resource_id, b->resource_id);
	CHECK_TEXT(a->project_id, b->project_id);
	CHECK_TEXT(a->region, b->region);
	CHECK_INT(a->time_us, b->time_us);
	CHECK_INT(a->has_volume, b->has_volume);
	CHECK_INT(a->odd_volume, b->odd_volume);
	if (b->has_volume)
		CHECK_INT(a->volume, b->volume);
	for (int i = 0; i < META_COUNT; i++)
		CHECK_TEXT(a->meta[i], b->meta[i]);
}

/* Does the fast reader take the line? Then so must the judge. */
static inline bool pair_scan(struct pair *p, const char *line, size_t len)
{
	struct sample fast, slow;
	struct ow_error err;
	char *copy = malloc(len ? len : 1); /* no byte more may be read */

	CHECK(copy);
	memcpy(copy, line, len);
	bool took = sample_scan(p->scan, copy, len, &fast);
	free(copy);
	if (!took)
		return false;
	p->taken++;
	if (sample_json_parse(p->judge, line, len, &slow, &err) != 1) {
		fprintf(stderr, "taken but refused: %.*s\n", (int)len, line);
		exit(1);
	}
	pair_same(&fast, &slow);
	return true;
}

/* As pair_scan(), but the judge is asked, and what it takes is learned. */
static inline void pair_judge(struct pair *p, const char *line, size_t len)
{
	struct sample slow;
	struct ow_error err;

	if (!pair_scan(p, line, len) &&
		sample_json_parse(p->judge, line, len, &slow, &err) != 1)
		return;
	p->samples++;
	sample_scan_learn(p->scan, line, len);
}

#endif
