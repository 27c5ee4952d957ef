#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ow/base/mem.h"
#include "ow/base/time.h"
#include "ow/record/record.h"
#include "ow/store/disk.h"
#include "ow/store/gzip.h"
#include "ow/store/index.h"
#include "ow/store/journal.h"
#include "ow/store/lines.h"
#include "ow/store/store.h"

#define LOCK_FILE "lock"

struct folder {
	int dir, lock;
	struct index index;
};

static void folder_close(void *self)
{
	struct folder *f = self;

	if (f->lock >= 0)
		close(f->lock);
	if (f->dir >= 0)
		close(f->dir);
	index_clear(&f->index);
	free(f);
}

static int open_dir(
	struct folder *f, const struct store_options *o, struct ow_error *err)
{
	f->dir = open(o->dest, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->dir >= 0)
		return 0;
	return errno == ENOENT ? store_none(o, err)
			       : disk_error(err, "open", o->dest);
}

/* Whoever died has given its lock back. */
static int lock(struct folder *f, const struct store_options *o, bool write,
	struct ow_error *err)
{
	const struct timespec pause = {0, 50000000};
	int how = (write ? LOCK_EX : LOCK_SH) | LOCK_NB;

	f->lock = openat(
		f->dir, LOCK_FILE, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (f->lock < 0)
		return errno == ENOENT ? store_none(o, err)
				       : disk_error(err, "open", LOCK_FILE);
	for (int64_t tries = 20 * o->wait_s; flock(f->lock, how) < 0; tries--) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return disk_error(err, "lock", LOCK_FILE);
		if (tries <= 0)
			return store_held(o, err);
		nanosleep(&pause, NULL);
	}
	return 0;
}

static int read_index(
	struct folder *f, const struct store_options *o, struct ow_error *err)
{
	struct buf text = LINES_INIT;
	int result = journal_read(f->dir, INDEX_FILE, &text, err);

	if (result < 0 && errno == ENOENT)
		result = store_none(o, err);
	else if (result == 0)
		result = index_parse(&f->index, &text, err);
	buf_clear(&text);
	return result;
}

static void *folder_open(
	const struct store_options *o, bool write, struct ow_error *err)
{
	struct folder *f = mem_zero(1, sizeof(*f));

	f->dir = f->lock = -1;
	if (open_dir(f, o, err) == 0 && lock(f, o, write, err) == 0 &&
		(!write || journal_recover(f->dir, err) == 0) &&
		read_index(f, o, err) == 0)
		return f;
	folder_close(f);
	return NULL;
}

/* Nothing but what a --init that was killed may have left? */
static int check_fresh(int dir, const char *dest, struct ow_error *err)
{
	static const char *const ours[] = {
		".", "..", LOCK_FILE, JOURNAL_NEW, NULL};
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	char quoted[200];
	int result = 0;

	if (!list)
		return disk_error(err, "list", dest);
	while (result == 0 && (e = readdir(list))) {
		size_t i = 0;
		while (ours[i] && strcmp(ours[i], e->d_name) != 0)
			i++;
		if (!ours[i])
			result = error_set(err, OW_CONFIG,
				"%s is no store, and not empty",
				error_quote(quoted, sizeof(quoted), dest,
					strlen(dest)));
	}
	closedir(list);
	return result;
}

static int commit_index(struct folder *f, struct ow_error *err)
{
	struct buf text = LINES_INIT;

	index_text(&f->index, &text);
	int result = text.over ? error_set(err, OW_IO, "too many parts")
			       : journal_write(f->dir, INDEX_FILE, &text, err);
	buf_clear(&text);
	return result < 0 ? -1 : journal_commit(f->dir, err);
}

static bool is_store(int dir)
{
	return faccessat(dir, INDEX_FILE, F_OK, 0) == 0 ||
	       faccessat(dir, JOURNAL_DONE, F_OK, 0) == 0;
}

/* The folder may be new: its own name is to be on the disk, too. */
static int sync_parent(int dir, struct ow_error *err)
{
	int parent = openat(dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (parent < 0)
		return disk_error(err, "open", "..");
	int result = disk_sync(parent, "..", err);
	close(parent);
	return result;
}

static int make_fresh(
	struct folder *f, const struct store_options *o, struct ow_error *err)
{
	if (check_fresh(f->dir, o->dest, err) < 0)
		return -1;
	int fd = openat(f->dir, LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return disk_error(err, "make", LOCK_FILE);
	close(fd);
	if (lock(f, o, true, err) < 0)
		return -1;
	if (is_store(f->dir))
		return 0; /* somebody else was faster */
	if (sync_parent(f->dir, err) < 0 || journal_recover(f->dir, err) < 0)
		return -1;
	f->index.grace = mem_copy(o->grace);
	return commit_index(f, err);
}

static int folder_init(const struct store_options *o, struct ow_error *err)
{
	struct folder *f = mem_zero(1, sizeof(*f));
	int result = -1;

	f->dir = f->lock = -1;
	if (mkdir(o->dest, 0777) < 0 && errno != EEXIST)
		disk_error(err, "make", o->dest);
	else if (open_dir(f, o, err) == 0)
		result = is_store(f->dir) ? 0 : make_fresh(f, o, err);
	folder_close(f);
	return result;
}

static const char *folder_grace(const void *self)
{
	const struct folder *f = self;

	return f->index.grace;
}

static int folder_names(void *self, struct map *names, struct ow_error *err)
{
	const struct folder *f = self;

	(void)err;
	for (size_t i = 0; i < f->index.parts.count; i++)
		map_put(names, f->index.parts.entries[i].key,
			f->index.parts.entries[i].key_len);
	return 0;
}

static char *file_of(char out[300], const char *part)
{
	snprintf(out, 300, "%s.jsonl.gz", part);
	return out;
}

static int damaged(struct ow_error *err, const char *part, const char *how)
{
	char file[300], quoted[300];

	file_of(file, part);
	return error_set(err, OW_INCOMPLETE, "%s %s",
		error_quote(quoted, sizeof(quoted), file, strlen(file)), how);
}

/* A file is a frame, so that zcat(1) gives what every program reads. */
static void frame(const char *part, const struct buf *lines, struct buf *out)
{
	struct record begin = {.kind = RECORD_BEGIN},
		      end = {.kind = RECORD_END};

	begin.begin = (struct begin){.program = "ow-store",
		.format = RECORD_FORMAT,
		.id = part,
		.from_s = TIME_NEVER,
		.till_s = TIME_NEVER};
	end.end = (struct end){part, (int64_t)lines_count(lines), 0};
	record_text(&begin, out);
	buf_add(out, lines->data, lines->len);
	record_text(&end, out);
}

/* What stands between the first line and the last one. */
static int unframe(const char *part, const struct buf *framed,
	struct buf *lines, struct ow_error *err)
{
	struct buf again = LINES_INIT;
	const char *text = framed->data ? framed->data : "";
	const char *first = strchr(text, '\n');
	size_t end = framed->len > 0 ? framed->len - 1 : 0;

	while (end > 0 && text[end - 1] != '\n')
		end--;
	if (first && text + end > first)
		buf_add(lines, first + 1, (size_t)(text + end - first - 1));
	frame(part, lines, &again);
	bool whole = lines_same(&again, framed);
	buf_clear(&again);
	return whole ? 0 : damaged(err, part, "is no whole frame");
}

static int unpack(const struct folder *f, const char *part, struct buf *packed,
	struct buf *lines, struct ow_error *err)
{
	const struct map_entry *e =
		map_find(&f->index.parts, part, strlen(part));
	const struct index_part *p = e->value;
	struct buf framed = LINES_INIT;
	int result = 0;

	if (gzip_unpack(packed, &framed) < 0)
		result = damaged(err, part, "is damaged or cut");
	else if (gzip_sum(&framed) != p->sum)
		result = damaged(err, part, "is not what was stored last");
	else
		result = unframe(part, &framed, lines, err);
	buf_clear(&framed);
	return result;
}

static int folder_read(
	void *self, const char *part, struct buf *lines, struct ow_error *err)
{
	struct folder *f = self;
	struct buf packed = LINES_INIT;
	char file[300];

	if (!map_find(&f->index.parts, part, strlen(part)))
		return 0;
	int result = journal_read(f->dir, file_of(file, part), &packed, err);
	if (result < 0 && errno == ENOENT)
		result = damaged(err, part, "is missing");
	else if (result == 0)
		result = unpack(f, part, &packed, lines, err);
	buf_clear(&packed);
	return result;
}

static int folder_put(void *self, const char *part, const struct buf *before,
	const struct buf *after, struct ow_error *err)
{
	struct folder *f = self;
	struct buf framed = LINES_INIT, packed = LINES_INIT;
	char file[300];
	int result = -1;

	(void)before;
	frame(part, after, &framed);
	gzip_pack(&framed, &packed);
	if (framed.over || packed.over)
		error_set(err, OW_IO, "part '%s' is too large", part);
	else
		result = journal_write(
			f->dir, file_of(file, part), &packed, err);
	index_put(&f->index, part, (int64_t)lines_count(after),
		gzip_sum(&framed));
	buf_clear(&framed);
	buf_clear(&packed);
	return result;
}

static int folder_commit(void *self, struct ow_error *err)
{
	return commit_index(self, err);
}

const struct store_ops store_folder = {
	.init = folder_init,
	.open = folder_open,
	.close = folder_close,
	.grace = folder_grace,
	.names = folder_names,
	.read = folder_read,
	.put = folder_put,
	.commit = folder_commit,
};
