/*
 * Statements and rows on a real server. database.bats gives its option file,
 * whose group [database] names the database; without one only that which
 * needs no server is checked.
 */
#include "ow/source/database.h"
#include "unit.h"

#define ROWS 20000 /* more than the library takes in at once */

static struct ow_error err;
static struct database *db;
static struct buf sql = BUF_INIT(100000);

static void run(const char *text)
{
	if (database_do(db, text, &err) < 0) {
		fprintf(stderr, "%s: %s\n", text, err.text);
		exit(1);
	}
}

static void fails(const char *text, enum ow_exit code, unsigned number)
{
	CHECK(database_do(db, text, &err) == -1);
	CHECK_INT(err.code, code);
	CHECK_INT(database_errno(db), number);
}

static const char *one(const char *query)
{
	static char text[1000];
	struct database_rows *rows = database_read(db, query, &err);
	struct database_row row;

	CHECK(rows && database_next(rows, &row, &err) == 1);
	CHECK_INT(row.count, 1);
	snprintf(text, sizeof(text), "%s", row.text[0] ? row.text[0] : "NULL");
	CHECK(database_next(rows, &row, &err) == 0);
	CHECK(database_next(rows, &row, &err) == 0);
	database_rows_free(rows);
	return text;
}

static void test_no_server(void)
{
	struct database_login login = {.no_option_files = true,
		.socket = "/nowhere/sock",
		.user = "u",
		.password = "geheim"};

	CHECK(!database_open(&login, &err));
	CHECK_INT(err.code, OW_AGAIN);
	CHECK(strstr(err.text, "/nowhere/sock") && !strstr(err.text, "geheim"));
	database_close(NULL);
	database_rows_free(NULL);
}

static void test_quote(void)
{
	static const char odd[] =
		"a'b\"c\\d\0e\n\r\x1a%_\xc3\xa9\xf0\x9f\x98\x80";
	static const char *const modes[] = {
		"", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES"};
	struct database_row row;

	for (size_t i = 0; i < 3; i++) {
		/* without backslashes nothing can stand for a NUL */
		size_t len = i == 1 ? strlen(odd) : sizeof(odd) - 1;
		buf_reset(&sql);
		buf_addf(&sql, "SET sql_mode = '%s'", modes[i]);
		run(sql.data);
		buf_reset(&sql);
		buf_add_text(&sql, "SELECT ");
		database_quote(db, &sql, odd, len);
		buf_add_text(&sql, ", ");
		database_quote(db, &sql, NULL, 0);
		buf_add_text(&sql, ", ");
		database_quote(db, &sql, "", 0);
		struct database_rows *rows = database_read(db, sql.data, &err);
		CHECK(rows && database_next(rows, &row, &err) == 1);
		CHECK_INT(row.count, 3);
		CHECK_INT(row.len[0], len);
		CHECK(memcmp(row.text[0], odd, len) == 0);
		CHECK(!row.text[1]);
		CHECK_TEXT(row.text[2], "");
		database_rows_free(rows);
	}
	run("SET sql_mode = DEFAULT");
}

static void test_write(void)
{
	run("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(4))"
	    " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
	run("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL)");
	CHECK_INT(database_affected(db), 3);
	CHECK_INT(database_errno(db), 0);
	run("UPDATE t SET v = 'x' WHERE id < 3");
	CHECK_INT(database_affected(db), 2);
	run("DELETE FROM t WHERE id = 3 LIMIT 10");
	CHECK_INT(database_affected(db), 1);
	run("SELECT * FROM t");
	CHECK_TEXT(one("SELECT COUNT(*) FROM t"), "2");
	fails("INSERT INTO t VALUES (1, 'a')", OW_IO, DATABASE_DUPLICATE_KEY);
	CHECK(strstr(err.text, "database error: 'Duplicate entry"));
	fails("INSERT INTO t VALUES (7, 'abcde')", OW_CONFIG, 1406);
	fails("INSERT INTO none VALUES (1)", OW_CONFIG, DATABASE_NO_TABLE);
	fails("SET TRANSACTION READ WRONG", OW_CONFIG, 1064);
	run("START TRANSACTION READ ONLY");
	fails("DELETE FROM t", OW_CONFIG, 1792);
	run("ROLLBACK");
	CHECK(!database_read(db, "SELECT nothing FROM t", &err));
	CHECK_INT(err.code, OW_CONFIG);
	CHECK(!database_stream(db, "SELECT nothing FROM t", &err));
}

/* A row that another connection has locked. */
static void test_locks(const struct database_login *login)
{
	struct database *other = database_open(login, &err);

	CHECK(other != NULL);
	run("SET SESSION innodb_lock_wait_timeout = 1");
	CHECK(database_do(other, "START TRANSACTION", &err) == 0);
	CHECK(database_do(other, "UPDATE t SET v = 'o' WHERE id = 1", &err) ==
		0);
	fails("UPDATE t SET v = 'p' WHERE id = 1", OW_AGAIN,
		DATABASE_LOCK_TIMEOUT);
	database_close(other);
	run("UPDATE t SET v = 'p' WHERE id = 1");
}

static void test_stream(void)
{
	struct database_rows *rows;
	struct database_row row;
	int more, n = 0;

	buf_reset(&sql);
	buf_addf(&sql, "SELECT seq, REPEAT('x', 100) FROM seq_1_to_%d", ROWS);
	rows = database_stream(db, sql.data, &err);
	CHECK(rows);
	while ((more = database_next(rows, &row, &err)) > 0) {
		CHECK_INT(strtol(row.text[0], NULL, 10), ++n);
		CHECK_INT(row.len[1], 100);
	}
	CHECK_INT(more, 0);
	CHECK_INT(n, ROWS);
	database_rows_free(rows);
	/* one that is left half way leaves the connection usable */
	rows = database_stream(db, sql.data, &err);
	CHECK(rows && database_next(rows, &row, &err) == 1);
	database_rows_free(rows);
	CHECK_TEXT(one("SELECT 5"), "5");
	rows = database_stream(db, "SELECT 1 FROM t WHERE id = 99", &err);
	CHECK(rows && database_next(rows, &row, &err) == 0);
	database_rows_free(rows);
}

/* Rows that were stored outlive all; the end of a stream is told from a loss.
 */
static void test_killed(const struct database_login *login)
{
	struct database *killer = database_open(login, &err);
	struct database_rows *stored = database_read(db, "SELECT 7", &err);
	struct database_rows *rows;
	struct database_row row;
	char kill[100];
	int more;

	snprintf(kill, sizeof(kill), "KILL %s", one("SELECT CONNECTION_ID()"));
	rows = database_stream(db,
		"SELECT a.seq, REPEAT('x', 1000) FROM seq_1_to_100000 AS a",
		&err);
	CHECK(killer && stored && rows);
	CHECK(database_next(rows, &row, &err) == 1);
	CHECK(database_do(killer, kill, &err) == 0);
	database_close(killer);
	while ((more = database_next(rows, &row, &err)) > 0)
		;
	CHECK_INT(more, -1);
	CHECK_INT(err.code, OW_AGAIN);
	CHECK(database_errno(db) != 0);
	database_rows_free(rows);
	/* it is not opened again unasked */
	CHECK(database_do(db, "SELECT 1", &err) == -1);
	CHECK_INT(err.code, OW_AGAIN);
	database_close(db);
	CHECK(database_next(stored, &row, &err) == 1);
	CHECK_TEXT(row.text[0], "7");
	database_rows_free(stored);
}

static void test_server(const char *option_file)
{
	struct database_login login = {
		.option_file = option_file, .group = "database"};

	db = database_open(&login, &err);
	if (!db) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	test_quote();
	test_write();
	test_locks(&login);
	test_stream();
	test_killed(&login);
}

int main(int argc, char **argv)
{
	test_no_server();
	if (argc > 1)
		test_server(argv[1]);
	buf_clear(&sql);
	return unit_done();
}
