#include <mysql.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/source/neutron_db.h"
#include "ow/source/neutron_file.h"

struct neutron_db {
	MYSQL *mysql;
	unsigned long thread; /* the server's id of this connection */
};

struct neutron_rows {
	MYSQL_RES *result;
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
	{1049, OW_CONFIG},  /* unknown database */
	{1054, OW_CONFIG},  /* unknown column */
	{1064, OW_CONFIG},  /* a server too old for the statement */
	{1146, OW_CONFIG},  /* unknown table */
	{1251, OW_CONFIG},  /* a way to log in that the library lacks */
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

static int db_error(struct ow_error *err, MYSQL *m, const char *what)
{
	char quoted[400];
	const char *text = mysql_error(m);
	unsigned number = mysql_errno(m);

	error_quote(quoted, sizeof(quoted), text, strlen(text));
	return error_set(err, code_of(number), "%s: %s (error %u)", what,
		quoted, number);
}

static void set_options(MYSQL *m, const char *option_file)
{
	const unsigned connect_s = 10, read_s = 60, write_s = 60, off = 0;

	if (option_file)
		mysql_options(m, MYSQL_READ_DEFAULT_FILE, option_file);
	mysql_options(m, MYSQL_READ_DEFAULT_GROUP, NEUTRON_FILE_GROUP);
	mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &read_s);
	mysql_options(m, MYSQL_OPT_WRITE_TIMEOUT, &write_s);
	/* no server may ask for files of this machine */
	mysql_options(m, MYSQL_OPT_LOCAL_INFILE, &off);
}

/*
 * MariaDB's library goes on without TLS if the server offers none, even if an
 * option file sets ssl-ca or tls-enforce.
 */
static int check_tls(MYSQL *m, struct ow_error *err)
{
#ifdef MARIADB_PACKAGE_VERSION
	my_bool wanted = 0;

	mysql_get_option(m, MYSQL_OPT_SSL_ENFORCE, &wanted);
	if (wanted && !mysql_get_ssl_cipher(m))
		return error_set(err, OW_CONFIG,
			"the option file asks for TLS, and the database "
			"server offers none");
#endif
	return 0;
}

static MYSQL *connect_to(
	const char *option_file, const char *database, struct ow_error *err)
{
	MYSQL *m = mysql_init(NULL);

	if (!m) {
		error_set(err, OW_AGAIN, "out of memory");
		return NULL;
	}
	set_options(m, option_file);
	if (!mysql_real_connect(m, NULL, NULL, NULL, database, 0, NULL, 0) ||
		mysql_set_character_set(m, "utf8mb4") != 0)
		db_error(err, m, "cannot connect to the database");
	else if (check_tls(m, err) == 0)
		return m;
	mysql_close(m);
	return NULL;
}

struct neutron_db *neutron_db_open(
	const char *option_file, const char *database, struct ow_error *err)
{
	if (option_file && neutron_file_check(option_file, err) < 0)
		return NULL;
	MYSQL *m = connect_to(option_file, database, err);
	if (!m)
		return NULL;
	struct neutron_db *db = mem_zero(1, sizeof(*db));
	db->mysql = m;
	db->thread = mysql_thread_id(m);
	return db;
}

void neutron_db_close(struct neutron_db *db)
{
	if (!db)
		return;
	mysql_close(db->mysql);
	free(db);
}

int neutron_db_do(struct neutron_db *db, const char *sql, struct ow_error *err)
{
	if (mysql_query(db->mysql, sql) != 0)
		return db_error(err, db->mysql, "cannot read the database");
	return 0;
}

struct neutron_rows *neutron_db_read(
	struct neutron_db *db, const char *sql, struct ow_error *err)
{
	if (neutron_db_do(db, sql, err) < 0)
		return NULL;
	MYSQL_RES *result = mysql_store_result(db->mysql);
	if (!result) {
		db_error(err, db->mysql, "cannot read the database");
		return NULL;
	}
	/* `reconnect` in an option file: the snapshot went with the old one */
	if (mysql_thread_id(db->mysql) != db->thread) {
		mysql_free_result(result);
		error_set(err, OW_AGAIN, "the connection was lost");
		return NULL;
	}
	struct neutron_rows *rows = mem_zero(1, sizeof(*rows));
	rows->result = result;
	return rows;
}

const char *const *neutron_rows_next(struct neutron_rows *rows)
{
	return (const char *const *)mysql_fetch_row(rows->result);
}

void neutron_rows_free(struct neutron_rows *rows)
{
	if (!rows)
		return;
	mysql_free_result(rows->result);
	free(rows);
}
