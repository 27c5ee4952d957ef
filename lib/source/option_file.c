#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ow/source/option_file.h"

#define LINE_MAX_BYTES 4000
#define INCLUDE_DEPTH 10
#define PATH_BYTES 4096

#define SPACES " \t\r\n\v\f"

struct file_place {
	const char *path;
	unsigned line;
	int depth;
	bool in_group;
	const char *group; /* of the reader's; NULL: one that is not read */
};

static int read_file(const struct option_file_reader *r, const char *path,
	int depth, struct ow_error *err);

static int file_fault(
	struct ow_error *err, const char *path, unsigned line, const char *what)
{
	char quoted[256];

	error_quote(quoted, sizeof(quoted), path, strlen(path));
	if (line > 0)
		return error_set(err, OW_CONFIG, "option file %s, line %u: %s",
			quoted, line, what);
	return error_set(err, OW_CONFIG, "option file %s: %s", quoted, what);
}

/* Cuts the white space at the end of TEXT, and returns it. */
static char *trim(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && strchr(SPACES, text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

/* A '#' begins a comment also within a line, but not within quotes. */
static void cut_comment(char *text)
{
	char quote = '\0';

	for (; *text; text++) {
		if (quote && *text == '\\' && text[1])
			text++;
		else if (quote)
			quote = *text == quote ? '\0' : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
		else if (*text == '#') {
			*text = '\0';
			return;
		}
	}
}

static void resolve_escapes(char *text)
{
	static const char letters[] = "ntrbs\\\"'", meant[] = "\n\t\r\b \\\"'";
	char *out = text;

	for (; *text; text++) {
		const char *known = text[0] == '\\' && text[1]
					    ? strchr(letters, text[1])
					    : NULL;
		if (known)
			text++;
		*out++ = known ? meant[known - letters] : *text;
	}
	*out = '\0';
}

/* The value as it is meant: without white space, quotes and escapes. */
static char *value_of(char *text)
{
	text += strspn(text, SPACES);
	size_t len = strlen(trim(text));

	if (len >= 2 && (*text == '"' || *text == '\'') &&
		text[len - 1] == *text) {
		text[len - 1] = '\0';
		text++;
	}
	resolve_escapes(text);
	return text;
}

static const char *read_option(const struct option_file_reader *r,
	const struct file_place *at, char *text)
{
	char *value;

	if (!at->in_group)
		return "an option before any group";
	if (!at->group)
		return NULL;
	cut_comment(text);
	value = strchr(text, '=');
	if (value)
		*value++ = '\0';
	for (char *p = trim(text); *p; p++)
		if (*p == '_')
			*p = '-';
	return r->each(
		r->context, at->group, text, value ? value_of(value) : NULL);
}

static const char *read_group(
	const struct option_file_reader *r, struct file_place *at, char *name)
{
	char *end = strchr(name, ']');

	if (!end)
		return "a group without its ']'";
	*end = '\0';
	trim(name);
	at->in_group = true;
	at->group = NULL;
	for (size_t i = 0; r->groups[i]; i++)
		if (strcmp(r->groups[i], name) == 0)
			at->group = r->groups[i];
	return NULL;
}

static int is_option_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".cnf") == 0;
}

/* Only names in .cnf count, and the bytes of the names are their order. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_folder(const struct option_file_reader *r, const char *path,
	int depth, struct ow_error *err)
{
	struct dirent **entries;
	int result = 0;
	int count = scandir(path, &entries, is_option_file, by_name);

	if (count < 0)
		return file_fault(err, path, 0, strerror(errno));
	for (int i = 0; i < count; i++) {
		char file[PATH_BYTES];
		int n = snprintf(
			file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		if (result == 0 && n < PATH_BYTES)
			result = read_file(r, file, depth, err);
		free(entries[i]);
	}
	free(entries);
	return result;
}

static int read_include(const struct option_file_reader *r,
	const struct file_place *at, char *text, struct ow_error *err)
{
	size_t len = strcspn(text, SPACES);
	char *path = trim(text + len);

	path += strspn(path, SPACES);
	if (at->depth == INCLUDE_DEPTH)
		return file_fault(err, at->path, at->line,
			"too many files in each other");
	if (len == 8 && memcmp(text, "!include", len) == 0 && *path)
		return read_file(r, path, at->depth + 1, err);
	if (len == 11 && memcmp(text, "!includedir", len) == 0 && *path)
		return read_folder(r, path, at->depth + 1, err);
	return file_fault(err, at->path, at->line,
		"neither !include FILE nor !includedir FOLDER");
}

static int read_line(const struct option_file_reader *r, struct file_place *at,
	char *line, size_t len, struct ow_error *err)
{
	char *text = line + strspn(line, SPACES);
	const char *fault = NULL;

	if (len > LINE_MAX_BYTES)
		fault = "the line is too long";
	else if (strlen(line) != len)
		fault = "a NUL byte";
	else if (*text == '!')
		return read_include(r, at, text, err);
	else if (*text == '[')
		fault = read_group(r, at, text + 1);
	else if (*text && *text != '#' && *text != ';')
		fault = read_option(r, at, text);
	return fault ? file_fault(err, at->path, at->line, fault) : 0;
}

static int read_lines(const struct option_file_reader *r, FILE *f,
	const char *path, int depth, struct ow_error *err)
{
	struct file_place at = {.path = path, .depth = depth};
	int result = 0;
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	while (result == 0 && (len = getline(&line, &cap, f)) >= 0) {
		at.line++;
		result = read_line(r, &at, line, (size_t)len, err);
	}
	free(line);
	if (result == 0 && ferror(f))
		return file_fault(err, path, 0, strerror(errno));
	return result;
}

/* What others may write could send this program anywhere. */
static const char *unfit(FILE *f)
{
	struct stat st;

	if (fstat(fileno(f), &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "is not a regular file";
	if (st.st_mode & S_IWOTH)
		return "may be written by everybody";
	return NULL;
}

static int read_file(const struct option_file_reader *r, const char *path,
	int depth, struct ow_error *err)
{
	FILE *f = fopen(path, "r");

	if (!f)
		return file_fault(err, path, 0, strerror(errno));
	const char *fault = unfit(f);
	int result = fault ? file_fault(err, path, 0, fault)
			   : read_lines(r, f, path, depth, err);
	fclose(f);
	return result;
}

int option_file_read(const struct option_file_reader *r, const char *path,
	struct ow_error *err)
{
	return read_file(r, path, 0, err);
}

/* FOLDER/NAME if it can be read; 0 for one that is not there. */
static int read_if_there(const struct option_file_reader *r, const char *folder,
	const char *name, struct ow_error *err)
{
	char path[PATH_BYTES];

	if (!folder ||
		snprintf(path, sizeof(path), "%s/%s", folder, name) >=
			PATH_BYTES ||
		access(path, R_OK) < 0)
		return 0;
	return read_file(r, path, 0, err);
}

int option_file_read_usual(const struct option_file_reader *r,
	const char *extra, struct ow_error *err)
{
	const char *home = getenv("MARIADB_HOME");

	if (!home)
		home = getenv("MYSQL_HOME");
	if (read_if_there(r, "/etc", "my.cnf", err) < 0 ||
		read_if_there(r, "/etc/mysql", "my.cnf", err) < 0 ||
		read_if_there(r, home, "my.cnf", err) < 0)
		return -1;
	if (extra && read_file(r, extra, 0, err) < 0)
		return -1;
	return read_if_there(r, getenv("HOME"), ".my.cnf", err);
}
