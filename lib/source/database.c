#include <mysql.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ow/base/mem.h"
#include "ow/source/database.h"
#include "ow/source/database_options.h"

struct database {
	MYSQL *mysql;
	unsigned last_errno;
};

struct database_rows {
	MYSQL_RES *result;
	struct database *streamed_from; /* NULL: stored */
};

/* Numbers are those of MySQL and MariaDB alike; all others are OW_AGAIN. */
static const struct {
	unsigned number;
	enum ow_exit code;
} known[] = {
	{1044, OW_REFUSED}, /* no right to the database */
	{1045, OW_REFUSED}, /* wrong user or password */
	{1130, OW_REFUSED}, /* this host may not connect */
	{1142, OW_REFUSED}, /* no right to the table */
	{1143, OW_REFUSED}, /* no right to the column */
	{1227, OW_REFUSED}, /* a privilege is missing */
	{1698, OW_REFUSED}, /* no password was given */
	{1820, OW_REFUSED}, /* the password has to be changed first */
	{1862, OW_REFUSED}, /* the password has expired */
	{3118, OW_REFUSED}, /* the account is locked: MySQL */
	{4151, OW_REFUSED}, /* the account is locked: MariaDB */
	{1021, OW_IO},      /* the server's disk is full */
	{1062, OW_IO},      /* a duplicate key */
	{1114, OW_IO},      /* the table is full, or its disk */
	{1046, OW_CONFIG},  /* no database was named */
	{1049, OW_CONFIG},  /* unknown database */
	{1050, OW_CONFIG},  /* the table is there already */
	{1054, OW_CONFIG},  /* unknown column */
	{1064, OW_CONFIG},  /* a server too old for the statement */
	{1146, OW_CONFIG},  /* unknown table */
	{1153, OW_CONFIG},  /* longer than max_allowed_packet */
	{1193, OW_CONFIG},  /* unknown system variable */
	{1251, OW_CONFIG},  /* a way to log in that the library lacks */
	{1290, OW_CONFIG},  /* a read-only server, such as a replica */
	{1366, OW_CONFIG},  /* a text that the column cannot hold */
	{1406, OW_CONFIG},  /* one that is too long for it */
	{1792, OW_CONFIG},  /* a read-only transaction */
	{1836, OW_CONFIG},  /* a read-only server: MySQL */
	{2019, OW_CONFIG},  /* character set */
	{2026, OW_CONFIG},  /* TLS: certificate, cipher, version */
	{2047, OW_CONFIG},  /* protocol */
	{2059, OW_CONFIG},  /* a plugin that the library lacks */
};

static enum ow_exit code_of(unsigned number)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].number == number)
			return known[i].code;
	return OW_AGAIN;
}

static int library_error(struct ow_error *err, MYSQL *m, const char *what)
{
	char quoted[400];
	const char *text = mysql_error(m);
	unsigned number = mysql_errno(m);

	error_quote(quoted, sizeof(quoted), text, strlen(text));
	return error_set(err, code_of(number), "%s: %s (error %u)", what,
		quoted, number);
}

static int statement_error(struct database *db, struct ow_error *err)
{
	db->last_errno = mysql_errno(db->mysql);
	return library_error(err, db->mysql, "database error");
}

static int set_protocol(MYSQL *m, const char *name, struct ow_error *err)
{
	unsigned protocol;

	if (!name)
		return 0;
	if (strcasecmp(name, "tcp") == 0)
		protocol = MYSQL_PROTOCOL_TCP;
	else if (strcasecmp(name, "socket") == 0)
		protocol = MYSQL_PROTOCOL_SOCKET;
	else
		return error_set(err, OW_CONFIG,
			"the option file's protocol is neither tcp nor socket");
	mysql_options(m, MYSQL_OPT_PROTOCOL, &protocol);
	return 0;
}

static void set_limits(MYSQL *m, const struct database_options *o)
{
	const unsigned connect_s = o->connect_s ? o->connect_s : 10;
	const unsigned read_s = o->read_s ? o->read_s : 60;
	const unsigned write_s = 60, off = 0;

	mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &read_s);
	mysql_options(m, MYSQL_OPT_WRITE_TIMEOUT, &write_s);
	/* no server may ask for files of this machine */
	mysql_options(m, MYSQL_OPT_LOCAL_INFILE, &off);
}

static void set_texts(MYSQL *m, const struct database_options *o)
{
	static const struct {
		enum database_option from;
		enum mysql_option to;
	} texts[] = {
		{DATABASE_INIT_COMMAND, MYSQL_INIT_COMMAND},
		{DATABASE_BIND_ADDRESS, MYSQL_OPT_BIND},
		{DATABASE_PLUGIN_DIR, MYSQL_PLUGIN_DIR},
		{DATABASE_DEFAULT_AUTH, MYSQL_DEFAULT_AUTH},
		{DATABASE_SSL_CA, MYSQL_OPT_SSL_CA},
		{DATABASE_SSL_CAPATH, MYSQL_OPT_SSL_CAPATH},
		{DATABASE_SSL_CERT, MYSQL_OPT_SSL_CERT},
		{DATABASE_SSL_KEY, MYSQL_OPT_SSL_KEY},
		{DATABASE_SSL_CIPHER, MYSQL_OPT_SSL_CIPHER},
		{DATABASE_SSL_CRL, MYSQL_OPT_SSL_CRL},
		{DATABASE_SSL_CRLPATH, MYSQL_OPT_SSL_CRLPATH},
		{DATABASE_TLS_VERSION, MYSQL_OPT_TLS_VERSION},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (o->text[texts[i].from] &&
			(texts[i].from < DATABASE_SSL_CA ||
				o->tls > DATABASE_TLS_OFF))
			mysql_options(m, texts[i].to, o->text[texts[i].from]);
}

/*
 * MariaDB's library verifies a certificate if it was given a CA, and the name
 * in it if told to; since 3.4, told not to, it verifies nothing at all.
 * MySQL's has one option for all.
 */
static void set_tls(MYSQL *m, enum database_tls tls)
{
#ifdef MARIADB_PACKAGE_VERSION
	my_bool enforce = tls > DATABASE_TLS_OFF;
	my_bool verify = tls == DATABASE_TLS_IDENTITY;

	mysql_options(m, MYSQL_OPT_SSL_ENFORCE, &enforce);
	if (tls != DATABASE_TLS_CA)
		mysql_options(m, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
#else
	static const unsigned modes[] = {
		[DATABASE_TLS_UNSET] = SSL_MODE_PREFERRED,
		[DATABASE_TLS_OFF] = SSL_MODE_DISABLED,
		[DATABASE_TLS_ON] = SSL_MODE_REQUIRED,
		[DATABASE_TLS_CA] = SSL_MODE_VERIFY_CA,
		[DATABASE_TLS_IDENTITY] = SSL_MODE_VERIFY_IDENTITY,
	};

	mysql_options(m, MYSQL_OPT_SSL_MODE, &modes[tls]);
#endif
}

/* MariaDB's library goes on without TLS if the server offers none. */
static int check_tls(MYSQL *m, enum database_tls tls, struct ow_error *err)
{
	if (tls <= DATABASE_TLS_OFF || mysql_get_ssl_cipher(m))
		return 0;
	return error_set(err, OW_CONFIG,
		"TLS is asked for, and the database server offers none");
}

static int connect_to(
	MYSQL *m, const struct database_options *o, struct ow_error *err)
{
	char *const *text = o->text;

	set_limits(m, o);
	set_texts(m, o);
	set_tls(m, o->tls);
	if (set_protocol(m, text[DATABASE_PROTOCOL], err) < 0)
		return -1;
	if (!mysql_real_connect(m, text[DATABASE_HOST], text[DATABASE_USER],
		    text[DATABASE_PASSWORD], text[DATABASE_NAME], o->port,
		    text[DATABASE_SOCKET], 0) ||
		mysql_set_character_set(m, "utf8mb4") != 0)
		return library_error(err, m, "cannot connect to the database");
	return check_tls(m, o->tls, err);
}

static MYSQL *connect_with(
	const struct database_options *o, struct ow_error *err)
{
	MYSQL *m = mysql_init(NULL);

	if (!m)
		error_set(err, OW_AGAIN, "out of memory");
	else if (connect_to(m, o, err) < 0) {
		mysql_close(m);
		m = NULL;
	}
	return m;
}

struct database *database_open(
	const struct database_login *login, struct ow_error *err)
{
	struct database_options o;
	MYSQL *m = NULL;

	if (database_options_read(&o, login, err) == 0)
		m = connect_with(&o, err);
	database_options_clear(&o);
	if (!m)
		return NULL;
	struct database *db = mem_zero(1, sizeof(*db));
	db->mysql = m;
	return db;
}

void database_close(struct database *db)
{
	if (!db)
		return;
	mysql_close(db->mysql);
	free(db);
}

int database_do(struct database *db, const char *sql, struct ow_error *err)
{
	if (mysql_query(db->mysql, sql) != 0)
		return statement_error(db, err);
	if (mysql_field_count(db->mysql) == 0)
		return 0;
	MYSQL_RES *result = mysql_store_result(db->mysql);
	if (!result)
		return statement_error(db, err);
	mysql_free_result(result);
	return 0;
}

int64_t database_affected(const struct database *db)
{
	return (int64_t)mysql_affected_rows(db->mysql);
}

unsigned database_errno(const struct database *db)
{
	return db->last_errno;
}

static struct database_rows *query(
	struct database *db, const char *sql, bool stream, struct ow_error *err)
{
	MYSQL_RES *result = NULL;

	if (mysql_query(db->mysql, sql) == 0)
		result = stream ? mysql_use_result(db->mysql)
				: mysql_store_result(db->mysql);
	if (!result) {
		statement_error(db, err);
		return NULL;
	}
	struct database_rows *rows = mem_zero(1, sizeof(*rows));
	rows->result = result;
	rows->streamed_from = stream ? db : NULL;
	return rows;
}

struct database_rows *database_read(
	struct database *db, const char *sql, struct ow_error *err)
{
	return query(db, sql, false, err);
}

struct database_rows *database_stream(
	struct database *db, const char *sql, struct ow_error *err)
{
	return query(db, sql, true, err);
}

int database_next(struct database_rows *rows, struct database_row *out,
	struct ow_error *err)
{
	struct database *db = rows->streamed_from;

	out->text = (const char *const *)mysql_fetch_row(rows->result);
	if (!out->text)
		return db && mysql_errno(db->mysql) != 0
			       ? statement_error(db, err)
			       : 0;
	out->len = mysql_fetch_lengths(rows->result);
	out->count = mysql_num_fields(rows->result);
	return 1;
}

void database_rows_free(struct database_rows *rows)
{
	if (!rows)
		return;
	mysql_free_result(rows->result);
	free(rows);
}

void database_quote(
	struct database *db, struct buf *out, const char *text, size_t len)
{
	if (!text) {
		buf_add_text(out, "NULL");
		return;
	}
	char *escaped = mem_zero(2 * len + 1, 1);
	unsigned long n =
		mysql_real_escape_string(db->mysql, escaped, text, len);
	buf_add_text(out, "'");
	buf_add(out, escaped, n);
	buf_add_text(out, "'");
	free(escaped);
}
