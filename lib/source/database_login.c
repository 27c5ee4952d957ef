#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/source/database_login.h"

#define URL_MAX_BYTES 4096

static int url_fault(struct ow_error *err, const char *what)
{
	return error_set(err, OW_CONFIG, "database URL: %s", what);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = c ? strchr(digits, c | 0x20) : NULL;

	if (c >= '0' && c <= '9')
		return c - '0';
	return p && *p >= 'a' ? (int)(p - digits) : -1;
}

/* Resolves %HH in place; a '%' of anything else stands for itself. */
static int decode(char *text)
{
	char *out = text;

	for (; *text; text++) {
		int high = *text == '%' ? hex_digit(text[1]) : -1;
		int low = high >= 0 ? hex_digit(text[2]) : -1;
		if (low < 0) {
			*out++ = *text;
			continue;
		}
		if (high == 0 && low == 0)
			return -1;
		*out++ = (char)(high << 4 | low);
		text += 2;
	}
	*out = '\0';
	return 0;
}

/* Cuts *TEXT at the first of STOPS and returns what follows, or NULL. */
static char *cut(char *text, const char *stops)
{
	char *end = text + strcspn(text, stops);

	if (!*end)
		return NULL;
	*end = '\0';
	return end + 1;
}

/* NULL for an empty text: as if it was not there. */
static const char *given(const char *text)
{
	return text && *text ? text : NULL;
}

static int read_port(
	struct database_login *login, const char *text, struct ow_error *err)
{
	size_t digits = strspn(text, "0123456789");

	if (!*text)
		return 0;
	if (digits > 0 && digits < 6 && !text[digits])
		login->port = (unsigned)strtoul(text, NULL, 10);
	if (login->port == 0 || login->port > 65535)
		return url_fault(err, "the port is no number");
	return 0;
}

static int read_host(
	struct database_login *login, char *text, struct ow_error *err)
{
	char *port;

	if (*text == '[') {
		text++;
		port = cut(text, "]");
		if (!port || (*port && *port != ':'))
			return url_fault(err, "a '[' without its ']'");
		port = *port ? port + 1 : NULL;
	} else {
		port = cut(text, ":");
	}
	login->host = given(text);
	return port ? read_port(login, port, err) : 0;
}

/*
 * The '@' after the password: the last one before the path, for older
 * releases of SQLAlchemy take one within the password for what it is. The
 * password may hold '/' and '?' before its '@'.
 */
static char *end_of_user(char *text)
{
	char *at = strchr(text, '@');

	while (at) {
		char *next = at + 1 + strcspn(at + 1, "@/?");
		if (*next != '@')
			break;
		at = next;
	}
	return at;
}

static int read_user(
	struct database_login *login, char **text, struct ow_error *err)
{
	char *at = end_of_user(*text);

	if (!at)
		return 0;
	*at = '\0';
	char *password = cut(*text, ":");
	if (decode(*text) < 0 || (password && decode(password) < 0))
		return url_fault(err, "a NUL byte in user or password");
	login->user = given(*text);
	login->password = password;
	*text = at + 1;
	return 0;
}

static bool is_off(const char *value)
{
	static const char *const words[] = {"0", "false", "False", "no", "off"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(value, words[i]) == 0)
			return true;
	return false;
}

enum url_flag { FLAG_UNSET, FLAG_OFF, FLAG_ON };

struct url_parameters {
	struct database_login *login;
	enum url_flag certificate; /* is verified? */
	enum url_flag identity;    /* does it have to name the host? */
};

static int read_parameter(struct url_parameters *p, const char *name,
	const char *value, struct ow_error *err)
{
	const struct {
		const char *name;
		const char **text;
		enum url_flag *flag;
	} known[] = {
		{"unix_socket", &p->login->socket, NULL},
		{"ssl_ca", &p->login->ssl_ca, NULL},
		{"ssl_cert", &p->login->ssl_cert, NULL},
		{"ssl_key", &p->login->ssl_key, NULL},
		{"ssl_verify_cert", NULL, &p->certificate},
		{"ssl_verify_identity", NULL, &p->identity},
		{"ssl_check_hostname", NULL, &p->identity},
	};
	char quoted[64];

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].name, name) != 0)
			continue;
		if (known[i].text)
			*known[i].text = given(value);
		else if (known[i].flag)
			*known[i].flag = is_off(value) ? FLAG_OFF : FLAG_ON;
		return 0;
	}
	if (strncmp(name, "ssl", 3) != 0)
		return 0;
	error_quote(quoted, sizeof(quoted), name, strlen(name));
	return error_set(err, OW_CONFIG,
		"database URL: parameter %s would be ignored", quoted);
}

static enum database_verify verify_of(const struct url_parameters *p)
{
	const struct database_login *login = p->login;
	bool tls = login->ssl_ca || login->ssl_cert || login->ssl_key;

	if (tls && p->certificate == FLAG_OFF)
		return DATABASE_VERIFY_NONE;
	if (p->identity == FLAG_ON)
		return DATABASE_VERIFY;
	if (!login->ssl_ca && p->certificate != FLAG_ON)
		return DATABASE_VERIFY_AS_FILES;
	return p->identity == FLAG_OFF ? DATABASE_VERIFY_CA : DATABASE_VERIFY;
}

static int read_query(
	struct database_login *login, char *text, struct ow_error *err)
{
	struct url_parameters p = {login, FLAG_UNSET, FLAG_UNSET};

	for (char *c = text; *c; c++)
		if (*c == '+')
			*c = ' ';
	while (text) {
		char *next = cut(text, "&"), *value = cut(text, "=");
		if (decode(text) < 0 || (value && decode(value) < 0))
			return url_fault(err, "a NUL byte in a parameter");
		if (read_parameter(&p, text, value ? value : "", err) < 0)
			return -1;
		text = next;
	}
	login->verify = verify_of(&p);
	return 0;
}

/* What follows "mysql://", or NULL. */
static char *after_scheme(char *text)
{
	char *rest = strstr(text, "://");

	if (!rest)
		return NULL;
	size_t len = strcspn(text, "+:");
	if ((len == 5 && memcmp(text, "mysql", len) == 0) ||
		(len == 7 && memcmp(text, "mariadb", len) == 0))
		return rest + 3;
	return NULL;
}

static int read_url(
	struct database_login *login, char *text, struct ow_error *err)
{
	bool pymysql = strncmp(text, "mysql+pymysql:", 14) == 0;

	text = after_scheme(text);
	if (!text)
		return url_fault(err, "does not begin with mysql://");
	if (read_user(login, &text, err) < 0)
		return -1;
	char *query = cut(text, "?"), *name = cut(text, "/");
	if (name && decode(name) < 0)
		return url_fault(err, "a NUL byte in the database's name");
	login->database = given(name);
	if (read_host(login, text, err) < 0)
		return -1;
	login->tcp = pymysql || login->port;
	return query ? read_query(login, query, err) : 0;
}

int database_login_url(
	struct database_url *out, const char *url, struct ow_error *err)
{
	if (strlen(url) > URL_MAX_BYTES)
		return url_fault(err, "is too long");
	*out = (struct database_url){.text = mem_copy(url)};
	if (read_url(&out->login, out->text, err) == 0)
		return 0;
	database_url_clear(out);
	return -1;
}

void database_url_clear(struct database_url *u)
{
	free(u->text);
	*u = (struct database_url){.text = NULL};
}
