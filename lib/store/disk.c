#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ow/store/disk.h"

#define CHUNK (64u << 10)

int disk_error(struct ow_error *err, const char *what, const char *name)
{
	int why = errno;
	char quoted[200];

	error_set(err, OW_IO, "cannot %s %s: %s", what,
		error_quote(quoted, sizeof(quoted), name, strlen(name)),
		strerror(why));
	errno = why;
	return -1;
}

/* 0 or errno */
static int read_all(int fd, struct buf *out)
{
	char chunk[CHUNK];
	ssize_t n;

	do {
		n = read(fd, chunk, sizeof(chunk));
		if (n > 0)
			buf_add(out, chunk, (size_t)n);
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return errno;
	return out->over ? EFBIG : 0;
}

int disk_read(int dir, const char *name, struct buf *out, struct ow_error *err)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return disk_error(err, "open", name);
	int why = read_all(fd, out);
	close(fd);
	errno = why;
	return why ? disk_error(err, "read", name) : 0;
}

/* 0 or errno */
static int write_all(int fd, const struct buf *bytes)
{
	for (size_t at = 0; at < bytes->len;) {
		ssize_t n = write(fd, bytes->data + at, bytes->len - at);
		if (n < 0 && errno != EINTR)
			return errno;
		at += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) < 0 ? errno : 0;
}

int disk_write(int dir, const char *name, const struct buf *bytes,
	struct ow_error *err)
{
	int fd = openat(
		dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		return disk_error(err, "make", name);
	int why = write_all(fd, bytes);
	if (close(fd) < 0 && why == 0)
		why = errno;
	errno = why;
	return why ? disk_error(err, "write", name) : 0;
}

int disk_sync(int dir, const char *name, struct ow_error *err)
{
	/* not every file system can, and those that cannot need not */
	if (fsync(dir) < 0 && errno != EINVAL)
		return disk_error(err, "sync", name);
	return 0;
}
