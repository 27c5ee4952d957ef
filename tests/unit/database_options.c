/* What option files and a login together make of a connection. */
#include <unistd.h>

#include "ow/source/database_options.h"
#include "unit.h"

static char path[] = "/tmp/ow-unit-XXXXXX";
static struct database_options got;
static struct ow_error err;

/* Reads LINES in [client] together with LOGIN. */
static int read_lines(struct database_login login, const char *lines)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fprintf(f, "[client]\n%s\n", lines) > 0 && fclose(f) == 0);
	login.option_file = path;
	database_options_clear(&got);
	return database_options_read(&got, &login, &err);
}

static void test_tls_of_files(void)
{
	static const struct {
		const char *lines;
		enum database_tls tls;
	} cases[] = {
		{"", DATABASE_TLS_UNSET},
		{"ssl-mode=PREFERRED", DATABASE_TLS_UNSET},
		{"ssl-mode=DISABLED\nssl-ca=/a", DATABASE_TLS_OFF},
		{"ssl=0\nssl-ca=/a", DATABASE_TLS_OFF},
		{"ssl", DATABASE_TLS_ON},
		{"ssl=TRUE", DATABASE_TLS_ON},
		{"tls_enforce=1", DATABASE_TLS_ON},
		{"ssl-key=/a", DATABASE_TLS_ON},
		{"tls-version=TLSv1.3", DATABASE_TLS_ON},
		{"ssl-ca=/a", DATABASE_TLS_CA},
		{"ssl-capath=/a", DATABASE_TLS_CA},
		{"ssl\nssl-ca=/a", DATABASE_TLS_CA},
		{"ssl-ca=/a\nssl-mode=REQUIRED", DATABASE_TLS_CA},
		{"ssl-mode=VERIFY_CA\nssl-ca=/a", DATABASE_TLS_CA},
		{"ssl-verify-server-cert", DATABASE_TLS_IDENTITY},
		{"ssl-verify-server-cert=1\nssl=1", DATABASE_TLS_IDENTITY},
		{"ssl-mode=VERIFY_IDENTITY\nssl-ca=/a", DATABASE_TLS_IDENTITY},
		{"ssl-verify-server-cert\nssl-verify-server-cert=0",
			DATABASE_TLS_UNSET},
		{"ssl-ca=/a\nssl-verify-server-cert=off", DATABASE_TLS_CA},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(read_lines((struct database_login){.port = 0},
			      cases[i].lines) == 0);
		CHECK_INT(got.tls, cases[i].tls);
	}
}

static void test_tls_of_login(void)
{
	struct database_login login = {.verify = DATABASE_VERIFY};

	CHECK(read_lines(login, "ssl=0") == 0);
	CHECK_INT(got.tls, DATABASE_TLS_IDENTITY);
	login = (struct database_login){.ssl_ca = "/b"};
	CHECK(read_lines(login, "ssl-ca=/a") == 0);
	CHECK_TEXT(got.text[DATABASE_SSL_CA], "/b");
	CHECK_INT(got.tls, DATABASE_TLS_CA);
	login.verify = DATABASE_VERIFY_NONE;
	CHECK(read_lines(login, "ssl-capath=/a") == 0);
	CHECK_INT(got.tls, DATABASE_TLS_ON);
	CHECK(!got.text[DATABASE_SSL_CA] && !got.text[DATABASE_SSL_CAPATH]);
}

static void test_login_overrules(void)
{
	struct database_login login = {.user = "u", .port = 2, .group = "own"};

	CHECK(read_lines(login, "user=a\npassword=b\nport=1\nhost=h\n"
				"[own]\npassword=c\n[mysqldump]\nuser=x") == 0);
	CHECK_TEXT(got.text[DATABASE_USER], "u");
	CHECK_TEXT(got.text[DATABASE_PASSWORD], "c");
	CHECK_TEXT(got.text[DATABASE_HOST], "h");
	CHECK_INT(got.port, 2);
	login.no_option_files = true;
	CHECK(read_lines(login, "user=a\npassword=b\nport=1\nhost=h") == 0);
	CHECK(!got.text[DATABASE_PASSWORD] && !got.text[DATABASE_HOST]);
}

/* An option file must not lead to another server than the login names. */
static void test_place(void)
{
	struct database_login login = {.host = "db.example.org"};

	CHECK(read_lines(login, "protocol=socket\nsocket=/s") == 0);
	CHECK_TEXT(got.text[DATABASE_HOST], "db.example.org");
	CHECK_TEXT(got.text[DATABASE_PROTOCOL], "tcp");
	login = (struct database_login){.socket = "/t"};
	CHECK(read_lines(login, "protocol=tcp\nhost=h\nsocket=/s") == 0);
	CHECK_TEXT(got.text[DATABASE_HOST], "localhost");
	CHECK_TEXT(got.text[DATABASE_SOCKET], "/t");
	CHECK_TEXT(got.text[DATABASE_PROTOCOL], "socket");
	login = (struct database_login){.host = "localhost", .tcp = true};
	CHECK(read_lines(login, "socket=/s") == 0);
	CHECK_TEXT(got.text[DATABASE_PROTOCOL], "tcp");
	login = (struct database_login){.host = "localhost"};
	CHECK(read_lines(login, "socket=/s") == 0);
	CHECK(!got.text[DATABASE_PROTOCOL]);
	CHECK_TEXT(got.text[DATABASE_SOCKET], "/s");
}

static void refuses(const char *lines, const char *end)
{
	CHECK(read_lines((struct database_login){.group = "own"}, lines) == -1);
	CHECK_INT(err.code, OW_CONFIG);
	CHECK(strlen(err.text) > strlen(end));
	CHECK_TEXT(err.text + strlen(err.text) - strlen(end), end);
}

static void test_refused(void)
{
	refuses("user", "line 2: this option needs a value");
	refuses("\nport=x", "line 3: this option takes 1 to 65535");
	refuses("ssl=maybe", "line 2: this option takes 0 or 1");
	refuses("[own]\nuser=a\npasswort=b",
		"line 4: this program knows no such option");
	CHECK(read_lines((struct database_login){.port = 0}, "passwort=b") ==
		0);
}

int main(void)
{
	int fd = mkstemp(path);

	CHECK(fd >= 0 && close(fd) == 0);
	test_tls_of_files();
	test_tls_of_login();
	test_login_overrules();
	test_place();
	test_refused();
	database_options_clear(&got);
	CHECK(unlink(path) == 0);
	return unit_done();
}
