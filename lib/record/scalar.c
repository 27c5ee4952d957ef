#include "ow/record/scalar.h"
#include "ow/base/text.h"

#define DIGITS_MAX 18 /* of an integer that surely fits 64 bits */

static int hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four digits after "\u"; -1 if there are none. */
static long read_unit(const char *p, const char *end)
{
	long unit = 0;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		int digit = hex_of(p[i]);
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static char *put_utf8(char *out, long c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*out++ = (char)(0xe0 | c >> 12);
		} else {
			*out++ = (char)(0xf0 | c >> 18);
			*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (c & 0x3f));
	return out;
}

/* The escape \uXXXX, or two of them, at *P. NUL is left to the judge. */
static char *read_unicode(const char **p, const char *end, char *out)
{
	long c = read_unit(*p, end);

	*p += 6;
	if (c <= 0 || (c >= 0xdc00 && c < 0xe000))
		return NULL;
	if (c >= 0xd800 && c < 0xdc00) {
		long low = read_unit(*p, end);
		if (low < 0xdc00 || low >= 0xe000)
			return NULL;
		*p += 6;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	return put_utf8(out, c);
}

static char *read_escape(const char **p, const char *end, char *out)
{
	static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";

	if (end - *p < 2)
		return NULL;
	if ((*p)[1] == 'u')
		return read_unicode(p, end, out);
	const char *name = memchr(names, (*p)[1], sizeof(names) - 1);
	if (!name)
		return NULL;
	*p += 2;
	*out = means[name - names];
	return out + 1;
}

/* The special byte or bytes at *P, which are no quote, into OUT. */
static char *read_special(const char **p, const char *end, char *out)
{
	if (**p == '\\')
		return read_escape(p, end, out);
	size_t n = text_utf8(*p, (size_t)(end - *p));
	if (n < 2)
		return NULL;
	memcpy(out, *p, n);
	*p += n;
	return out + n;
}

/* A text with whatever is in it. */
static bool read_text(
	const char **p, const char *end, char *room, struct scalar *out)
{
	char *to = room;

	++*p;
	while (to) {
		const char *plain = *p;
		*p = scalar_plain_end(plain, end);
		memcpy(to, plain, (size_t)(*p - plain));
		to += *p - plain;
		if (*p == end)
			return false;
		if (**p == '"')
			break;
		to = read_special(p, end, to);
	}
	if (!to)
		return false;
	++*p;
	*out = (struct scalar){SCALAR_TEXT, room, (size_t)(to - room)};
	return true;
}

static bool read_word(const char **p, const char *end, const char *word,
	enum scalar_form form, struct scalar *out)
{
	size_t len = strlen(word);

	if ((size_t)(end - *p) < len || memcmp(*p, word, len) != 0)
		return false;
	*out = (struct scalar){form, *p, len};
	*p += len;
	return true;
}

static size_t count_digits(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && p[n] >= '0' && p[n] <= '9')
		n++;
	return n;
}

/* An exponent after it is no step of any shape, so it comes to the judge. */
static bool read_number(const char **p, const char *end, struct scalar *out)
{
	const char *start = *p, *whole = start + (*start == '-');
	size_t digits = count_digits(whole, end), fraction;
	const char *q = whole + digits;

	if (digits == 0 || digits > DIGITS_MAX || (*whole == '0' && digits > 1))
		return false;
	out->form = SCALAR_INTEGER;
	if (q < end && *q == '.') {
		fraction = count_digits(q + 1, end);
		if (fraction == 0)
			return false;
		out->form = SCALAR_REAL;
		q += 1 + fraction;
	} else if (*start == '-' && *whole == '0') {
		return false;
	}
	out->at = start;
	out->len = (size_t)(q - start);
	*p = q;
	return out->len < SCALAR_NUMBER_MAX;
}

bool scalar_read(
	const char **p, const char *end, char *room, struct scalar *out)
{
	if (*p == end)
		return false;
	switch (**p) {
	case '"':
		return read_text(p, end, room, out);
	case 't':
		return read_word(p, end, "true", SCALAR_TRUE, out);
	case 'f':
		return read_word(p, end, "false", SCALAR_FALSE, out);
	case 'n':
		return read_word(p, end, "null", SCALAR_NULL, out);
	default:
		return read_number(p, end, out);
	}
}
