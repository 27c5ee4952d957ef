#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/store/index.h"
#include "ow/store/part.h"
#include "ow/store/store.h"

void index_put(struct index *x, const char *part, int64_t records, int64_t sum)
{
	struct map_entry *e = map_put(&x->parts, part, strlen(part));

	if (!e->value)
		e->value = mem_zero(1, sizeof(struct index_part));
	*(struct index_part *)e->value = (struct index_part){records, sum};
}

static int damaged(struct ow_error *err)
{
	return error_set(err, OW_INCOMPLETE, "%s is damaged", INDEX_FILE);
}

static int parse_head(struct index *x, json_t *line, struct ow_error *err)
{
	json_int_t format = 0;
	const char *kind = "", *grace = NULL;

	if (json_unpack(line, "{s:s, s:I, s?s}", "kind", &kind, "format",
		    &format, "grace", &grace) < 0 ||
		strcmp(kind, "store") != 0)
		return damaged(err);
	if (store_check_format(format, err) < 0)
		return -1;
	x->grace = mem_copy(grace);
	return 0;
}

static int parse_part(struct index *x, json_t *line, struct ow_error *err)
{
	json_int_t records = 0, sum = 0;
	const char *kind = "", *name = "";

	if (json_unpack(line, "{s:s, s:s, s:I, s:I}", "kind", &kind, "name",
		    &name, "records", &records, "sum", &sum) < 0 ||
		strcmp(kind, "part") != 0 || !part_is_name(name))
		return damaged(err);
	index_put(x, name, records, sum);
	return 0;
}

int index_parse(struct index *x, const struct buf *text, struct ow_error *err)
{
	const char *at = text->data, *end = at ? at + text->len : at;
	int result = text->len == 0 ? damaged(err) : 0;
	bool first = true;

	while (at < end && result == 0) {
		size_t len = strcspn(at, "\n");
		json_t *line =
			json_loadb(at, len, JSON_REJECT_DUPLICATES, NULL);
		if (!line)
			result = damaged(err);
		else if (first)
			result = parse_head(x, line, err);
		else
			result = parse_part(x, line, err);
		first = false;
		json_decref(line);
		at += len + 1;
	}
	return result;
}

static void add_line(struct buf *out, json_t *line)
{
	char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;

	if (!text)
		out->over = true;
	buf_addf(out, "%s\n", text ? text : "");
	free(text);
	json_decref(line);
}

void index_text(const struct index *x, struct buf *out)
{
	struct map_entry **sorted = map_sorted(&x->parts);

	add_line(out, json_pack("{s:s, s:i, s:s*}", "kind", "store", "format",
			      STORE_FORMAT, "grace", x->grace));
	for (size_t i = 0; i < x->parts.count; i++) {
		const struct index_part *p = sorted[i]->value;
		add_line(out, json_pack("{s:s, s:s, s:I, s:I}", "kind", "part",
				      "name", sorted[i]->key, "records",
				      (json_int_t)p->records, "sum",
				      (json_int_t)p->sum));
	}
	free(sorted);
}

void index_clear(struct index *x)
{
	for (size_t i = 0; i < x->parts.count; i++)
		free(x->parts.entries[i].value);
	map_clear(&x->parts);
	free(x->grace);
	*x = (struct index)INDEX_INIT;
}
