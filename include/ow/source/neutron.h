/*
 * Floating IPs as Neutron's database has them at one moment.
 *
 * All releases: the owner's column is tenant_id up to Mitaka and project_id
 * from Newton on; the time of creation is in standardattributes since Mitaka.
 * What is there is looked up, never assumed.
 */
#ifndef OW_SOURCE_NEUTRON_H
#define OW_SOURCE_NEUTRON_H

#include <stdint.h>

#include "ow/base/error.h"
#include "ow/source/database_login.h"
#include "ow/source/retry.h"

struct neutron_options {
	struct database_login login; /* its database is never NULL */
	struct retry retry;
};

/* One row of floatingips; NULL where the database has NULL. */
struct neutron_address {
	const char *id; /* never NULL */
	const char *project;
	const char *status;
	const char *address;
	const char *network; /* id of the external network */
	const char *fixed_address;
	const char *fixed_port; /* id of the port it is associated with */
	const char *router;
	int64_t created_s; /* TIME_NEVER: not known */
};

struct neutron_list;

/*
 * Reads all addresses in one consistent snapshot, complete or not at all.
 * The list is the caller's. NULL with OW_REFUSED (credentials), OW_CONFIG
 * (option file, database, a schema that is not understood) or OW_AGAIN.
 */
struct neutron_list *neutron_read(
	const struct neutron_options *o, struct ow_error *err) OW_MUST_CHECK;
void neutron_free(struct neutron_list *list);

/* When the snapshot was taken, by the database server's clock. */
int64_t neutron_read_us(const struct neutron_list *list);

/*
 * Returns 1 and the next address, by id; 0 after the last; -1 with OW_CONFIG
 * for a row that is not understood. The texts live as long as the list.
 */
int neutron_next(struct neutron_list *list, struct neutron_address *out,
	struct ow_error *err) OW_MUST_CHECK;

#endif
