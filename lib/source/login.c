#include "ow/source/login.h"

#define TIMEOUT_MAX_S 86400
#define RETRIES_MAX 100

struct keystone *login_open(const struct login *l, size_t max_bytes,
	void (*note)(void *context, const char *text), void *context,
	struct cloud *c, struct ow_error *err)
{
	struct cloud_choice choice = {
		l->cloud, l->region, l->interface, l->endpoint, l->insecure};
	struct http_options o = {.max_bytes = max_bytes,
		.note = l->verbose ? note : NULL,
		.note_context = context};

	*c = (struct cloud)CLOUD_INIT;
	if (options_count("timeout", l->timeout, 1, TIMEOUT_MAX_S, &o.timeout_s,
		    err) < 0)
		return NULL;
	if (options_count(
		    "retries", l->retries, 0, RETRIES_MAX, &o.retries, err) < 0)
		return NULL;
	return cloud_load(c, &choice, err) == 0 ? keystone_new(c, &o, err)
						: NULL;
}
