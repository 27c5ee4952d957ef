/*
 * A span: a resource was seen in one state from first_seen to last_seen.
 * Wire form: ow-records(5).
 */
#ifndef OW_RECORD_SPAN_H
#define OW_RECORD_SPAN_H

#include <stdint.h>

#define SPAN_NO_SIZE (-1)

/*
 * Who saw it, and at one and the same instant who is believed: the later
 * in this list.
 */
enum witness {
	SEEN_BY_POLL,
	SEEN_BY_AUDIT,
	SEEN_BY_START,  /* an event that announces, `*.start` */
	SEEN_BY_EVENT,  /* an event with neither suffix */
	SEEN_BY_END,    /* an event that concludes, `*.end` */
	SEEN_BY_CREATE, /* the event that ends a creation */
	SEEN_BY_COUNT
};

enum deleted_by {
	DELETED_NOT,
	DELETED_BY_METADATA, /* a date in the resource's own metadata */
	DELETED_BY_EVENT,    /* the time of the event of deletion */
	DELETED_BY_ABSENCE,  /* inferred: its last sign of life */
	DELETED_BY_COUNT
};

struct span {
	const char *type;
	const char *region; /* NULL: none named */
	const char *id;
	const char *project; /* NULL: unknown or none */
	const char *name;    /* NULL: unknown or none */
	const char *class;   /* flavor or volume type; NULL: none */
	const char *state;   /* NULL: not told */
	const char *poller;  /* the host whose agent polled it, else NULL */
	int64_t size;        /* GiB or bytes by type, or SPAN_NO_SIZE */
	int64_t created_s;   /* TIME_NEVER: unknown */
	int64_t alive_s;     /* lived then, though unseen; or TIME_NEVER */
	int64_t deleted_s;   /* TIME_NEVER: alive or unknown */
	enum deleted_by deleted_by;
	int64_t first_us, last_us; /* first_us <= last_us */
	enum witness first_by, last_by;
};

/* The word of the wire: NULL, "metadata", ... */
const char *deleted_by_text(enum deleted_by d);

#endif
