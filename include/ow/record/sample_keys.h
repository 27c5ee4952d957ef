/*
 * What the judge and the scanner of raw samples share: which members matter,
 * and what their values mean. For lib/record alone.
 */
#ifndef OW_RECORD_SAMPLE_KEYS_H
#define OW_RECORD_SAMPLE_KEYS_H

#include "ow/record/sample.h"

/* Flat as the API prints it; a dot also stands for nesting. */
extern const char *const sample_meta_keys[META_COUNT];

/* "" and "None" are how Ceilometer prints what is not set: NULL. */
const char *sample_told(const char *text);

/* The volume, if it is a whole number that is exact; else it is odd. */
void sample_set_volume(struct sample *s, double volume);

/* What a member is for. */
enum sample_slot {
	SLOT_NONE,
	SLOT_METER,
	SLOT_RESOURCE,
	SLOT_TIME,
	SLOT_PROJECT,
	SLOT_REGION,
	SLOT_VOLUME,
	SLOT_METADATA, /* the metadata itself */
	SLOT_META,     /* plus enum sample_meta: one of the metadata */
	SLOT_COUNT = SLOT_META + META_COUNT
};

/* A key in a line. */
struct sample_key {
	const char *at;
	size_t len;
};

/*
 * The slot of the member at PATH, its keys from the outermost on; DEPTH of
 * them. A key of no bytes stands for a place in an array.
 */
enum sample_slot sample_slot_of(const struct sample_key *path, size_t depth);

#endif
