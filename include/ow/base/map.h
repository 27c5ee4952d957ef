/*
 * A hash map from bytes to a pointer, and a pool of texts on top of it.
 *
 * Entries stand in the order in which they were added; nothing is removed.
 * What depends on no order of input sorts them first.
 */
#ifndef OW_BASE_MAP_H
#define OW_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_entry {
	char *key; /* owned, terminated by a NUL that does not count */
	size_t key_len;
	uint64_t hash;
	void *value; /* the caller's */
};

struct map {
	struct map_entry *entries;
	size_t count;
	size_t cap;
	uint32_t *slots; /* index + 1 of an entry, 0 for none */
	size_t slot_count;
};

#define MAP_INIT                    \
	{                           \
		NULL, 0, 0, NULL, 0 \
	}

/* The hash that a map takes; it may differ between machines. */
uint64_t map_hash(const void *key, size_t len);

/*
 * The entry of the key, made with a NULL value if it is new. The pointer
 * holds until the next map_put().
 */
struct map_entry *map_put(struct map *m, const void *key, size_t len);

/* The entry of the key, or NULL. */
struct map_entry *map_find(const struct map *m, const void *key, size_t len);

/*
 * All entries, ordered by their keys' bytes; the array is the caller's to
 * free, and holds until the next map_put().
 */
struct map_entry **map_sorted(const struct map *m);

/* Frees the map and its keys, not the values. */
void map_clear(struct map *m);

/*
 * One copy of each text: equal texts give equal pointers, which live as long
 * as the pool. NULL gives NULL.
 */
const char *map_text(struct map *pool, const char *text);

#endif
