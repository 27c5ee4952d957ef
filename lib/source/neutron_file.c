#include <errno.h>
#include <mysql.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ow/source/neutron_file.h"

#define LINE_MAX_BYTES 4000 /* the library cuts longer ones in two */

struct file_place {
	bool in_group;
	bool is_read; /* one whose options count */
};

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

static bool is_read_group(const char *name, size_t len)
{
	static const char *const groups[] = {"client", "client-server",
		"client-mariadb", NEUTRON_FILE_GROUP};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (strlen(groups[i]) == len &&
			memcmp(groups[i], name, len) == 0)
			return true;
	return false;
}

static bool is_named(const char *option, size_t len, const char *name)
{
	if (strlen(name) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (option[i] != name[i] &&
			!(option[i] == '_' && name[i] == '-'))
			return false;
	return true;
}

/*
 * MariaDB's library does not know the first two, and takes the others for
 * unset if there is no number: TLS would be off, unasked and unseen.
 */
static const char *tls_fault(const char *option)
{
#ifdef MARIADB_PACKAGE_VERSION
	static const char *const unknown[] = {"ssl", "ssl-mode"};
	static const char *const numbers[] = {"ssl-enforce", "tls-enforce",
		"ssl-verify-server-cert", "tls-verify-peer"};
	size_t len = strcspn(option, "= \t\r\n");
	const char *value = option + len;

	value += strspn(value, "= \t'\"");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		if (is_named(option, len, unknown[i]))
			return "ssl and ssl-mode would be ignored; use ssl-ca "
			       "and ssl-verify-server-cert=1";
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (is_named(option, len, numbers[i]) && *value != '0' &&
			*value != '1')
			return "this option takes 0 or 1, else it is ignored";
#endif
	return NULL;
}

/* What is wrong with the line, or NULL. */
static const char *line_fault(const char *line, struct file_place *at)
{
	const char *p = line + strspn(line, " \t\r\n");

	if (strlen(line) > LINE_MAX_BYTES)
		return "the line is too long";
	if (*p == '\0' || *p == '#' || *p == ';' || *p == '!')
		return NULL;
	if (*p == '[') {
		const char *end = strchr(p, ']');
		if (!end)
			return "a group without its ']'";
		at->in_group = true;
		at->is_read = is_read_group(p + 1, (size_t)(end - p - 1));
		return NULL;
	}
	if (!at->in_group)
		return "an option before any group";
	return at->is_read ? tls_fault(p) : NULL;
}

static int check_lines(FILE *f, const char *path, struct ow_error *err)
{
	struct file_place at = {false, false};
	const char *fault = NULL;
	unsigned line = 0;
	char *text = NULL;
	size_t cap = 0;

	while (!fault && getline(&text, &cap, f) >= 0) {
		line++;
		fault = line_fault(text, &at);
	}
	free(text);
	if (!fault && ferror(f))
		return file_fault(err, path, 0, strerror(errno));
	return fault ? file_fault(err, path, line, fault) : 0;
}

int neutron_file_check(const char *path, struct ow_error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return file_fault(err, path, 0, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return file_fault(err, path, 0, "is not a regular file");
	FILE *f = fopen(path, "r");
	if (!f)
		return file_fault(err, path, 0, strerror(errno));
	int result = check_lines(f, path, err);
	fclose(f);
	return result;
}
