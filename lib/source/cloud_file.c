#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ow/base/buf.h"
#include "ow/base/mem.h"
#include "ow/source/cloud_file.h"
#include "ow/source/cloud_keys.h"
#include "ow/source/settings.h"

#define PATH_MAX_BYTES 4096
#define NAME_MAX_BYTES 64

/* A file, or NULL where there is none, and what was looked for in it. */
struct place {
	struct settings *file;
	yaml_node_t *cloud;
};

struct search {
	const char *name; /* the cloud's; NULL: any */
	char *only;       /* the first name that was found */
	bool several;
	struct place clouds, secure;
};

static bool is_there(const struct buf *path)
{
	/* One that may not be read is there: settings_open() will say so. */
	return !path->over &&
	       (access(path->data, F_OK) == 0 || errno == EACCES);
}

/* FOLDER/BASE.yaml or the like, in PATH; NULL for no such folder. */
static bool find_in(struct buf *path, const char *folder, const char *below,
	const char *base)
{
	static const char *const ends[] = {"yaml", "yml", "json"};

	for (size_t i = 0; folder && i < 3; i++) {
		buf_reset(path);
		buf_addf(path, "%s%s/%s.%s", folder, below, base, ends[i]);
		if (is_there(path))
			return true;
	}
	return false;
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool find(struct buf *path, const char *base)
{
	return find_in(path, ".", "", base) ||
	       find_in(path, variable("XDG_CONFIG_HOME"), "/openstack", base) ||
	       find_in(path, variable("HOME"), "/.config/openstack", base) ||
	       find_in(path, "/etc", "/openstack", base);
}

/* A file that is named has to be there. */
static int open_place(struct place *p, const char *base, const char *named,
	struct ow_error *err)
{
	struct buf path = BUF_INIT(PATH_MAX_BYTES);
	const char *file = variable(named);
	int result = 0;

	if (!file && find(&path, base))
		file = path.data;
	if (file && !(p->file = settings_open(file, err)))
		result = -1;
	buf_clear(&path);
	return result;
}

static int take_cloud(
	void *context, const struct setting *e, struct ow_error *err)
{
	struct search *s = context;
	struct place *p = s->clouds.file == e->in ? &s->clouds : &s->secure;

	(void)err;
	if (s->name && strcmp(s->name, e->name) != 0)
		return 0;
	if (s->only && strcmp(s->only, e->name) != 0)
		s->several = true;
	if (!s->only)
		s->only = mem_copy(e->name);
	if (strcmp(s->only, e->name) == 0)
		p->cloud = e->value;
	return 0;
}

static int take_root(
	void *context, const struct setting *e, struct ow_error *err)
{
	if (strcmp(e->name, "clouds") != 0)
		return 0;
	return settings_each(e->in, e->value, take_cloud, context, err);
}

static int look_into(struct search *s, struct place *p, struct ow_error *err)
{
	yaml_node_t *root = p->file ? settings_root(p->file) : NULL;

	return root ? settings_each(p->file, root, take_root, s, err) : 0;
}

/* The name of a setting as cloud_knows() it, in OUT. */
static bool is_known(const char *name, char out[NAME_MAX_BYTES])
{
	if (strlen(name) >= NAME_MAX_BYTES)
		return false;
	snprintf(out, NAME_MAX_BYTES, "%s", name);
	for (char *p = out; *p; p++)
		if (*p == '-')
			*p = '_';
	return cloud_knows(out);
}

static int take_text(struct cloud *c, const struct setting *e, const char *name,
	struct ow_error *err)
{
	const char *text;
	struct ow_error why;

	if (settings_text(e->in, e->value, &text, err) < 0)
		return -1;
	if (cloud_set(c, name, text, &why) < 0)
		return settings_fault(e->in, e->value, why.text, err);
	return 0;
}

static int take_auth(
	void *context, const struct setting *e, struct ow_error *err)
{
	char name[NAME_MAX_BYTES], quoted[NAME_MAX_BYTES], text[120];

	if (is_known(e->name, name))
		return take_text(context, e, name, err);
	error_quote(quoted, sizeof(quoted), e->name, strlen(e->name));
	snprintf(text, sizeof(text), "%s is no setting of 'auth' known here",
		quoted);
	return settings_fault(e->in, e->value, text, err);
}

static int take_region(
	void *context, const struct setting *e, struct ow_error *err)
{
	struct cloud *c = context;
	const char *text;

	if (strcmp(e->name, "name") != 0)
		return settings_fault(e->in, e->value,
			"settings of a region alone are not supported", err);
	if (settings_text(e->in, e->value, &text, err) < 0)
		return -1;
	if (!c->region_name && *text)
		c->region_name = mem_copy(text);
	return 0;
}

/* The first region is the usual one, unless region_name names another. */
static int take_regions(
	struct cloud *c, const struct setting *e, struct ow_error *err)
{
	yaml_node_t *first = settings_first(e->in, e->value);
	const char *text;

	if (!first || c->region_name)
		return 0;
	if (first->type == YAML_MAPPING_NODE)
		return settings_each(e->in, first, take_region, c, err);
	if (settings_text(e->in, first, &text, err) < 0)
		return -1;
	if (*text)
		c->region_name = mem_copy(text);
	return 0;
}

/* Beside what is known there is much that other services' clients need. */
static int take_setting(
	void *context, const struct setting *e, struct ow_error *err)
{
	char name[NAME_MAX_BYTES];

	if (strcmp(e->name, "auth") == 0)
		return settings_each(e->in, e->value, take_auth, context, err);
	if (strcmp(e->name, "profile") == 0 || strcmp(e->name, "cloud") == 0)
		return settings_fault(e->in, e->value,
			"profiles are not supported; write the settings of "
			"this one here",
			err);
	return is_known(e->name, name) ? take_text(context, e, name, err) : 0;
}

static int take_list(
	void *context, const struct setting *e, struct ow_error *err)
{
	if (strcmp(e->name, "regions") != 0)
		return 0;
	return take_regions(context, e, err);
}

static int read_place(
	struct cloud *c, const struct place *p, struct ow_error *err)
{
	if (!p->cloud)
		return 0;
	if (settings_each(p->file, p->cloud, take_setting, c, err) < 0)
		return -1;
	return settings_each(p->file, p->cloud, take_list, c, err);
}

static int choose(const struct search *s, struct ow_error *err)
{
	char quoted[80];

	if (s->several)
		return error_set(err, OW_CONFIG,
			"clouds.yaml has several clouds: name one with "
			"--os-cloud or OS_CLOUD");
	if (!s->name || s->only)
		return 0;
	error_quote(quoted, sizeof(quoted), s->name, strlen(s->name));
	return error_set(err, OW_CONFIG, "no cloud %s: %s", quoted,
		s->clouds.file ? "clouds.yaml does not have it"
			       : "there is no clouds.yaml");
}

static int read_both(
	struct cloud *c, const struct search *s, struct ow_error *err)
{
	struct cloud over = CLOUD_INIT;
	char quoted[80], source[100];

	if (!s->only)
		return 0;
	error_quote(quoted, sizeof(quoted), s->only, strlen(s->only));
	snprintf(source, sizeof(source), "cloud %s", quoted);
	c->named = true;
	c->source = mem_copy(source);
	int result = read_place(c, &s->clouds, err);
	if (result == 0)
		result = read_place(&over, &s->secure, err);
	if (result == 0)
		cloud_overlay(c, &over);
	cloud_clear(&over);
	return result;
}

int cloud_file_read(struct cloud *c, const char *name, struct ow_error *err)
{
	struct search s = {.name = name};
	int result = -1;

	if (open_place(&s.clouds, "clouds", "OS_CLIENT_CONFIG_FILE", err) ==
			0 &&
		open_place(&s.secure, "secure", "OS_CLIENT_SECURE_FILE", err) ==
			0 &&
		look_into(&s, &s.clouds, err) == 0 &&
		look_into(&s, &s.secure, err) == 0 && choose(&s, err) == 0)
		result = read_both(c, &s, err);
	settings_free(s.clouds.file);
	settings_free(s.secure.file);
	free(s.only);
	return result;
}
