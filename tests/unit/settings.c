/* Files of settings: what is in them, and what is refused. */
#include "ow/source/settings.h"
#include "unit.h"

#include <unistd.h>

#define FILE_NAME "unit-settings.yaml"

struct seen {
	char text[4000];
};

static int note_entry(
	void *context, const struct setting *e, struct ow_error *err)
{
	struct seen *seen = context;
	const char *text;

	if (e->value->type == YAML_MAPPING_NODE)
		return settings_each(e->in, e->value, note_entry, seen, err);
	if (settings_text(e->in, e->value, &text, err) < 0)
		return -1;
	size_t n = strlen(seen->text);
	snprintf(seen->text + n, sizeof(seen->text) - n, "%s=%s;", e->name,
		text);
	return 0;
}

static void write_file(const char *text, size_t len)
{
	FILE *f = fopen(FILE_NAME, "w");

	CHECK(f && fwrite(text, 1, len, f) == len && fclose(f) == 0);
}

/* All entries of the text, or the error. */
static const char *read_back(const char *text, size_t len)
{
	static struct seen seen;
	static struct ow_error err;

	write_file(text, len);
	memset(&seen, 0, sizeof(seen));
	struct settings *s = settings_open(FILE_NAME, &err);
	int result = s ? 0 : -1;
	if (s && settings_root(s))
		result = settings_each(
			s, settings_root(s), note_entry, &seen, &err);
	settings_free(s);
	return result < 0 ? err.text : seen.text;
}

static void gives(const char *text, const char *want)
{
	CHECK_TEXT(read_back(text, strlen(text)), want);
}

static void test_texts(void)
{
	gives("", "");
	gives("# nothing\n", "");
	gives("a: 1\nb: 0123\nc: no\nd: 2016-05-01\ne: '~'\n",
		"a=1;b=0123;c=no;d=2016-05-01;e=~;");
	gives("a: ~\nb: null\nc:\nd: ''\n", "a=;b=;c=;d=;");
	gives("a:\n  b: \"\\u00e4 # x\"\n  c: |\n    t\n",
		"b=\xc3\xa4 # x;c=t\n;");
}

static void test_json(void)
{
	gives("{\"a\": {\n\t\"b\": \"\\\"x\\\\\",\n\t\"c\": false}}",
		"b=\"x\\;c=false;");
}

static void test_merges(void)
{
	gives("x: &x {a: 1, b: 2}\ny: {b: 3, <<: *x}\n", "a=1;b=2;b=3;a=1;");
	gives("y: {<<: {b: 1, a: 1}, b: 3}\n", "b=3;a=1;");
	/* of several, the first wins */
	gives("y: {<<: [{b: 1}, {b: 2, c: 3}]}\n", "b=1;c=3;");
	gives("y: {'<<': 1}\n", "<<=1;");
}

static void test_refused(void)
{
	gives("a: 1\nb: {x: 1,\n  x: 2}\n",
		"'" FILE_NAME "', line 3: 'x' is there twice");
	gives("a: 1\n---\nb: 1\n",
		"'" FILE_NAME "', line 2: a second document");
	gives("a: [1]\n", "'" FILE_NAME "', line 1: a text is expected here");
	gives("a\n", "'" FILE_NAME "', line 1: a map is expected here");
	gives("a: {<<: 1}\n",
		"'" FILE_NAME "', line 1: a map is expected here");
	gives("x: 1\na: *b\n",
		"'" FILE_NAME "', line 2: found undefined alias");
	gives("x: 1\na: \"s\\0t\"\n",
		"'" FILE_NAME "', line 2: a text with a NUL");
}

/* What refers to itself, or grows by merging, ends. */
static void test_bombs(void)
{
	char text[40000];
	size_t n = 0;

	gives("a: &a {<<: *a}\n", "'" FILE_NAME "', line 1: too many merges");
	for (int i = 0; i < 9; i++) {
		n += (size_t)snprintf(
			text + n, sizeof(text) - n, "m%d: &m%d {<<: [", i, i);
		for (int j = 0; j < 50 && i > 0; j++)
			n += (size_t)snprintf(
				text + n, sizeof(text) - n, "*m%d, ", i - 1);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "]}\n");
	}
	const char *got = read_back(text, n);
	CHECK(strstr(got, "too many merges"));
	n = 0;
	for (int i = 0; i < 1001; i++)
		n += (size_t)snprintf(
			text + n, sizeof(text) - n, "k%d: x\n", i);
	CHECK_TEXT(read_back(text, n),
		"'" FILE_NAME "', line 1001: too many names");
}

static void test_files(void)
{
	static char big[(1 << 20) + 1];
	struct ow_error err;

	memset(big, '#', sizeof(big));
	CHECK_TEXT(read_back(big, sizeof(big)),
		"'" FILE_NAME "': more than a megabyte");
	CHECK_TEXT(read_back(big, sizeof(big) - 1), "");
	CHECK(!settings_open("no/such/file", &err));
	CHECK_TEXT(err.text, "'no/such/file': No such file or directory");
	CHECK_INT(err.code, OW_CONFIG);
	CHECK(!settings_open("/", &err));
	CHECK_TEXT(err.text, "'/': Is a directory");
}

int main(void)
{
	char folder[] = "/tmp/unit.XXXXXX";

	CHECK(mkdtemp(folder) && chdir(folder) == 0);
	test_texts();
	test_json();
	test_merges();
	test_refused();
	test_bombs();
	test_files();
	CHECK(unlink(FILE_NAME) == 0 && rmdir(folder) == 0);
	return unit_done();
}
