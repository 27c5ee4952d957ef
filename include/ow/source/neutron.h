/*
 * Floating IPs as Neutron's database has them at one moment, as raw samples.
 *
 * All releases: the owner's column is tenant_id up to Mitaka and project_id
 * from Newton on; the time of creation is in standardattributes since Mitaka.
 * What is there is looked up, never assumed.
 */
#ifndef OW_SOURCE_NEUTRON_H
#define OW_SOURCE_NEUTRON_H

#include <stddef.h>
#include <stdint.h>

#include "ow/base/error.h"
#include "ow/source/database_login.h"
#include "ow/source/retry.h"

struct neutron_options {
	struct database_login login; /* its database is never NULL */
	const char *region;          /* that the samples name, or NULL */
	struct retry retry;
};

struct neutron_list;

/*
 * Reads all addresses in one consistent snapshot, complete or not at all, into
 * a temporary file without a name in TMPDIR. The list is the caller's. NULL
 * with OW_REFUSED (credentials), OW_CONFIG (option file, database, a schema
 * or a row that is not understood), OW_IO (the file) or OW_AGAIN.
 */
struct neutron_list *neutron_read(
	const struct neutron_options *o, struct ow_error *err) OW_MUST_CHECK;
void neutron_free(struct neutron_list *list);

/* When the snapshot was taken, by the database server's clock. */
int64_t neutron_read_us(const struct neutron_list *list);

/*
 * Returns 1 and the next sample, by id, as a line of LEN bytes without its
 * newline, which lives until the next call; 0 after the last; -1 with OW_IO.
 */
int neutron_next(struct neutron_list *list, const char **line, size_t *len,
	struct ow_error *err) OW_MUST_CHECK;

#endif
