#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ow/base/mem.h"
#include "ow/source/database_options.h"
#include "ow/source/option_file.h"

static const char *const names[DATABASE_OPTIONS] = {
	[DATABASE_HOST] = "host",
	[DATABASE_SOCKET] = "socket",
	[DATABASE_USER] = "user",
	[DATABASE_PASSWORD] = "password",
	[DATABASE_NAME] = "database",
	[DATABASE_PROTOCOL] = "protocol",
	[DATABASE_INIT_COMMAND] = "init-command",
	[DATABASE_BIND_ADDRESS] = "bind-address",
	[DATABASE_PLUGIN_DIR] = "plugin-dir",
	[DATABASE_DEFAULT_AUTH] = "default-auth",
	[DATABASE_SSL_CA] = "ssl-ca",
	[DATABASE_SSL_CAPATH] = "ssl-capath",
	[DATABASE_SSL_CERT] = "ssl-cert",
	[DATABASE_SSL_KEY] = "ssl-key",
	[DATABASE_SSL_CIPHER] = "ssl-cipher",
	[DATABASE_SSL_CRL] = "ssl-crl",
	[DATABASE_SSL_CRLPATH] = "ssl-crlpath",
	[DATABASE_TLS_VERSION] = "tls-version",
};

struct options_reading {
	struct database_options *out;
	const char *own_group; /* where every option has to be known */
};

static void drop(struct database_options *o, enum database_option which)
{
	free(o->text[which]);
	o->text[which] = NULL;
}

static void put(struct database_options *o, enum database_option which,
	const char *value)
{
	if (!value)
		return;
	drop(o, which);
	o->text[which] = mem_copy(value);
}

/* MySQL's way to say all about TLS. */
static const char *put_mode(struct database_options *o, const char *value)
{
	static const struct {
		const char *name;
		enum database_tls tls;
	} modes[] = {
		{"DISABLED", DATABASE_TLS_OFF},
		{"PREFERRED", DATABASE_TLS_UNSET},
		{"REQUIRED", DATABASE_TLS_ON},
		{"VERIFY_CA", DATABASE_TLS_CA},
		{"VERIFY_IDENTITY", DATABASE_TLS_IDENTITY},
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (value && strcmp(modes[i].name, value) == 0) {
			o->tls = modes[i].tls;
			return NULL;
		}
	return "ssl-mode takes DISABLED, PREFERRED, REQUIRED, VERIFY_CA or "
	       "VERIFY_IDENTITY";
}

/* MariaDB's way: flags, each on if it has no value. */
static const char *put_flag(
	struct database_options *o, enum database_tls tls, const char *value)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = {{"1", true}, {"on", true}, {"true", true}, {"0", false},
		{"off", false}, {"false", false}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (value && strcasecmp(words[i].word, value) != 0)
			continue;
		if (words[i].on && o->tls < tls)
			o->tls = tls;
		if (!words[i].on && tls == DATABASE_TLS_ON)
			o->tls = DATABASE_TLS_OFF;
		else if (!words[i].on && o->tls == tls)
			o->tls = DATABASE_TLS_UNSET;
		return NULL;
	}
	return "this option takes 0 or 1";
}

static const char *put_tls(struct database_options *o, const char *name,
	const char *value, bool *known)
{
	static const struct {
		const char *name;
		enum database_tls tls;
	} flags[] = {
		{"ssl", DATABASE_TLS_ON},
		{"ssl-enforce", DATABASE_TLS_ON},
		{"tls-enforce", DATABASE_TLS_ON},
		{"ssl-verify-server-cert", DATABASE_TLS_IDENTITY},
		{"tls-verify-peer", DATABASE_TLS_IDENTITY},
	};

	*known = true;
	if (strcmp(name, "ssl-mode") == 0)
		return put_mode(o, value);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i].name, name) == 0)
			return put_flag(o, flags[i].tls, value);
	*known = false;
	return NULL;
}

static const char *put_number(struct database_options *o, const char *name,
	const char *value, bool *known)
{
	const struct {
		const char *name;
		unsigned *to;
	} numbers[] = {
		{"port", &o->port},
		{"connect-timeout", &o->connect_s},
		{"read-timeout", &o->read_s},
	};

	*known = false;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strcmp(numbers[i].name, name) != 0)
			continue;
		*known = true;
		size_t digits = value ? strspn(value, "0123456789") : 0;
		unsigned long n = digits > 0 && digits < 6 && !value[digits]
					  ? strtoul(value, NULL, 10)
					  : 0;
		if (n < 1 || n > 65535)
			return "this option takes 1 to 65535";
		*numbers[i].to = (unsigned)n;
	}
	return NULL;
}

static const char *put_named(struct database_options *o, const char *name,
	const char *value, bool *known)
{
	*known = true;
	for (int i = 0; i < DATABASE_OPTIONS; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		put(o, i, value);
		return value ? NULL : "this option needs a value";
	}
	const char *fault = put_number(o, name, value, known);
	return *known ? fault : put_tls(o, name, value, known);
}

/* Programs of MySQL know more options than this: in [client] they may stand. */
static const char *put_option(
	void *context, const char *group, const char *name, const char *value)
{
	struct options_reading *r = context;
	bool known;
	const char *fault = put_named(r->out, name, value, &known);

	if (!known && r->own_group && strcmp(group, r->own_group) == 0)
		return "this program knows no such option";
	return fault;
}

static int read_files(struct database_options *out,
	const struct database_login *login, struct ow_error *err)
{
	const char *const groups[] = {"client", "client-server",
		"client-mariadb", login->group, NULL};
	struct options_reading reading = {out, login->group};
	struct option_file_reader r = {groups, put_option, &reading};

	if (login->no_option_files)
		return 0;
	if (login->option_file)
		return option_file_read(&r, login->option_file, err);
	return option_file_read_usual(&r, login->extra_file, err);
}

/*
 * The library takes a socket only for localhost; and a protocol from an option
 * file must not turn another host into this one.
 */
static void put_place(
	struct database_options *o, const struct database_login *login)
{
	bool remote = login->host && strcmp(login->host, "localhost") != 0;

	put(o, DATABASE_HOST, login->socket ? "localhost" : login->host);
	put(o, DATABASE_SOCKET, login->socket);
	if (login->socket)
		put(o, DATABASE_PROTOCOL, "socket");
	else if (login->tcp || remote)
		put(o, DATABASE_PROTOCOL, "tcp");
	if (login->port)
		o->port = login->port;
}

static void put_login(
	struct database_options *o, const struct database_login *login)
{
	static const enum database_tls of_verify[] = {
		[DATABASE_VERIFY] = DATABASE_TLS_IDENTITY,
		[DATABASE_VERIFY_CA] = DATABASE_TLS_CA,
		[DATABASE_VERIFY_NONE] = DATABASE_TLS_ON,
	};

	put_place(o, login);
	put(o, DATABASE_USER, login->user);
	put(o, DATABASE_PASSWORD, login->password);
	put(o, DATABASE_NAME, login->database);
	put(o, DATABASE_SSL_CA, login->ssl_ca);
	put(o, DATABASE_SSL_CERT, login->ssl_cert);
	put(o, DATABASE_SSL_KEY, login->ssl_key);
	if (login->verify != DATABASE_VERIFY_AS_FILES)
		o->tls = of_verify[login->verify];
	if (login->verify == DATABASE_VERIFY_NONE) {
		drop(o, DATABASE_SSL_CA);
		drop(o, DATABASE_SSL_CAPATH);
	}
}

/*
 * Who names a CA wants it asked, and who names anything about TLS wants TLS,
 * whatever the server offers.
 */
static int check_tls(struct database_options *o, struct ow_error *err)
{
	bool ca = o->text[DATABASE_SSL_CA] || o->text[DATABASE_SSL_CAPATH];

	if (ca && (o->tls == DATABASE_TLS_UNSET || o->tls == DATABASE_TLS_ON))
		o->tls = DATABASE_TLS_CA;
	for (int i = DATABASE_SSL_CA; i <= DATABASE_TLS_VERSION; i++)
		if (o->tls == DATABASE_TLS_UNSET && o->text[i])
			o->tls = DATABASE_TLS_ON;
	if (o->tls == DATABASE_TLS_CA && !ca)
		return error_set(err, OW_CONFIG,
			"ssl-mode=VERIFY_CA asks for ssl-ca or ssl-capath");
	return 0;
}

int database_options_read(struct database_options *out,
	const struct database_login *login, struct ow_error *err)
{
	*out = (struct database_options){.port = 0};
	if (read_files(out, login, err) < 0)
		return -1;
	put_login(out, login);
	return check_tls(out, err);
}

void database_options_clear(struct database_options *o)
{
	for (int i = 0; i < DATABASE_OPTIONS; i++)
		free(o->text[i]);
	*o = (struct database_options){.port = 0};
}
