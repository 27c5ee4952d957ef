#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ow/store/disk.h"
#include "ow/store/journal.h"

/* The folder of that name in DIR, or -1. */
static int open_folder(int dir, const char *name)
{
	return openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Calls EACH with every name in the folder FD, which is closed. */
static int each_name(int fd, const char *folder,
	int (*each)(int fd, const char *name, int dir, struct ow_error *err),
	int dir, struct ow_error *err)
{
	DIR *list = fdopendir(fd);
	struct dirent *e;
	int result = 0;

	if (!list) {
		disk_error(err, "list", folder);
		close(fd);
		return -1;
	}
	while (result == 0 && (errno = 0, e = readdir(list))) {
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			result = each(dirfd(list), e->d_name, dir, err);
	}
	if (result == 0 && errno != 0)
		result = disk_error(err, "list", folder);
	closedir(list);
	return result;
}

static int move(int fd, const char *name, int dir, struct ow_error *err)
{
	return renameat(fd, name, dir, name) < 0 ? disk_error(err, "move", name)
						 : 0;
}

static int drop(int fd, const char *name, int dir, struct ow_error *err)
{
	(void)dir;
	return unlinkat(fd, name, 0) < 0 ? disk_error(err, "remove", name) : 0;
}

/* Does what is to be done with all files of the folder, and removes it. */
static int empty(int dir, const char *folder,
	int (*each)(int fd, const char *name, int dir, struct ow_error *err),
	struct ow_error *err)
{
	int fd = open_folder(dir, folder);

	if (fd < 0)
		return errno == ENOENT ? 0 : disk_error(err, "open", folder);
	if (each_name(fd, folder, each, dir, err) < 0)
		return -1;
	/* The files are in their places before the folder goes. */
	if (disk_sync(dir, folder, err) < 0)
		return -1;
	if (unlinkat(dir, folder, AT_REMOVEDIR) < 0)
		return disk_error(err, "remove", folder);
	return disk_sync(dir, folder, err);
}

int journal_recover(int dir, struct ow_error *err)
{
	if (empty(dir, JOURNAL_DONE, move, err) < 0)
		return -1;
	return empty(dir, JOURNAL_NEW, drop, err);
}

int journal_write(int dir, const char *name, const struct buf *bytes,
	struct ow_error *err)
{
	if (mkdirat(dir, JOURNAL_NEW, 0777) < 0 && errno != EEXIST)
		return disk_error(err, "make", JOURNAL_NEW);
	int fd = open_folder(dir, JOURNAL_NEW);
	if (fd < 0)
		return disk_error(err, "open", JOURNAL_NEW);
	int result = disk_write(fd, name, bytes, err);
	close(fd);
	return result;
}

static int sync_new(int dir, struct ow_error *err)
{
	int fd = open_folder(dir, JOURNAL_NEW);

	if (fd < 0)
		return disk_error(err, "open", JOURNAL_NEW);
	int result = disk_sync(fd, JOURNAL_NEW, err);
	close(fd);
	return result;
}

int journal_commit(int dir, struct ow_error *err)
{
	if (sync_new(dir, err) < 0)
		return -1;
	if (renameat(dir, JOURNAL_NEW, dir, JOURNAL_DONE) < 0)
		return disk_error(err, "commit", JOURNAL_NEW);
	if (disk_sync(dir, JOURNAL_DONE, err) < 0)
		return -1;
	return empty(dir, JOURNAL_DONE, move, err);
}

int journal_read(
	int dir, const char *name, struct buf *out, struct ow_error *err)
{
	char path[300];

	snprintf(path, sizeof(path), JOURNAL_DONE "/%s", name);
	bool moved = faccessat(dir, path, F_OK, 0) < 0 && errno == ENOENT;
	return disk_read(dir, moved ? name : path, out, err);
}
