#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/options.h"
#include "ow/bill/inventory.h"
#include "ow/store/fold.h"
#include "ow/store/lines.h"
#include "ow/store/store.h"

#define WAIT_MAX_S 86400
#define RETRIES_MAX 20

/* The first one that takes a name has it; the last one takes all others. */
static const struct store_ops *const stores[] = {
	&store_sql,
	&store_folder,
};

struct store {
	const struct store_ops *ops;
	void *self;
	size_t changed; /* parts that were put */
};

static const struct store_ops *ops_of(const char *dest)
{
	size_t last = sizeof(stores) / sizeof(stores[0]) - 1, i = 0;

	while (i < last && !stores[i]->takes(dest))
		i++;
	return stores[i];
}

int store_set(struct store_options *o, const char *wait, const char *retries,
	struct ow_error *err)
{
	int64_t tries;

	if (options_count("wait", wait, 0, WAIT_MAX_S, &o->wait_s, err) < 0 ||
		options_count("retries", retries, 0, RETRIES_MAX, &tries, err) <
			0)
		return -1;
	o->retry.most = (unsigned)tries;
	return 0;
}

bool store_retry(struct store_options *o, const struct ow_error *why)
{
	return ops_of(o->dest)->remote && retry_after(&o->retry, why);
}

int store_check_format(int64_t format, struct ow_error *err)
{
	if (format == STORE_FORMAT)
		return 0;
	return error_set(err, OW_CONFIG,
		"the store is of format %" PRId64
		", this version knows format %d; use a newer one",
		format, STORE_FORMAT);
}

int store_held(const struct store_options *o, struct ow_error *err)
{
	return error_set(err, OW_AGAIN,
		"another run has held the store for %" PRId64 " s", o->wait_s);
}

int store_none(const struct store_options *o, struct ow_error *err)
{
	char quoted[200];

	return error_set(err, OW_CONFIG,
		"there is no store in %s; ow-store --init makes one",
		error_quote(quoted, sizeof(quoted), o->dest, strlen(o->dest)));
}

int store_check_grace(const char *grace, struct ow_error *err)
{
	struct inventory v;

	inventory_init(&v);
	int result = inventory_set_grace(&v, grace, err);
	inventory_clear(&v);
	return result;
}

/* One that is there keeps the grace periods that it has. */
static int check_kept(const struct store_options *o, struct ow_error *err)
{
	struct store *s = store_open(o, false, err);

	if (!s)
		return -1;
	const char *grace = store_grace(s);
	int result = grace && strcmp(grace, o->grace) == 0
			     ? 0
			     : error_set(err, OW_CONFIG,
				       "the store is there, with other grace "
				       "periods");
	store_close(s);
	return result;
}

int store_init(const struct store_options *o, struct ow_error *err)
{
	if (ops_of(o->dest)->init(o, err) < 0)
		return -1;
	return o->grace ? check_kept(o, err) : 0;
}

struct store *store_open(
	const struct store_options *o, bool write, struct ow_error *err)
{
	const struct store_ops *ops = ops_of(o->dest);
	void *self = ops->open(o, write, err);

	if (!self)
		return NULL;
	struct store *s = mem_zero(1, sizeof(*s));
	s->ops = ops;
	s->self = self;
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	s->ops->close(s->self);
	free(s);
}

const char *store_grace(const struct store *s)
{
	return s->ops->grace(s->self);
}

static int merge_part(struct store *s, const char *part, const struct buf *more,
	struct ow_error *err)
{
	struct buf before = LINES_INIT, after = LINES_INIT;
	int result = s->ops->read(s->self, part, &before, err);

	if (result == 0)
		result = fold_part(
			part, store_grace(s), &before, more, &after, err);
	if (result == 0 && !lines_same(&before, &after)) {
		result = s->ops->put(s->self, part, &before, &after, err);
		s->changed++;
	}
	buf_clear(&before);
	buf_clear(&after);
	return result;
}

int store_merge(struct store *s, const struct batch *b, struct ow_error *err)
{
	struct map_entry **sorted = map_sorted(&b->parts);
	int result = 0;

	for (size_t i = 0; i < b->parts.count && result == 0; i++) {
		const struct buf *more = sorted[i]->value;
		if (more->len > 0)
			result = merge_part(s, sorted[i]->key, more, err);
	}
	free(sorted);
	if (result == 0 && s->changed > 0)
		result = s->ops->commit(s->self, err);
	return result;
}

int store_names(struct store *s, struct map *names, struct ow_error *err)
{
	return s->ops->names(s->self, names, err);
}

int store_read(struct store *s, const char *part, struct buf *lines,
	struct ow_error *err)
{
	return s->ops->read(s->self, part, lines, err);
}
