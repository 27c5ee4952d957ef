/*
 * The fast reader of samples against the judge, on lines made to tell them
 * apart. With an argument, a folder: writes the lines there, each twice (one
 * to learn from, one to mutate), as seeds for the fuzzer.
 */
#include "sample_pair.h"
#include "sample_seeds.h"

#define MUTATIONS 5000000
#define LINE_MAX_LEN 4096

static struct buf line = BUF_INIT(LINE_MAX_LEN);

static void plain(size_t shape)
{
	seed_fill(&line, seed_shapes[shape], SIZE_MAX, 0);
}

/* One that has learned all the shapes. */
static struct pair learned(void)
{
	struct pair p = pair_new();

	for (size_t i = 0; i < SEED_SHAPES; i++) {
		plain(i);
		pair_judge(&p, line.data, line.len);
	}
	return p;
}

/* The first seven, and no shape that two keys speak of. */
static void test_what_is_learned(void)
{
	struct pair p = learned();

	for (size_t i = 0; i < SEED_SHAPES; i++) {
		plain(i);
		CHECK_INT(pair_scan(&p, line.data, line.len), i < 7);
	}
	pair_free(&p);
}

/* Values that begin alike, however they take turns. */
static void test_alternatives(void)
{
	static const char *const values[] = {"1", "{}", "{\"b\":1}", " 1", "[]",
		"[1]", "[[]]", "[ 1]", "\t1"};
	const size_t count = sizeof(values) / sizeof(values[0]);
	struct pair p = pair_new();

	for (size_t i = 0; i < 2 * count * count; i++) {
		size_t n = i % 2 ? i / 2 % count : i / 2 / count;
		buf_reset(&line);
		buf_addf(&line,
			"{\"meter\":\"a\",\"resource_id\":\"b\",\"timestamp\":"
			"\"2016-05-10\",\"a\":%s}",
			values[n]);
		pair_judge(&p, line.data, line.len);
	}
	CHECK_INT(p.taken, 2 * count * count - count);
	pair_free(&p);
}

static size_t below(uint64_t *seed, size_t n)
{
	return unit_random(seed) % n;
}

/* The same few keys in any order, some of them twice. */
static void test_orders(void)
{
	static const char *const members[] = {"\"meter\":1", "\"meter\":\"m\"",
		"\"name\":\"n\"", "\"resource_id\":\"r\"",
		"\"timestamp\":\"2016-05-10\"", "\"volume\":1", "\"a\":2",
		"\"b\":{\"a\":3}", "\"metadata\":{\"name\":\"n\"}",
		"\"metadata\":{\"state\":\"s\",\"name\":\"o\"}"};
	struct pair p = pair_new();
	uint64_t seed = 3;

	for (int i = 0; i < 500000; i++) {
		buf_reset(&line);
		for (size_t n = 3 + below(&seed, 4); n > 0; n--)
			buf_addf(&line, "%c%s", line.len ? ',' : '{',
				members[below(&seed, 10)]);
		buf_add_text(&line, "}");
		pair_judge(&p, line.data, line.len);
	}
	CHECK(p.samples > 1000 && p.taken > p.samples / 2);
	pair_free(&p);
}

static void test_scalars(void)
{
	struct pair p = learned();

	for (size_t i = 0; i < SEED_SHAPES; i++)
		for (size_t h = 0; h < seed_holes(seed_shapes[i]); h++)
			for (size_t s = 0; s < SEED_SCALARS; s++) {
				seed_fill(&line, seed_shapes[i], h, s);
				pair_scan(&p, line.data, line.len);
				pair_judge(&p, line.data, line.len);
			}
	CHECK(p.taken > p.samples);
	pair_free(&p);
}

/* Whatever is special stands at each place of a block once. */
static void test_places(void)
{
	static const char *const odd[] = {
		"", "\\n", "\\u00e4", "\xc3\xa4", "\x1f", "\xff", "\"", "\\"};
	static const char start[] = "{\"resource_id\":\"r\",\"timestamp\":"
				    "\"2016-05-10\",\"meter\":\"";
	struct pair p = pair_new();

	for (size_t len = 0; len < 80; len++)
		for (size_t at = 0; at <= len; at++)
			for (size_t i = 0; i < 8; i++) {
				buf_reset(&line);
				buf_add_text(&line, start);
				for (size_t n = 0; n < at; n++)
					buf_add(&line, "x", 1);
				buf_add_text(&line, odd[i]);
				for (size_t n = at; n < len; n++)
					buf_add(&line, "y", 1);
				buf_add_text(&line, "\"}");
				pair_judge(&p, line.data, line.len);
			}
	CHECK(p.taken >= p.samples - 1);
	CHECK(p.samples > 4 * 80 * 80 / 2);
	pair_free(&p);
}

static void test_truncation(void)
{
	struct pair p = learned();

	for (size_t i = 0; i < SEED_SHAPES; i++) {
		plain(i);
		for (size_t len = 0; len < line.len; len++)
			pair_scan(&p, line.data, len);
	}
	pair_free(&p);
}

static void test_each_byte(void)
{
	struct pair p = learned();

	for (size_t i = 0; i < 7; i++) {
		plain(i);
		for (size_t at = 0; at < line.len; at++) {
			char was = line.data[at];
			for (int c = 0; c < 256; c++) {
				line.data[at] = (char)c;
				pair_scan(&p, line.data, line.len);
			}
			line.data[at] = was;
		}
	}
	CHECK(p.taken > 100000);
	pair_free(&p);
}

/* Puts BYTES in place of some of the line. */
static void replace(size_t at, size_t gone, const char *bytes, size_t len)
{
	static struct buf rest = BUF_INIT(2 * LINE_MAX_LEN);

	buf_reset(&rest);
	buf_add(&rest, line.data + at + gone, line.len - at - gone);
	line.len = at;
	buf_add(&line, bytes, len);
	buf_add(&line, rest.data, rest.len);
}

static void mutate(uint64_t *seed)
{
	static const char json[] = "\"\\{}[]:,.eE+-019 \t\r\n\0\x80\xc3utfn";
	size_t at = below(seed, line.len + 1);
	size_t left = line.len - at;
	size_t some = left ? below(seed, left < 40 ? left : 40) : 0;
	char piece[40];

	switch (below(seed, 6)) {
	case 0:
		piece[0] = (char)below(seed, 256);
		replace(at, left > 0, piece, 1);
		break;
	case 1:
		replace(at, some ? below(seed, 2) : 0,
			json + below(seed, sizeof(json) - 1), 1);
		break;
	case 2:
		replace(at, some, NULL, 0);
		break;
	case 3:
		memcpy(piece, line.data + at, some);
		replace(below(seed, line.len + 1), 0, piece, some);
		break;
	default:
		some = below(seed, SEED_SCALARS);
		char *quote = memchr(line.data + at, '"', left);
		char *end = quote ? memchr(quote + 1, '"',
					    line.data + line.len - quote - 1)
				  : NULL;
		if (end)
			replace((size_t)(quote - line.data),
				(size_t)(end + 1 - quote),
				seed_scalars[some].text,
				seed_scalars[some].len);
	}
}

static void test_mutations(void)
{
	struct pair p = pair_new();
	uint64_t seed = 5;

	for (long i = 0; i < MUTATIONS; i++) {
		plain(below(&seed, SEED_SHAPES));
		if (i % 1000 == 0) { /* some forget what they have seen */
			pair_free(&p);
			struct pair again = learned();
			again.taken += p.taken;
			again.samples += p.samples;
			p = again;
		}
		for (size_t n = below(&seed, 4); n > 0 && !line.over; n--)
			mutate(&seed);
		pair_judge(&p, line.data, line.len);
	}
	CHECK(p.samples > MUTATIONS / 4);
	CHECK(p.taken > p.samples / 3);
	pair_free(&p);
}

/* Each line of a shape of its own, with so many members. */
static void add_shape(struct pair *p, int number, int members)
{
	buf_reset(&line);
	buf_add_text(&line, "{\"meter\":\"a\",\"resource_id\":\"b\",");
	for (int i = 0; i < members; i++)
		buf_addf(&line, "\"%d-%d\":%d,", number, i, i);
	buf_add_text(&line, "\"timestamp\":\"2016-05-10\"}");
	pair_judge(p, line.data, line.len);
}

/* When there is no room for more shapes all are forgotten, but not at once. */
static void test_forgetting(void)
{
	struct pair p = pair_new();
	int n = 0, refused = 0;

	do
		add_shape(&p, ++n, 200);
	while (pair_scan(&p, line.data, line.len));
	do
		add_shape(&p, ++n, 2);
	while (!pair_scan(&p, line.data, line.len) && ++refused < 100000);
	CHECK(refused > 1000 && refused < 100000);
	long taken = p.taken;
	add_shape(&p, 1, 200);
	CHECK_INT(p.taken, taken);
	pair_free(&p);
}

static void test_long_lines(void)
{
	struct pair p = pair_new();
	struct buf big = BUF_INIT(1u << 20);

	for (int members = 1000; members < 20000; members *= 3) {
		buf_reset(&big);
		buf_add_text(&big, "{\"meter\":\"a\",\"resource_id\":\"b\","
				   "\"timestamp\":\"2016-05-10\"");
		for (int i = 0; i < members; i++)
			buf_addf(&big, ",\"k%d\":%d", i, i);
		buf_add_text(&big, "}");
		pair_judge(&p, big.data, big.len);
		CHECK_INT(pair_scan(&p, big.data, big.len), members == 1000);
	}
	buf_clear(&big);
	pair_free(&p);
}

static void write_seed(const char *folder, size_t *count)
{
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%06zu", folder, ++*count);
	f = fopen(name, "wb");
	CHECK(f);
	for (int i = 0; i < 2; i++) {
		fwrite(line.data, 1, line.len, f);
		fputc('\n', f);
	}
	CHECK(fclose(f) == 0);
}

static void write_seeds(const char *folder)
{
	size_t count = 0;

	for (size_t i = 0; i < SEED_SHAPES; i++) {
		plain(i);
		write_seed(folder, &count);
		for (size_t s = 0; s < SEED_SCALARS; s++) {
			seed_fill(&line, seed_shapes[i],
				s % seed_holes(seed_shapes[i]), s);
			write_seed(folder, &count);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		write_seeds(argv[1]);
		return unit_done();
	}
	test_what_is_learned();
	test_alternatives();
	test_orders();
	test_scalars();
	test_places();
	test_truncation();
	test_each_byte();
	test_mutations();
	test_forgetting();
	test_long_lines();
	buf_clear(&line);
	return unit_done();
}
