/* A floating IP of Neutron's database as a raw sample. */
#ifndef OW_SOURCE_NEUTRON_SAMPLE_H
#define OW_SOURCE_NEUTRON_SAMPLE_H

#include <stdint.h>

#include "ow/base/error.h"

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

/*
 * The line, without its newline, that Ceilometer's file publisher would write
 * for the meter `ip.floating` if it had polled the address at AT_US; and a
 * member `region` unless REGION is NULL. The caller's, to free(). NULL if a
 * text is no UTF-8.
 *
 * Volume is always 1: Ceilometer's is a number for the status, which differs
 * from release to release.
 */
char *neutron_sample(const struct neutron_address *a, int64_t at_us,
	const char *region) OW_MUST_CHECK;

#endif
