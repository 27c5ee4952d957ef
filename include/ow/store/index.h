/*
 * What a folder says of itself: its format, its grace periods, and which
 * parts it has, so that one that went missing, or is an old copy, is seen.
 */
#ifndef OW_STORE_INDEX_H
#define OW_STORE_INDEX_H

#include <stdint.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/base/map.h"

#define INDEX_FILE "index.jsonl"

struct index_part {
	int64_t records;
	int64_t sum; /* gzip_sum() of the part's file */
};

struct index {
	char *grace;      /* NULL: the default periods */
	struct map parts; /* name to struct index_part */
};

#define INDEX_INIT             \
	{                      \
		NULL, MAP_INIT \
	}

/* Sets what the index says of a part. */
void index_put(struct index *x, const char *part, int64_t records, int64_t sum);

/*
 * Reads TEXT into X, which is empty. -1 with OW_CONFIG for a format that this
 * version does not know, OW_INCOMPLETE for what is no index.
 */
int index_parse(struct index *x, const struct buf *text,
	struct ow_error *err) OW_MUST_CHECK;

void index_text(const struct index *x, struct buf *out);
void index_clear(struct index *x);

#endif
