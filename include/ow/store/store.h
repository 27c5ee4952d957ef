/*
 * A store of what ow-normalize writes: folder or database, by its name.
 *
 * A run is merged into it as a whole or not at all, whatever happens on the
 * way, and merged again it changes nothing. Readers see the store as it was
 * before or after a run; runs wait for each other.
 */
#ifndef OW_STORE_STORE_H
#define OW_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"
#include "ow/base/map.h"
#include "ow/source/retry.h"
#include "ow/store/batch.h"

#define STORE_FORMAT 1

struct store_options {
	const char *dest;        /* a folder, or mysql://... */
	const char *grace;       /* of a new store; NULL: the default */
	const char *option_file; /* of MySQL; NULL: the usual ones */
	const char *extra_file;  /* beside the usual ones; NULL: none */
	int64_t wait_s;          /* for other runs to end */
	struct retry retry;      /* of a database */
};

struct store;

/*
 * One kind of store. All but `takes`, `init` and `open` work on what `open`
 * returned. Errors: OW_CONFIG for what is no store, OW_AGAIN if another run
 * holds it or the database is away, OW_REFUSED, OW_IO, and OW_INCOMPLETE for
 * a store that is damaged.
 */
struct store_ops {
	bool remote; /* what fails may pass by itself */
	/* Is the name one of this kind? NULL: any name is. */
	bool (*takes)(const char *dest);
	/* Makes an empty store; does nothing to one that is there. */
	int (*init)(const struct store_options *o, struct ow_error *err);
	/* Locks it, for this run alone if it is to be written. */
	void *(*open)(const struct store_options *o, bool write,
		struct ow_error *err);
	void (*close)(void *self);
	/* The grace periods that were set when it was made; may be NULL. */
	const char *(*grace)(const void *self);
	/* Puts the names of all its parts into the map. */
	int (*names)(void *self, struct map *names, struct ow_error *err);
	/* Appends the lines of a part; none if there is no such part. */
	int (*read)(void *self, const char *part, struct buf *lines,
		struct ow_error *err);
	/* Has the part hold AFTER, once committed; it holds BEFORE. */
	int (*put)(void *self, const char *part, const struct buf *before,
		const struct buf *after, struct ow_error *err);
	/* All that was put, or nothing of it. */
	int (*commit)(void *self, struct ow_error *err);
};

extern const struct store_ops store_folder;
extern const struct store_ops store_sql;

/* For all kinds: -1, with what is to be said. */
int store_check_format(int64_t format, struct ow_error *err) OW_MUST_CHECK;
int store_held(const struct store_options *o, struct ow_error *err);
int store_none(const struct store_options *o, struct ow_error *err);

/* Sets O from the values of --wait and --retries. -1 with OW_USAGE. */
int store_set(struct store_options *o, const char *wait, const char *retries,
	struct ow_error *err) OW_MUST_CHECK;

/* Waits and says yes if what failed so, in a database, is to be tried again. */
bool store_retry(
	struct store_options *o, const struct ow_error *why) OW_MUST_CHECK;

/* -1 with OW_USAGE for what are no grace periods. */
int store_check_grace(const char *grace, struct ow_error *err) OW_MUST_CHECK;

int store_init(
	const struct store_options *o, struct ow_error *err) OW_MUST_CHECK;

/* The texts of O are borrowed until store_close(). NULL on errors. */
struct store *store_open(const struct store_options *o, bool write,
	struct ow_error *err) OW_MUST_CHECK;
void store_close(struct store *s);

const char *store_grace(const struct store *s);

/* Merges B into a store that was opened to be written, and commits. */
int store_merge(struct store *s, const struct batch *b,
	struct ow_error *err) OW_MUST_CHECK;

/* Puts the names of all parts into the map. */
int store_names(
	struct store *s, struct map *names, struct ow_error *err) OW_MUST_CHECK;

/* Appends what the part holds. */
int store_read(struct store *s, const char *part, struct buf *lines,
	struct ow_error *err) OW_MUST_CHECK;

#endif
