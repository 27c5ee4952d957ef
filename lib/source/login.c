#include "ow/source/login.h"

#define TIMEOUT_MAX_S 86400
#define RETRIES_MAX 100

int login_options(
	const struct login *l, struct http_options *o, struct ow_error *err)
{
	if (!l->verbose)
		o->note = NULL;
	if (options_count("timeout", l->timeout, 1, TIMEOUT_MAX_S,
		    &o->timeout_s, err) < 0)
		return -1;
	return options_count(
		"retries", l->retries, 0, RETRIES_MAX, &o->retries, err);
}

struct keystone *login_open(const struct login *l, const struct http_options *o,
	struct cloud *c, struct ow_error *err)
{
	struct cloud_choice choice = {
		l->cloud, l->region, l->interface, l->endpoint, l->insecure};

	*c = (struct cloud)CLOUD_INIT;
	return cloud_load(c, &choice, err) == 0 ? keystone_new(c, o, err)
						: NULL;
}
