/* The map and the pool of texts. */
#include "ow/base/map.h"
#include "unit.h"

static void test_many(void)
{
	struct map m = MAP_INIT;
	char key[32];
	int values[5000];

	CHECK(!map_find(&m, "x", 1));
	for (int i = 0; i < 5000; i++) {
		int n = snprintf(key, sizeof(key), "key-%d", i * 7919 % 5000);
		struct map_entry *e = map_put(&m, key, (size_t)n);
		CHECK(e->value == NULL);
		e->value = &values[i];
	}
	CHECK_INT(m.count, 5000);
	for (int i = 0; i < 5000; i++) {
		int n = snprintf(key, sizeof(key), "key-%d", i * 7919 % 5000);
		CHECK(map_put(&m, key, (size_t)n)->value == &values[i]);
		CHECK(map_find(&m, key, (size_t)n)->value == &values[i]);
		CHECK(m.entries[i].value == &values[i]);
	}
	CHECK_INT(m.count, 5000);
	CHECK(!map_find(&m, "key-5000", 8));
	map_clear(&m);
	CHECK_INT(m.count, 0);
	CHECK(!map_find(&m, "key-1", 5));
}

static void test_keys_are_bytes(void)
{
	struct map m = MAP_INIT;

	map_put(&m, "a\0b", 3)->value = (void *)"nul";
	map_put(&m, "a", 1)->value = (void *)"one";
	map_put(&m, "", 0)->value = (void *)"none";
	map_put(&m, "a\0", 2)->value = (void *)"two";
	CHECK_INT(m.count, 4);
	CHECK_TEXT(map_find(&m, "a\0b", 3)->value, "nul");
	CHECK_TEXT(map_find(&m, "a", 1)->value, "one");
	CHECK_TEXT(map_find(&m, "", 0)->value, "none");
	CHECK(map_find(&m, "a\0b", 3)->key[3] == '\0');
	map_clear(&m);
}

static void test_sorted(void)
{
	static const char *const keys[] = {
		"b", "ab", "", "\xff", "a", "aa", "B"};
	static const char *const order[] = {
		"", "B", "a", "aa", "ab", "b", "\xff"};
	struct map m = MAP_INIT;

	for (size_t i = 0; i < 7; i++)
		map_put(&m, keys[i], strlen(keys[i]));
	struct map_entry **sorted = map_sorted(&m);
	for (size_t i = 0; i < 7; i++)
		CHECK_TEXT(sorted[i]->key, order[i]);
	CHECK_TEXT(m.entries[0].key, "b");
	free(sorted);
	map_clear(&m);
	sorted = map_sorted(&m);
	CHECK(sorted != NULL);
	free(sorted);
}

static void test_texts(void)
{
	struct map pool = MAP_INIT;
	char text[16] = "first";
	const char *first = map_text(&pool, text);

	CHECK(!map_text(&pool, NULL));
	CHECK(first != text);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "%d", i);
		map_text(&pool, text);
	}
	CHECK_TEXT(first, "first");
	CHECK(map_text(&pool, "first") == first);
	CHECK(map_text(&pool, "") == map_text(&pool, ""));
	CHECK(map_text(&pool, "1") != map_text(&pool, "2"));
	map_clear(&pool);
}

int main(void)
{
	test_many();
	test_keys_are_bytes();
	test_sorted();
	test_texts();
	return unit_done();
}
