/*
 * The shapes of lines that were found sound.
 *
 * A shape is all of a line but its scalars: keys, punctuation, white space.
 * A line of a known shape, with sound scalars in their places, is sound: it
 * nests as deep, and has each key as often, as the one that taught the
 * shape. So nothing of that is looked at again.
 *
 * The shapes are kept as a tree of steps, each of which is the text up to
 * the next scalar; what begins alike is kept once. Memory is bounded: where
 * there are too many shapes all are forgotten. For lib/record alone.
 */
#ifndef OW_RECORD_SHAPE_H
#define OW_RECORD_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "ow/record/sample_keys.h"

#define SHAPE_START 0 /* the step before the first; also: no step */

struct shape_step {
	uint32_t text; /* where it stands in the texts */
	uint32_t len;
	uint32_t next; /* another one that may stand in its place */
	uint32_t then; /* what may follow its scalar */
	uint8_t slot;  /* of that scalar: enum sample_slot */
	bool last;     /* no scalar follows, the line is at its end */
};

struct shapes {
	struct shape_step *steps;
	char *texts;
	size_t step_count, step_cap;
	size_t text_len, text_cap;
	struct shape_piece *pieces; /* of the line that is being learned */
};

struct shapes *shapes_new(void);
void shapes_free(struct shapes *s);

/*
 * Learns the shape of LINE, which must be sound and a sample. Some are not
 * learned: very long ones, those with an escape in a key, and those that
 * tell a slot twice, such as in two spellings.
 */
void shapes_learn(struct shapes *s, const char *line, size_t len);

static inline bool shape_fits(const struct shapes *s,
	const struct shape_step *step, const char *p, size_t left)
{
	if (step->last ? left != step->len : left <= step->len)
		return false;
	if (memcmp(p, s->texts + step->text, step->len) != 0)
		return false;
	/* What only begins alike has no scalar there. */
	char c = step->last ? '"' : p[step->len];
	return c > ' ' && c != '{' && c != '[' && c != ']';
}

/*
 * The step that may follow the scalar of BEFORE and stands at P, or
 * SHAPE_START if none does. The one that was met last is tried first.
 */
static inline uint32_t shape_follow(
	struct shapes *s, uint32_t before, const char *p, size_t left)
{
	struct shape_step *steps = s->steps;
	uint32_t i = steps[before].then, prior = SHAPE_START;

	while (i != SHAPE_START && !shape_fits(s, &steps[i], p, left)) {
		prior = i;
		i = steps[i].next;
	}
	if (prior != SHAPE_START && i != SHAPE_START) {
		steps[prior].next = steps[i].next;
		steps[i].next = steps[before].then;
		steps[before].then = i;
	}
	return i;
}

#endif
