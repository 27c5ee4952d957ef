#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/mem.h"
#include "ow/base/options.h"
#include "ow/base/text.h"

static const struct option_rule common[] = {
	{'h', "help", NULL, "print this and exit", NULL, NULL},
	{0, "version", NULL, "print the version and exit", NULL, NULL},
	{0, NULL, NULL, NULL, NULL, NULL},
};

static const struct option_rule *by_name(
	const struct option_rule *rules, const char *name, size_t len)
{
	for (; rules->name; rules++)
		if (strlen(rules->name) == len &&
			memcmp(rules->name, name, len) == 0)
			return rules;
	return NULL;
}

static const struct option_rule *by_letter(
	const struct option_rule *rules, char letter)
{
	for (; rules->name; rules++)
		if (rules->letter == letter)
			return rules;
	return NULL;
}

static int unknown(struct ow_error *err, const char *arg)
{
	char quoted[80];

	error_quote(quoted, sizeof(quoted), arg, strlen(arg));
	return error_set(err, OW_USAGE, "unknown option %s", quoted);
}

/* The rule's work is done: a result other than OPTIONS_RUN, or -1. */
static int apply(
	const struct option_rule *rule, const char *value, struct ow_error *err)
{
	if (!rule->text && value)
		return error_set(err, OW_USAGE, "option '--%s' takes no value",
			rule->name);
	if (rule == &common[0])
		return OPTIONS_HELP;
	if (rule == &common[1])
		return OPTIONS_VERSION;
	if (rule->flag)
		*rule->flag = true;
	else
		*rule->text = value;
	return OPTIONS_RUN;
}

static bool wants_value(const struct option_rule *rule)
{
	return rule->text != NULL;
}

static int no_value(struct ow_error *err, const struct option_rule *rule)
{
	return error_set(
		err, OW_USAGE, "option '--%s' needs a value", rule->name);
}

static int parse_long(const struct options *o, char **argv, int argc, int *i,
	struct ow_error *err)
{
	const char *name = argv[*i] + 2;
	size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : NULL;
	const struct option_rule *rule = by_name(o->rules, name, len);

	if (!rule)
		rule = by_name(common, name, len);
	if (!rule)
		return unknown(err, argv[*i]);
	if (wants_value(rule) && !value) {
		if (*i + 1 >= argc)
			return no_value(err, rule);
		value = argv[++*i];
	}
	return apply(rule, value, err);
}

static int parse_letters(const struct options *o, char **argv, int argc, int *i,
	struct ow_error *err)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const struct option_rule *rule = by_letter(o->rules, *p);
		const char *value = NULL;
		if (!rule)
			rule = by_letter(common, *p);
		if (!rule)
			return unknown(err, argv[*i]);
		if (wants_value(rule)) {
			value = p[1] ? p + 1 : NULL;
			if (!value && *i + 1 >= argc)
				return no_value(err, rule);
			if (!value)
				value = argv[++*i];
		}
		int done = apply(rule, value, err);
		if (done != OPTIONS_RUN || value)
			return done;
	}
	return OPTIONS_RUN;
}

int options_parse(const struct options *o, int argc, char **argv,
	size_t *operands, struct ow_error *err)
{
	int done = OPTIONS_RUN;
	int kept = 1, i = 1;

	for (; i < argc && done == OPTIONS_RUN; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			argv[kept++] = argv[i];
		else if (argv[i][1] == '-')
			done = parse_long(o, argv, argc, &i, err);
		else
			done = parse_letters(o, argv, argc, &i, err);
	}
	while (i < argc && done == OPTIONS_RUN)
		argv[kept++] = argv[i++];
	*operands = (size_t)kept - 1;
	return done;
}

int options_each_pair(const char *list,
	int (*each)(void *context, const char *name, const char *value,
		struct ow_error *err),
	void *context, struct ow_error *err)
{
	char *copy = mem_copy(list), quoted[96];
	int result = 0;

	for (char *item = copy; item && result == 0;) {
		char *next = strchr(item, ',');
		if (next)
			*next++ = '\0';
		char *value = strchr(item, '=');
		if (value) {
			*value++ = '\0';
			result = each(context, item, value, err);
		} else {
			error_quote(quoted, sizeof(quoted), item, strlen(item));
			result = error_set(
				err, OW_USAGE, "%s is not NAME=VALUE", quoted);
		}
		item = next;
	}
	free(copy);
	return result;
}

int options_count(const char *name, const char *text, int64_t low, int64_t high,
	int64_t *out, struct ow_error *err)
{
	char quoted[64];
	size_t digits = strspn(text, "0123456789");

	*out = -1;
	if (digits > 0 && digits < 10 && text[digits] == '\0')
		*out = strtol(text, NULL, 10);
	if (*out >= low && *out <= high)
		return 0;
	error_quote(quoted, sizeof(quoted), text, strlen(text));
	return error_set(err, OW_USAGE,
		"--%s takes %" PRId64 " to %" PRId64 ", not %s", name, low,
		high, quoted);
}

int options_check_region(const char *region, struct ow_error *err)
{
	if (!region || text_is_name(region))
		return 0;
	return error_set(err, OW_USAGE, "--region takes a name in UTF-8");
}

static void print_rules(const struct option_rule *r, FILE *to)
{
	for (; r->name; r++) {
		char left[64];
		int n = snprintf(left, sizeof(left), "  %c%c%s --%s%s%s",
			r->letter ? '-' : ' ', r->letter ? r->letter : ' ',
			r->letter ? "," : " ", r->name, r->value ? "=" : "",
			r->value ? r->value : "");
		fprintf(to, "%s%*s%s\n", left, n < 30 ? 30 - n : 1, "",
			r->help);
	}
}

void options_help(const struct options *o, FILE *to)
{
	fprintf(to, "usage: %s %s\n%s\n\n", o->program, o->usage, o->about);
	print_rules(o->rules, to);
	print_rules(common, to);
}
