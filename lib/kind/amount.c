#include "ow/kind/amount.h"

kind_amount amount_of(const struct kind *k, int64_t size, int64_t seconds)
{
	return (kind_amount)seconds * (k->unit_size ? size : 1);
}

int amount_hours(const struct kind *k, kind_amount amount, int64_t *hours_e4)
{
	int64_t unit = 3600 * (k->unit_size ? k->unit_size : 1);
	kind_amount whole = amount / unit;
	kind_amount rest = amount % unit;

	if (whole >= INT64_MAX / 10000)
		return -1;
	*hours_e4 = (int64_t)(whole * 10000 + (rest * 10000 + unit / 2) / unit);
	return 0;
}
