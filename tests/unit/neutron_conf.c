/* The connection in a neutron.conf, as oslo.config 9.0 reads it. */
#include <unistd.h>

#include "ow/source/neutron_conf.h"
#include "unit.h"

static char path[] = "/tmp/ow-unit-XXXXXX";
static struct ow_error err;

static void write_conf(const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void reads(const char *text, const char *password, const char *database)
{
	struct database_url url;

	write_conf(text);
	CHECK(neutron_conf_read(&url, path, &err) == 0);
	CHECK_TEXT(url.login.password, password);
	CHECK_TEXT(url.login.database, database);
	CHECK_TEXT(url.login.host, "h");
	database_url_clear(&url);
}

static void refuses(const char *text, const char *what)
{
	struct database_url url;
	char message[200];

	write_conf(text);
	CHECK(neutron_conf_read(&url, path, &err) == -1);
	CHECK_INT(err.code, OW_CONFIG);
	snprintf(message, sizeof(message), "neutron.conf '%s'%s", path, what);
	CHECK_TEXT(err.text, message);
}

static void test_real(void)
{
	reads("[DEFAULT]\n"
	      "# Example: core_plugin = ml2\n"
	      "core_plugin = ml2\n"
	      "service_plugins = router,\n"
	      "                  metering\n"
	      "\n"
	      "[database]\n"
	      "#connection = <None>\n"
	      "#connection = sqlite://\n"
	      "connection = mysql+pymysql://neutron:s%2Fe%40t@h/neutron"
	      "?charset=utf8\n"
	      "max_pool_size = 50\n"
	      "\n"
	      "[keystone_authtoken]\n"
	      "connection = none\n"
	      "password = x\n",
		"s/e@t", "neutron");
}

static void test_forms(void)
{
	reads("[Database]\nconnection: 'mysql://u:p@h/d'", "p", "d");
	reads("[database]\r\nconnection=\"mysql://u:p@h/d\"\t\r\n", "p", "d");
	reads("[database]\nconnection=mysql://u:p@h/a\n"
	      "connection=mysql://u:p@h/b\n",
		"p", "b");
	reads("[database]\nconnection=mysql://u:p@h/a\n[x]\ny=1\n[database]\n",
		"p", "a");
	reads("[database]\nother=x\n connection=mysql://u:p@h/a\n"
	      "connection=mysql://u:p@h/b\n",
		"p", "b");
	reads("[database]\nconnection=mysql://u:p@h/a\n\n  # x\n", "p", "a");
}

static void test_dollars(void)
{
	reads("[database]\nconnection=mysql://u:p$$w@h/d", "p$w", "d");
	reads("[database]\nconnection=mysql://u:p\\$w@h/d", "p$w", "d");
	reads("[database]\nconnection=mysql://u:p$1w$@h/d", "p$1w$", "d");
	reads("[database]\nconnection=mysql://u:$$$$@h/d", "$$", "d");
	reads("[database]\nconnection=mysql://u:\\\\$x@h/d", "\\$x", "d");
	reads("[database]\nconnection=mysql://u:100%@h/d", "100%", "d");
	refuses("[database]\n\nconnection=mysql://u:${geheim}@h/d\n",
		", line 3: the connection names another option by a '$'");
	refuses("[database]\nconnection=mysql://u:$_geheim@h/d\n",
		", line 2: the connection names another option by a '$'");
}

static void test_refused(void)
{
	struct database_url url;

	refuses("", ": has no connection in its group [database]");
	refuses("[database ]\nconnection=mysql://h/d\n",
		": has no connection in its group [database]");
	refuses("[database]\nCONNECTION=mysql://h/d\n",
		": has no connection in its group [database]");
	refuses("connection=mysql://h/d\n",
		": has no connection in its group [database]");
	refuses("[database]\nconnection=sqlite:////geheim\n",
		", line 2: database URL: does not begin with mysql://");
	refuses("[database]\nconnection=mysql://u:geheim@h/d\n ?a=b\n",
		", line 3: the connection has to be on one line");
	refuses("[database]\ngeheim\n",
		", line 2: neither a group nor an option");
	CHECK(neutron_conf_read(&url, "/tmp", &err) == -1);
	CHECK_TEXT(err.text, "neutron.conf '/tmp': is not a regular file");
}

int main(void)
{
	int fd = mkstemp(path);

	CHECK(fd >= 0 && close(fd) == 0);
	test_real();
	test_forms();
	test_dollars();
	test_refused();
	CHECK(unlink(path) == 0);
	return unit_done();
}
