/*
 * Amounts: seconds, or seconds times a size, summed as integers and rounded
 * once, at the end.
 */
#ifndef OW_KIND_AMOUNT_H
#define OW_KIND_AMOUNT_H

#include <stdint.h>

#include "ow/base/error.h"
#include "ow/kind/kind.h"

__extension__ typedef __int128 kind_amount;

/* SECONDS of a resource of SIZE (GiB or bytes, by type; else ignored). */
kind_amount amount_of(const struct kind *k, int64_t size, int64_t seconds);

/*
 * Ten-thousandths of the type's unit, half up. AMOUNT is not negative. -1 if
 * they do not fit.
 */
int amount_hours(const struct kind *k, kind_amount amount,
	int64_t *hours_e4) OW_MUST_CHECK;

#endif
