/*
 * JSON's scalars, as strict as jansson reads them. What is rare or at the
 * limits is not read here but left to it. For lib/record alone.
 */
#ifndef OW_RECORD_SCALAR_H
#define OW_RECORD_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* AVX2 gains nothing here: most texts are no longer than a block or two. */
#if defined(__SSE2__) && !defined(OW_PORTABLE)
#include <emmintrin.h>
#define SCALAR_BLOCK 16
#else
#define SCALAR_BLOCK 8
#endif

enum scalar_form {
	SCALAR_TEXT,
	SCALAR_INTEGER, /* of 18 digits at most; not -0 */
	SCALAR_REAL,    /* without an exponent */
	SCALAR_TRUE,
	SCALAR_FALSE,
	SCALAR_NULL,
};

#define SCALAR_NUMBER_MAX 40 /* bytes */

struct scalar {
	enum scalar_form form;
	const char *at; /* a text's bytes, escapes resolved, or a number's */
	size_t len;
};

/*
 * Reads the scalar at *P and moves *P behind it. ROOM takes a text with
 * escapes; it must have END - *P bytes. False if it is unsound or rare.
 */
bool scalar_read(
	const char **p, const char *end, char *room, struct scalar *out);

/* A quote, a backslash, a control character or not ASCII. */
static inline bool scalar_special(char c)
{
	return (signed char)c < ' ' || c == '"' || c == '\\';
}

/* Which bytes of a block are special: a bit or more for each, or none. */
static inline uint64_t scalar_block(const char *p)
{
#if SCALAR_BLOCK == 16
	__m128i b = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i quote = _mm_cmpeq_epi8(b, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(b, _mm_set1_epi8('\\'));
	__m128i other = _mm_cmplt_epi8(b, _mm_set1_epi8(' '));

	return (uint64_t)_mm_movemask_epi8(
		_mm_or_si128(_mm_or_si128(quote, slash), other));
#else
	const uint64_t ones = UINT64_MAX / 255, high = ones << 7;
	uint64_t b, quote, slash;

	memcpy(&b, p, sizeof(b));
	quote = b ^ ones * '"';
	slash = b ^ ones * '\\';
	return (b | (b - ones * ' ') | (quote - ones) | (slash - ones)) & high;
#endif
}

/* The first special byte from P on, or END. */
static inline const char *scalar_plain_end(const char *p, const char *end)
{
	for (; end - p >= SCALAR_BLOCK; p += SCALAR_BLOCK) {
		uint64_t special = scalar_block(p);
		if (SCALAR_BLOCK == 16 && special)
			return p + __builtin_ctzll(special);
		if (special)
			break;
	}
	while (p < end && !scalar_special(*p))
		p++;
	return p;
}

#endif
