#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "ow/base/mem.h"
#include "ow/source/neutron_conf.h"

#define LINE_MAX_BYTES 65536

struct conf {
	const char *path;
	unsigned line;
	bool in_database; /* within [database] */
	bool in_value;    /* the last assignment was that of the connection */
	char *connection; /* the last one; NULL: none yet */
	unsigned found;   /* its line */
};

static int conf_fault(struct ow_error *err, const struct conf *c, unsigned line,
	const char *what)
{
	char quoted[256];

	error_quote(quoted, sizeof(quoted), c->path, strlen(c->path));
	if (line > 0)
		return error_set(err, OW_CONFIG, "neutron.conf %s, line %u: %s",
			quoted, line, what);
	return error_set(err, OW_CONFIG, "neutron.conf %s: %s", quoted, what);
}

/* TEXT without the white space around it; its end is cut in place. */
static char *strip(char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	size_t len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

static void keep(struct conf *c, char *value)
{
	size_t len = strlen(value);

	if (len >= 2 && (*value == '"' || *value == '\'') &&
		value[len - 1] == *value) {
		value[len - 1] = '\0';
		value++;
	}
	free(c->connection);
	c->connection = mem_copy(value);
	c->found = c->line;
}

/* What is wrong with a line that has no white space at its end, or NULL. */
static const char *read_line(struct conf *c, char *text)
{
	if (*text == ' ' || *text == '\t')
		return c->in_value ? "the connection has to be on one line"
				   : NULL;
	c->in_value = false;
	if (*text == '\0' || *text == '#' || *text == ';')
		return NULL;
	if (*text == '[') {
		c->in_database = strcasecmp(text, "[database]") == 0;
		return NULL;
	}
	char *value = text + strcspn(text, "=:");
	if (*value == '\0')
		return "neither a group nor an option";
	*value++ = '\0';
	c->in_value = c->in_database && strcmp(strip(text), "connection") == 0;
	if (c->in_value)
		keep(c, strip(value));
	return NULL;
}

static int read_lines(struct conf *c, FILE *f, struct ow_error *err)
{
	const char *fault = NULL;
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	while (!fault && (len = getline(&line, &cap, f)) >= 0) {
		c->line++;
		while (len > 0 && isspace((unsigned char)line[len - 1]))
			line[--len] = '\0';
		fault = len > LINE_MAX_BYTES ? "the line is too long"
					     : read_line(c, line);
	}
	free(line);
	if (!fault && ferror(f))
		return conf_fault(err, c, 0, strerror(errno));
	return fault ? conf_fault(err, c, c->line, fault) : 0;
}

static int read_file(struct conf *c, struct ow_error *err)
{
	FILE *f = fopen(c->path, "r");
	struct stat st;
	int result;

	if (!f)
		return conf_fault(err, c, 0, strerror(errno));
	if (fstat(fileno(f), &st) < 0 || !S_ISREG(st.st_mode))
		result = conf_fault(err, c, 0, "is not a regular file");
	else
		result = read_lines(c, f, err);
	fclose(f);
	return result;
}

/*
 * oslo.config puts the value of another option for "$name" and "${name}", and
 * '$' for "$$" and "\$". -1 for another option: its value may be in any file.
 */
static int resolve_dollars(char *text)
{
	char *out = text;

	for (; *text; text++) {
		if ((text[0] == '$' || text[0] == '\\') && text[1] == '$')
			text++;
		else if (text[0] == '$' &&
			 (isalpha((unsigned char)text[1]) || text[1] == '_' ||
				 text[1] == '{'))
			return -1;
		*out++ = *text;
	}
	*out = '\0';
	return 0;
}

static int read_connection(
	struct database_url *out, struct conf *c, struct ow_error *err)
{
	struct ow_error why;

	if (!c->connection)
		return conf_fault(
			err, c, 0, "has no connection in its group [database]");
	if (resolve_dollars(c->connection) < 0)
		return conf_fault(err, c, c->found,
			"the connection names another option by a '$'");
	if (database_login_url(out, c->connection, &why) < 0)
		return conf_fault(err, c, c->found, why.text);
	return 0;
}

int neutron_conf_read(
	struct database_url *out, const char *path, struct ow_error *err)
{
	struct conf c = {.path = path};
	int result = read_file(&c, err);

	if (result == 0)
		result = read_connection(out, &c, err);
	free(c.connection);
	return result;
}
