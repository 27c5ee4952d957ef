/* Where a MySQL database is, and who asks. */
#ifndef OW_SOURCE_DATABASE_LOGIN_H
#define OW_SOURCE_DATABASE_LOGIN_H

#include <stdbool.h>

#include "ow/base/error.h"

enum database_verify {
	DATABASE_VERIFY_AS_FILES,
	DATABASE_VERIFY,      /* the certificate, and that it names the host */
	DATABASE_VERIFY_CA,   /* the certificate, whomever it names */
	DATABASE_VERIFY_NONE, /* encrypts, but anybody may answer */
};

/* All texts are borrowed. Zero stands for an empty one. */
struct database_login {
	const char *option_file; /* read this one, and no other */
	const char *extra_file;  /* read this one beside the usual ones */
	bool no_option_files;
	const char *group; /* that is read beside [client]; NULL: none */

	/* What is set here overrules the option files; NULL: as they say. */
	const char *host;
	unsigned port;      /* 0: as the option files say */
	const char *socket; /* overrules host and port */
	bool tcp;           /* even to localhost; not if a socket is set */
	const char *user;
	const char *password;
	const char *database;
	/* each of these makes TLS a must */
	const char *ssl_ca;
	const char *ssl_cert;
	const char *ssl_key;
	enum database_verify verify;
};

/* A login that was read from a URL, and the memory of its texts. */
struct database_url {
	struct database_login login;
	char *text;
};

/*
 * Reads "mysql://USER:PASSWORD@HOST:PORT/DATABASE?unix_socket=PATH&...", as
 * SQLAlchemy does; "mysql+DRIVER" and "mariadb" are the same. All parts but
 * the scheme may be missing; percent-encoding is resolved. A CA in it means
 * that the server is verified, unless ssl_verify_identity or
 * ssl_check_hostname says no. With a port, or PyMySQL for the driver, even
 * localhost is reached by TCP. Other parameters are for Python and passed
 * over, save those about TLS. -1 with OW_CONFIG; no message holds more than
 * the name of a parameter.
 *
 * OUT is the caller's, to free with database_url_clear(), after success only.
 */
int database_login_url(struct database_url *out, const char *url,
	struct ow_error *err) OW_MUST_CHECK;
void database_url_clear(struct database_url *u);

#endif
