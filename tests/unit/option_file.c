/* Option files, read as my_print_defaults(1) of MariaDB 10.11 reads them. */
#include <sys/stat.h>
#include <unistd.h>

#include "ow/base/buf.h"
#include "ow/source/option_file.h"
#include "unit.h"

static char folder[] = "/tmp/ow-unit-XXXXXX";
static struct buf seen = BUF_INIT(10000);
static struct ow_error err;

static const char *path_of(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static const char *each(
	void *context, const char *group, const char *name, const char *value)
{
	(void)context;
	buf_addf(&seen, "%s.%s", group, name);
	if (value)
		buf_addf(&seen, "=<%s>", value);
	buf_add_text(&seen, "\n");
	return strcmp(name, "bad") == 0 ? "is bad" : NULL;
}

static const char *const groups[] = {"client", "own", NULL};
static const struct option_file_reader reader = {groups, each, NULL};

static void reads(const char *text, const char *want)
{
	buf_reset(&seen);
	buf_add_text(&seen, "");
	write_file("a.cnf", text);
	CHECK(option_file_read(&reader, path_of("a.cnf"), &err) == 0);
	CHECK_TEXT(seen.data, want);
}

static void refuses(const char *text, const char *want)
{
	char message[200];

	buf_reset(&seen);
	write_file("a.cnf", text);
	CHECK(option_file_read(&reader, path_of("a.cnf"), &err) == -1);
	CHECK_INT(err.code, OW_CONFIG);
	snprintf(message, sizeof(message), "option file '%s/a.cnf'%s", folder,
		want);
	CHECK_TEXT(err.text, message);
}

static void test_groups(void)
{
	reads("", "");
	reads("# c\n; c\n\n[client]\nuser=a\n[other]\nuser=b\n[ own ]\n",
		"client.user=<a>\n");
	reads("[client ]\nx\n[own] # c\n  ssl_ca = /a", "client.x\n"
							"own.ssl-ca=</a>\n");
}

static void test_values(void)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
		{"", ""},
		{"a", "a"},
		{"  a b\t\r", "a b"},
		{"a#b", "a"},
		{"a # b", "a"},
		{"\"a#b\"", "a#b"},
		{"\"a # b\" # c", "a # b"},
		{"'a'", "a"},
		{"'", "'"},
		{"\"a'", "\"a'"},
		{"a'b", "a'b"},
		{"a=b", "a=b"},
		{"a\\sb\\tc\\\\d", "a b\tc\\d"},
		{"a\\qb", "a\\qb"},
		{"a\\", "a\\"},
		{"\"a\\\"#b\"", "a\"#b"},
		{"a;b", "a;b"},
	};
	char text[100], want[100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "[own]\npassword=%s\n",
			cases[i].text);
		snprintf(want, sizeof(want), "own.password=<%s>\n",
			cases[i].value);
		reads(text, want);
	}
}

static void test_faults(void)
{
	char text[5000];

	refuses("user=a\n", ", line 1: an option before any group");
	refuses("[client\n", ", line 1: a group without its ']'");
	refuses("[client]\nbad=geheim\n", ", line 2: is bad");
	refuses("!include\n", ", line 1: neither !include FILE nor "
			      "!includedir FOLDER");
	refuses("!includes /x\n", ", line 1: neither !include FILE nor "
				  "!includedir FOLDER");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	refuses(text, ", line 1: the line is too long");
	write_file("a.cnf", "[client]\n");
	CHECK(chmod(path_of("a.cnf"), 0666) == 0);
	CHECK(option_file_read(&reader, path_of("a.cnf"), &err) == -1);
	CHECK(strstr(err.text, "a.cnf': may be written by everybody"));
	CHECK(chmod(path_of("a.cnf"), 0600) == 0);
}

static void test_includes(void)
{
	char text[300];

	CHECK(mkdir(path_of("d"), 0700) == 0);
	write_file("d/2.cnf", "[own]\nx=2\n");
	write_file("d/1.cnf", "[own]\nx=1\n");
	write_file("d/3.cnf.old", "[own]\nx=3\n");
	write_file("b", "[client]\nx=b\n");
	snprintf(text, sizeof(text),
		"[own]\nx=0\n!include %s/b\n!includedir %s/d/\ny=9\n", folder,
		folder);
	reads(text, "own.x=<0>\nclient.x=<b>\nown.x=<1>\nown.x=<2>\n"
		    "own.y=<9>\n");
	snprintf(text, sizeof(text), "!include %s/none\n", folder);
	write_file("a.cnf", text);
	CHECK(option_file_read(&reader, path_of("a.cnf"), &err) == -1);
	CHECK(strstr(err.text, "/none': No such file or directory"));
	snprintf(text, sizeof(text), "!include %s/a.cnf\n", folder);
	refuses(text, ", line 1: too many files in each other");
}

int main(void)
{
	static const char *const made[] = {
		"a.cnf", "b", "d/1.cnf", "d/2.cnf", "d/3.cnf.old", "d", ""};

	CHECK(mkdtemp(folder));
	umask(077);
	test_groups();
	test_values();
	test_faults();
	test_includes();
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		CHECK(remove(path_of(made[i])) == 0);
	buf_clear(&seen);
	return unit_done();
}
