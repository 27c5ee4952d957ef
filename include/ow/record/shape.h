/*
 * The shapes of lines that were found sound.
 *
 * A shape is all of a line but its scalars: keys, punctuation, white space.
 * A line of a known shape, with sound scalars in their places, is sound: it
 * nests as deep, and has each key as often, as the one that taught the
 * shape. So nothing of that is looked at again.
 *
 * The shapes are a tree of steps, each of which is the text up to the next
 * scalar; what begins alike is kept once. Memory is bounded: what comes when
 * there is no more room is not learned, and when that goes on for long all is
 * forgotten. For lib/record alone.
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
	uint32_t before; /* the step before its own */
	uint32_t guess;  /* the step that came after it last */
	uint8_t slot;    /* of the scalar after it: enum sample_slot */
	bool last;       /* no scalar follows, the line is at its end */
};

struct shapes {
	struct shape_step *steps;
	char *texts;
	uint32_t *table; /* of steps, by what stands before and the text */
	size_t table_size;
	size_t step_count, step_cap;
	size_t text_len, text_cap;
	size_t refused;             /* lines for which there was no room */
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

/* The step that follows the scalar of BEFORE, by its text. */
uint32_t shape_find(
	struct shapes *s, uint32_t before, const char *p, size_t left);

/* Does it stand at P, with a scalar or the line's end behind it? */
static inline bool shape_fits(const struct shapes *s,
	const struct shape_step *step, const char *p, size_t left)
{
	if (step->last ? left != step->len : left <= step->len)
		return false;
	if (memcmp(p, s->texts + step->text, step->len) != 0)
		return false;
	char c = step->last ? '"' : p[step->len];
	return c > ' ' && c != '{' && c != '[' && c != ']';
}

/*
 * The step that follows the scalar of BEFORE and stands at P, or SHAPE_START
 * if none does. Mostly it is the same as in the line before.
 */
static inline uint32_t shape_follow(
	struct shapes *s, uint32_t before, const char *p, size_t left)
{
	uint32_t guess = s->steps[before].guess;

	if (guess != SHAPE_START && shape_fits(s, &s->steps[guess], p, left))
		return guess;
	return shape_find(s, before, p, left);
}

#endif
