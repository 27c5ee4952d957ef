/* URLs of databases, as SQLAlchemy reads them. */
#include "ow/source/database_login.h"
#include "unit.h"

static struct database_url url;
static struct ow_error err;

static const struct database_login *read_url(const char *text)
{
	database_url_clear(&url);
	CHECK(database_login_url(&url, text, &err) == 0);
	return &url.login;
}

static void refuses(const char *text, const char *message)
{
	struct database_url u;

	CHECK(database_login_url(&u, text, &err) == -1);
	CHECK_TEXT(err.text, message);
	CHECK_INT(err.code, OW_CONFIG);
}

static void test_whole(void)
{
	const struct database_login *l = read_url(
		"mysql+pymysql://neutron:s3cret@db.example.org:3307/neutron"
		"?charset=utf8");

	CHECK_TEXT(l->user, "neutron");
	CHECK_TEXT(l->password, "s3cret");
	CHECK_TEXT(l->host, "db.example.org");
	CHECK_INT(l->port, 3307);
	CHECK_TEXT(l->database, "neutron");
	CHECK(!l->socket && !l->ssl_ca && l->verify == 0);
}

static void test_parts_left_out(void)
{
	const struct database_login *l = read_url("mysql://");

	CHECK(!l->user && !l->password && !l->host && !l->database);
	CHECK_INT(l->port, 0);
	l = read_url("mariadb://h");
	CHECK_TEXT(l->host, "h");
	CHECK(!l->database);
	l = read_url("mysql://h:/");
	CHECK(!l->database && l->port == 0);
	l = read_url("mysql://u@/d?unix_socket=%2Frun%2Fs.sock");
	CHECK_TEXT(l->user, "u");
	CHECK(!l->password && !l->host);
	CHECK_TEXT(l->database, "d");
	CHECK_TEXT(l->socket, "/run/s.sock");
	CHECK_TEXT(read_url("mysql://u:@h/d")->password, "");
}

static void test_ipv6(void)
{
	const struct database_login *l = read_url("mysql://u:p@[fd00::1]/d");

	CHECK_TEXT(l->host, "fd00::1");
	CHECK_INT(l->port, 0);
	l = read_url("mysql://u:p@[fd00::1]:3306/d");
	CHECK_TEXT(l->host, "fd00::1");
	CHECK_INT(l->port, 3306);
}

static void test_odd_passwords(void)
{
	static const struct {
		const char *url, *password;
	} cases[] = {
		{"mysql://u:p%40ss%2fw%3A%25@h/d", "p@ss/w:%"},
		{"mysql://u:a+b@h/d", "a+b"},
		{"mysql://u:a@b@h/d", "a@b"},
		{"mysql://u:a/b?c@h/d", "a/b?c"},
		{"mysql://u:a:b@h/d", "a:b"},
		{"mysql://u:100%@h/d", "100%"},
		{"mysql://u:%zz%4@h/d", "%zz%4"},
		{"mysql://u:p@h/d?ssl_ca=/etc/a@b.pem", "p"},
		{"mysql://u:b%C3%BCch@h/d", "b\xc3\xbc"
					    "ch"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct database_login *l = read_url(cases[i].url);
		CHECK_TEXT(l->password, cases[i].password);
		CHECK_TEXT(l->host, "h");
		CHECK_TEXT(l->database, "d");
	}
}

static void test_tls(void)
{
	static const struct {
		const char *query;
		enum database_verify verify;
	} cases[] = {
		{"charset=utf8", DATABASE_VERIFY_AS_FILES},
		{"ssl_ca=/ca.pem", DATABASE_VERIFY},
		{"ssl_ca=/ca.pem&ssl_verify_identity=false",
			DATABASE_VERIFY_CA},
		{"ssl_ca=/ca.pem&ssl_check_hostname=0", DATABASE_VERIFY_CA},
		{"ssl_ca=/ca.pem&ssl_verify_cert=false", DATABASE_VERIFY_NONE},
		{"ssl_cert=/c&ssl_key=/k", DATABASE_VERIFY_AS_FILES},
		{"ssl_verify_cert=true", DATABASE_VERIFY},
		{"ssl_verify_cert=false", DATABASE_VERIFY_AS_FILES},
		{"ssl_verify_identity", DATABASE_VERIFY},
	};
	char text[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "mysql://h/d?%s", cases[i].query);
		CHECK_INT(read_url(text)->verify, cases[i].verify);
	}
	CHECK_TEXT(read_url("mysql://h/d?a=b&ssl_ca=/c%20a+%2b")->ssl_ca,
		"/c a +");
	CHECK_TEXT(
		read_url("mysql://h/?ssl_cert=/c&ssl_key=/k")->ssl_key, "/k");
}

static void test_way(void)
{
	CHECK(!read_url("mysql://localhost/d")->tcp);
	CHECK(read_url("mysql://localhost:3306/d")->tcp);
	CHECK(read_url("mysql+pymysql://localhost/d")->tcp);
	CHECK(!read_url("mysql+mysqldb://localhost/d")->tcp);
}

/* No message may show the URL, which holds the password. */
static void test_refused(void)
{
	char text[5000];

	refuses("sqlite:///geheim", "database URL: does not begin with "
				    "mysql://");
	refuses("mysqlx://u:geheim@h", "database URL: does not begin with "
				       "mysql://");
	refuses("geheim", "database URL: does not begin with mysql://");
	refuses("mysql://u:geheim@h:33o6/d", "database URL: the port is no "
					     "number");
	refuses("mysql://u:geheim@h:65536/d", "database URL: the port is no "
					      "number");
	refuses("mysql://u:geheim@[fd00::1/d", "database URL: a '[' without "
					       "its ']'");
	refuses("mysql://u:geheim%00@h/d", "database URL: a NUL byte in user "
					   "or password");
	refuses("mysql://u:geheim@h/d?ssl_mode=REQUIRED",
		"database URL: parameter 'ssl_mode' would be ignored");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	refuses(text, "database URL: is too long");
}

int main(void)
{
	test_whole();
	test_parts_left_out();
	test_ipv6();
	test_odd_passwords();
	test_tls();
	test_way();
	test_refused();
	database_url_clear(&url);
	return unit_done();
}
