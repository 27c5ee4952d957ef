#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/mem.h"
#include "ow/source/neutron.h"
#include "ow/source/neutron_snapshot.h"

#define FOLDER_BYTES 4096

struct neutron_list {
	FILE *lines;
	char *line;
	size_t cap;
	int64_t read_us;
};

static int file_fault(struct ow_error *err)
{
	return error_set(err, OW_IO, "cannot keep the samples in a file: %s",
		strerror(errno));
}

static int keep(const struct neutron_list *list, const char *region,
	const struct neutron_address *a, struct ow_error *err)
{
	char *line = neutron_sample(a, list->read_us, region);
	char quoted[128];

	if (!line) {
		error_quote(quoted, sizeof(quoted), a->id, strlen(a->id));
		return error_set(err, OW_CONFIG,
			"floating IP %s is not in UTF-8", quoted);
	}
	int result = 0;
	if (fprintf(list->lines, "%s\n", line) < 0)
		result = file_fault(err);
	free(line);
	return result;
}

static int keep_all(struct neutron_list *list, const char *region,
	struct database_rows *rows, struct ow_error *err)
{
	struct neutron_address a;
	int more;

	while ((more = neutron_snapshot_next(rows, &a, err)) > 0)
		if (keep(list, region, &a, err) < 0)
			return -1;
	if (more == 0 && fseek(list->lines, 0, SEEK_SET) < 0)
		return file_fault(err);
	return more;
}

static int fill(struct neutron_list *list, struct database *db,
	const struct neutron_options *o, struct ow_error *err)
{
	struct database_rows *rows = neutron_snapshot_read(
		db, o->login.database, &list->read_us, err);

	if (!rows)
		return -1;
	int result = keep_all(list, o->region, rows, err);
	database_rows_free(rows);
	return result;
}

/*
 * Rows go to a file and not straight on: a reader that is slow would keep the
 * server's snapshot open until the server breaks the connection, and what
 * breaks half way can be read again only if nothing of it was told yet.
 */
static FILE *open_file(struct ow_error *err)
{
	const char *folder = getenv("TMPDIR");
	char path[FOLDER_BYTES];
	FILE *f = NULL;

	snprintf(path, sizeof(path), "%s/ow-fetch-fip.XXXXXX",
		folder && *folder ? folder : "/tmp");
	int fd = mkstemp(path);
	if (fd >= 0 && unlink(path) == 0)
		f = fdopen(fd, "w+");
	if (!f) {
		file_fault(err);
		if (fd >= 0)
			close(fd);
	}
	return f;
}

static struct neutron_list *read_once(
	const struct neutron_options *o, struct ow_error *err)
{
	struct database *db = database_open(&o->login, err);

	if (!db)
		return NULL;
	struct neutron_list *list = mem_zero(1, sizeof(*list));
	list->lines = open_file(err);
	if (!list->lines || fill(list, db, o, err) < 0) {
		neutron_free(list);
		list = NULL;
	}
	database_close(db);
	return list;
}

struct neutron_list *neutron_read(
	const struct neutron_options *o, struct ow_error *err)
{
	struct retry retry = o->retry;
	struct neutron_list *list;

	do
		list = read_once(o, err);
	while (!list && retry_after(&retry, err));
	return list;
}

void neutron_free(struct neutron_list *list)
{
	if (!list)
		return;
	if (list->lines)
		fclose(list->lines);
	free(list->line);
	free(list);
}

int64_t neutron_read_us(const struct neutron_list *list)
{
	return list->read_us;
}

int neutron_next(struct neutron_list *list, const char **line, size_t *len,
	struct ow_error *err)
{
	ssize_t n = getline(&list->line, &list->cap, list->lines);

	if (n < 0)
		return ferror(list->lines) ? file_fault(err) : 0;
	*line = list->line;
	*len = (size_t)n - 1;
	return 1;
}
