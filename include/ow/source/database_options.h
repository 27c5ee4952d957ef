/* The settings of a connection: the option files and the login together. */
#ifndef OW_SOURCE_DATABASE_OPTIONS_H
#define OW_SOURCE_DATABASE_OPTIONS_H

#include "ow/base/error.h"
#include "ow/source/database_login.h"

enum database_option {
	DATABASE_HOST,
	DATABASE_SOCKET,
	DATABASE_USER,
	DATABASE_PASSWORD,
	DATABASE_NAME,
	DATABASE_PROTOCOL,
	DATABASE_INIT_COMMAND,
	DATABASE_BIND_ADDRESS,
	DATABASE_PLUGIN_DIR,
	DATABASE_DEFAULT_AUTH,
	DATABASE_SSL_CA,
	DATABASE_SSL_CAPATH,
	DATABASE_SSL_CERT,
	DATABASE_SSL_KEY,
	DATABASE_SSL_CIPHER,
	DATABASE_SSL_CRL,
	DATABASE_SSL_CRLPATH,
	DATABASE_TLS_VERSION,
	DATABASE_OPTIONS
};

enum database_tls {
	DATABASE_TLS_UNSET,
	DATABASE_TLS_OFF,
	DATABASE_TLS_ON,       /* encrypted, or no connection */
	DATABASE_TLS_CA,       /* ... and the certificate is verified */
	DATABASE_TLS_IDENTITY, /* ... and names the host */
};

struct database_options {
	char *text[DATABASE_OPTIONS]; /* NULL: not set */
	unsigned port;                /* 0: not set, as with the next two */
	unsigned connect_s; /* how long a connection attempt may take */
	unsigned read_s;    /* ... and the server's next answer */
	enum database_tls tls;
};

/*
 * Reads the option files that LOGIN names, then LOGIN itself. OUT is to be
 * cleared after success and failure. -1 with OW_CONFIG.
 */
int database_options_read(struct database_options *out,
	const struct database_login *login, struct ow_error *err) OW_MUST_CHECK;
void database_options_clear(struct database_options *o);

#endif
