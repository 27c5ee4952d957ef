#include <stdlib.h>
#include <string.h>

#include "ow/base/map.h"
#include "ow/base/mem.h"

/*
 * As FNV-1a, but by eight bytes; the product's high half is mixed in, for
 * the slots take the low bits. No output depends on it.
 */
static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15u;
	return h ^ (h >> 32);
}

uint64_t map_hash(const void *key, size_t len)
{
	const unsigned char *p = key;
	uint64_t h = len, word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		h = mix(h, word);
	}
	for (word = 0; len > 0; len--)
		word = word << 8 | *p++;
	return mix(h, word);
}

static size_t slot_of(
	const struct map *m, const void *key, size_t len, uint64_t hash)
{
	size_t mask = m->slot_count - 1;
	size_t i = hash & mask;

	for (; m->slots[i]; i = (i + 1) & mask) {
		const struct map_entry *e = &m->entries[m->slots[i] - 1];
		if (e->hash == hash && e->key_len == len &&
			memcmp(e->key, key, len) == 0)
			break;
	}
	return i;
}

static void grow(struct map *m)
{
	size_t want = m->slot_count ? m->slot_count * 2 : 16;

	free(m->slots);
	m->slots = mem_zero(want, sizeof(*m->slots));
	m->slot_count = want;
	for (size_t n = 0; n < m->count; n++) {
		const struct map_entry *e = &m->entries[n];
		size_t i = slot_of(m, e->key, e->key_len, e->hash);
		m->slots[i] = (uint32_t)(n + 1);
	}
}

struct map_entry *map_put(struct map *m, const void *key, size_t len)
{
	uint64_t hash = map_hash(key, len);

	if ((m->count + 1) * 2 > m->slot_count)
		grow(m);
	size_t i = slot_of(m, key, len, hash);
	if (m->slots[i])
		return &m->entries[m->slots[i] - 1];
	m->entries = mem_room(
		m->entries, &m->cap, m->count + 1, sizeof(*m->entries));
	struct map_entry *e = &m->entries[m->count++];
	e->key = mem_zero(len + 1, 1);
	memcpy(e->key, key, len);
	e->key_len = len;
	e->hash = hash;
	e->value = NULL;
	m->slots[i] = (uint32_t)m->count;
	return e;
}

struct map_entry *map_find(const struct map *m, const void *key, size_t len)
{
	if (m->count == 0)
		return NULL;
	size_t i = slot_of(m, key, len, map_hash(key, len));
	return m->slots[i] ? &m->entries[m->slots[i] - 1] : NULL;
}

static int compare_keys(const void *a, const void *b)
{
	const struct map_entry *const *x = a, *const *y = b;
	size_t n =
		(*x)->key_len < (*y)->key_len ? (*x)->key_len : (*y)->key_len;
	int c = memcmp((*x)->key, (*y)->key, n);

	return c ? c : ((*x)->key_len > n) - ((*y)->key_len > n);
}

struct map_entry **map_sorted(const struct map *m)
{
	struct map_entry **sorted =
		mem_zero(m->count, sizeof(struct map_entry *));

	for (size_t i = 0; i < m->count; i++)
		sorted[i] = &m->entries[i];
	qsort(sorted, m->count, sizeof(struct map_entry *), compare_keys);
	return sorted;
}

void map_clear(struct map *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->entries[i].key);
	free(m->entries);
	free(m->slots);
	*m = (struct map)MAP_INIT;
}

const char *map_text(struct map *pool, const char *text)
{
	return text ? map_put(pool, text, strlen(text))->key : NULL;
}
