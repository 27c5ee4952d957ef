#include <stdlib.h>

#include "ow/base/map.h"
#include "ow/base/mem.h"
#include "ow/record/json.h"
#include "ow/record/shape.h"

#define STEPS_MAX (128u << 10)   /* some thousand shapes, 12 MB in all */
#define TEXTS_MAX (8u << 20)     /* bytes */
#define LINE_MAX_LEN (64u << 10) /* of a line that is learned */
#define PIECES_MAX 1024          /* of such a line */
#define REFUSED_MAX (64u << 10)  /* lines, then it makes room */

/* A step of the line at hand. */
struct shape_piece {
	const char *at;
	size_t len;
	enum sample_slot slot;
	bool last;
};

/* A walk over a line that is known to be sound. */
struct walk {
	const char *p, *end;
	const char *from; /* the piece at hand */
	struct shape_piece *pieces;
	size_t count;
	/* the keys that lead to P, and what the containers are */
	struct sample_key path[JSON_LINE_DEPTH];
	bool object[JSON_LINE_DEPTH];
	size_t depth;
	bool key_next;
	enum sample_slot slot; /* of the last key */
	bool taken[SLOT_COUNT];
};

static void forget(struct shapes *s)
{
	free(s->table);
	s->table_size = 64;
	s->table = mem_zero(s->table_size, sizeof(*s->table));
	s->steps[SHAPE_START] = (struct shape_step){.guess = SHAPE_START};
	s->step_count = 1;
	s->text_len = 0;
	s->refused = 0;
}

/* What was learned long ago may be what is in the way. */
static void refuse(struct shapes *s)
{
	if (++s->refused == REFUSED_MAX)
		forget(s);
}

struct shapes *shapes_new(void)
{
	struct shapes *s = mem_zero(1, sizeof(*s));

	s->steps = mem_room(NULL, &s->step_cap, 1, sizeof(*s->steps));
	s->pieces = mem_zero(PIECES_MAX, sizeof(*s->pieces));
	forget(s);
	return s;
}

void shapes_free(struct shapes *s)
{
	if (!s)
		return;
	free(s->steps);
	free(s->texts);
	free(s->table);
	free(s->pieces);
	free(s);
}

static void skip_text(struct walk *w)
{
	for (w->p++; *w->p != '"'; w->p++)
		w->p += *w->p == '\\';
	w->p++;
}

static void skip_scalar(struct walk *w)
{
	if (*w->p == '"')
		skip_text(w);
	else
		while (!strchr(",]} \t\r\n", *w->p))
			w->p++;
}

static bool read_key(struct walk *w)
{
	struct sample_key *key = &w->path[w->depth - 1];

	key->at = w->p + 1;
	skip_text(w);
	key->len = (size_t)(w->p - key->at) - 1;
	if (memchr(key->at, '\\', key->len))
		return false;
	w->slot = sample_slot_of(w->path, w->depth);
	if (w->slot == SLOT_NONE)
		return true;
	bool again = w->taken[w->slot];
	w->taken[w->slot] = true;
	return !again;
}

static bool add_piece(struct walk *w, bool last)
{
	bool member = !last && w->object[w->depth - 1];

	if (w->count == PIECES_MAX)
		return false;
	w->pieces[w->count++] = (struct shape_piece){w->from,
		(size_t)(w->p - w->from), member ? w->slot : SLOT_NONE, last};
	return true;
}

static void enter(struct walk *w)
{
	w->object[w->depth] = *w->p == '{';
	w->path[w->depth] = (struct sample_key){w->p, 0};
	w->depth++;
}

/* Takes what is at P; false if the line is not to be learned. */
static bool walk_on(struct walk *w)
{
	switch (*w->p) {
	case '{':
	case '[':
		enter(w);
		break;
	case '}':
	case ']':
		w->depth--;
		break;
	case ',':
	case ':':
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		break;
	default:
		if (w->key_next)
			return read_key(w);
		if (!add_piece(w, false))
			return false;
		skip_scalar(w);
		w->from = w->p;
		return true;
	}
	if (*w->p == '{' || *w->p == ',')
		w->key_next = w->object[w->depth - 1];
	else if (*w->p == ':' || *w->p == '[')
		w->key_next = false;
	w->p++;
	return true;
}

static bool walk_line(struct walk *w)
{
	while (w->p < w->end)
		if (!walk_on(w))
			return false;
	return add_piece(w, true);
}

/* The place in the table of the step with that text after BEFORE. */
static size_t place_of(
	const struct shapes *s, uint32_t before, const char *text, size_t len)
{
	uint64_t hash = map_hash(text, len) + before * 0x9e3779b97f4a7c15u;
	size_t mask = s->table_size - 1, i = (hash ^ hash >> 32) & mask;

	for (; s->table[i] != SHAPE_START; i = (i + 1) & mask) {
		const struct shape_step *step = &s->steps[s->table[i]];
		if (step->before == before && step->len == len &&
			memcmp(s->texts + step->text, text, len) == 0)
			break;
	}
	return i;
}

static void grow_table(struct shapes *s)
{
	free(s->table);
	s->table_size *= 2;
	s->table = mem_zero(s->table_size, sizeof(*s->table));
	for (uint32_t i = 1; i < s->step_count; i++) {
		const struct shape_step *step = &s->steps[i];
		s->table[place_of(
			s, step->before, s->texts + step->text, step->len)] = i;
	}
}

static uint32_t add_step(
	struct shapes *s, uint32_t before, const struct shape_piece *piece)
{
	uint32_t i = (uint32_t)s->step_count++;

	s->steps = mem_room(
		s->steps, &s->step_cap, s->step_count, sizeof(*s->steps));
	s->texts =
		mem_room(s->texts, &s->text_cap, s->text_len + piece->len, 1);
	s->steps[i] = (struct shape_step){
		.text = (uint32_t)s->text_len,
		.len = (uint32_t)piece->len,
		.before = before,
		.guess = SHAPE_START,
		.slot = (uint8_t)piece->slot,
		.last = piece->last,
	};
	memcpy(s->texts + s->text_len, piece->at, piece->len);
	s->text_len += piece->len;
	if (2 * s->step_count > s->table_size)
		grow_table(s);
	else
		s->table[place_of(s, before, piece->at, piece->len)] = i;
	return i;
}

/* The step for PIECE after BEFORE; SHAPE_START if there is no room for it. */
static uint32_t put_step(
	struct shapes *s, uint32_t before, const struct shape_piece *piece)
{
	uint32_t i = s->table[place_of(s, before, piece->at, piece->len)];

	if (i != SHAPE_START)
		return i;
	if (s->step_count == STEPS_MAX || piece->len > TEXTS_MAX - s->text_len)
		return SHAPE_START;
	return add_step(s, before, piece);
}

void shapes_learn(struct shapes *s, const char *line, size_t len)
{
	struct walk w = {.p = line,
		.end = line + len,
		.from = line,
		.pieces = s->pieces};
	uint32_t at = SHAPE_START;

	if (len > LINE_MAX_LEN || !walk_line(&w))
		return;
	for (size_t i = 0; i < w.count; i++) {
		at = put_step(s, at, &s->pieces[i]);
		if (at == SHAPE_START) {
			refuse(s);
			return;
		}
	}
}

static const char *skip(const char *p, const char *end, const char *set)
{
	while (p < end && *p != '\0' && strchr(set, *p))
		p++;
	return p;
}

/* Where the next scalar begins if the line is sound; END if there is none. */
static const char *next_scalar(const char *p, const char *end)
{
	for (;;) {
		p = skip(p, end, "{}[], \t\r\n");
		const char *quote = p < end && *p == '"'
					    ? memchr(p + 1, '"', end - p - 1)
					    : NULL;
		const char *colon =
			quote ? skip(quote + 1, end, " \t\r\n") : end;
		if (colon == end || *colon != ':')
			return p;
		p = skip(colon + 1, end, " \t\r\n");
		if (p == end || (*p != '{' && *p != '['))
			return p;
	}
}

uint32_t shape_find(
	struct shapes *s, uint32_t before, const char *p, size_t left)
{
	size_t len = (size_t)(next_scalar(p, p + left) - p);
	uint32_t found = s->table[place_of(s, before, p, len)];

	if (found == SHAPE_START || !shape_fits(s, &s->steps[found], p, left))
		return SHAPE_START;
	s->steps[before].guess = found;
	return found;
}
