/*
 * How to log in to a cloud, as every OpenStack client is told: by a cloud of
 * clouds.yaml, or by the OS_* variables. ow-login(7) is the reference.
 *
 * A cloud that is named (--os-cloud, OS_CLOUD) comes from the files alone;
 * of the variables only OS_REGION_NAME counts then. Else the variables are
 * the cloud, if one of them is set; else the files' only cloud is.
 */
#ifndef OW_SOURCE_CLOUD_H
#define OW_SOURCE_CLOUD_H

#include <stdbool.h>

#include "ow/base/error.h"

enum cloud_method {
	CLOUD_NO_LOGIN,    /* requests bear no token */
	CLOUD_GIVEN_TOKEN, /* a token as it is; there is no Keystone */
	CLOUD_PASSWORD,
	CLOUD_TOKEN, /* a token that Keystone is shown for another */
	CLOUD_APPLICATION_CREDENTIAL,
};

/* Texts are owned, and NULL where nothing is set. */
struct cloud {
	/* what the settings come to */
	enum cloud_method method;
	int identity_version; /* 3 or 2; 0: ask the service */
	bool insecure;
	bool named;   /* it is one of clouds.yaml */
	char *source; /* where the settings are from, for messages */
	/* the settings */
	char *auth_type, *auth_url, *identity_api_version;
	char *username, *user_id, *password;
	char *user_domain_id, *user_domain_name;
	char *project_id, *project_name;
	char *project_domain_id, *project_domain_name;
	char *default_domain_id, *default_domain_name;
	char *domain_id, *domain_name, *system_scope;
	char *application_credential_id, *application_credential_name;
	char *application_credential_secret;
	char *token;
	char *endpoint; /* for any service; of the command line or a token */
	char *metering_endpoint_override, *identity_endpoint_override;
	char *region_name;
	char *interface; /* public, internal or admin */
	char *cacert, *cert, *key;
	char *verify; /* "true" or "false" */
};

#define CLOUD_INIT          \
	{                   \
		.method = 0 \
	}

/* What a command line says; NULL for nothing. */
struct cloud_choice {
	const char *cloud;
	const char *region;
	const char *interface;
	const char *endpoint;
	bool insecure;
};

/*
 * Fills C, which the caller clears in any case. -1 with OW_CONFIG for a file
 * that cannot be used, a setting that has no meaning here, or one that is
 * missing; the message shows no value of a secret.
 */
int cloud_load(struct cloud *c, const struct cloud_choice *choice,
	struct ow_error *err) OW_MUST_CHECK;

/* Overwrites and frees all texts. */
void cloud_clear(struct cloud *c);

#endif
