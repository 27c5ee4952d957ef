/* Command lines. */
#include "ow/base/options.h"
#include "unit.h"

static const char *month, *zone;
static bool raw, cut;

static const struct option_rule rules[] = {
	{'m', "month", "YYYY-MM", "bill this month", &month, NULL},
	{0, "zone", "ZONE", "its time zone", &zone, NULL},
	{'r', "raw", NULL, "as it is", NULL, &raw},
	{'c', "cut", NULL, "cut", NULL, &cut},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct options options = {
	"ow-try", "[--month YYYY-MM] [FILE ...]", "Tries options.", rules};

static char *argv[16];
static size_t operands;
static struct ow_error err;

/* Parses the words of LINE, which stands in for a command line. */
static int parse(const char *line)
{
	static char text[256];
	int argc = 1;

	month = zone = NULL;
	raw = cut = false;
	snprintf(text, sizeof(text), "%s", line);
	argv[0] = (char *)"ow-try";
	for (char *p = text; *p;) {
		argv[argc++] = p;
		p += strcspn(p, " ");
		while (*p == ' ')
			*p++ = '\0';
	}
	return options_parse(&options, argc, argv, &operands, &err);
}

static void test_values(void)
{
	static const char *const same[] = {"--month 2016-05", "--month=2016-05",
		"-m 2016-05", "-m2016-05", "-rm2016-05", "-rm 2016-05",
		"-m x --month 2016-05"};

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		CHECK_INT(parse(same[i]), OPTIONS_RUN);
		CHECK_TEXT(month, "2016-05");
		CHECK_INT(operands, 0);
	}
	CHECK_INT(parse("--month="), OPTIONS_RUN);
	CHECK_TEXT(month, "");
	CHECK_INT(parse("--month --raw"), OPTIONS_RUN);
	CHECK_TEXT(month, "--raw");
	CHECK(!raw);
	CHECK_INT(parse("--zone a=b=c"), OPTIONS_RUN);
	CHECK_TEXT(zone, "a=b=c");
}

static void test_flags(void)
{
	CHECK_INT(parse(""), OPTIONS_RUN);
	CHECK(!raw && !cut);
	CHECK_INT(parse("-rc"), OPTIONS_RUN);
	CHECK(raw && cut);
	CHECK_INT(parse("--raw --raw"), OPTIONS_RUN);
	CHECK(raw && !cut);
}

static void test_operands(void)
{
	CHECK_INT(parse("a -r b - --month 2016-05 c -- -m --help --"),
		OPTIONS_RUN);
	CHECK_INT(operands, 7);
	CHECK_TEXT(argv[1], "a");
	CHECK_TEXT(argv[2], "b");
	CHECK_TEXT(argv[3], "-");
	CHECK_TEXT(argv[4], "c");
	CHECK_TEXT(argv[5], "-m");
	CHECK_TEXT(argv[6], "--help");
	CHECK_TEXT(argv[7], "--");
	CHECK(raw);
	CHECK_TEXT(month, "2016-05");
}

static void test_common(void)
{
	CHECK_INT(parse("--help"), OPTIONS_HELP);
	CHECK_INT(parse("-h"), OPTIONS_HELP);
	CHECK_INT(parse("-rh"), OPTIONS_HELP);
	CHECK_INT(parse("--version"), OPTIONS_VERSION);
	CHECK_INT(parse("a --version --what"), OPTIONS_VERSION);
}

static void wrong(const char *line, const char *text)
{
	CHECK_INT(parse(line), -1);
	CHECK_INT(err.code, OW_USAGE);
	CHECK_TEXT(err.text, text);
}

static void test_mistakes(void)
{
	wrong("--mon 2016-05", "unknown option '--mon'");
	wrong("--months=5", "unknown option '--months=5'");
	wrong("-x", "unknown option '-x'");
	wrong("-rx", "unknown option '-rx'");
	wrong("--month", "option '--month' needs a value");
	wrong("-m", "option '--month' needs a value");
	wrong("-rm", "option '--month' needs a value");
	wrong("--raw=yes", "option '--raw' takes no value");
	wrong("--raw=", "option '--raw' takes no value");
	wrong("--=x", "unknown option '--=x'");
	wrong("--a\x1b", "unknown option '--a\\x1b'");
}

static void test_help(void)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	CHECK(to != NULL);
	options_help(&options, to);
	fclose(to);
	CHECK_TEXT(text,
		"usage: ow-try [--month YYYY-MM] [FILE ...]\n"
		"Tries options.\n"
		"\n"
		"  -m, --month=YYYY-MM         bill this month\n"
		"      --zone=ZONE             its time zone\n"
		"  -r, --raw                   as it is\n"
		"  -c, --cut                   cut\n"
		"  -h, --help                  print this and exit\n"
		"      --version               print the version and exit\n");
	free(text);
}

int main(void)
{
	test_values();
	test_flags();
	test_operands();
	test_common();
	test_mistakes();
	test_help();
	return unit_done();
}
