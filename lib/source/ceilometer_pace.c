#include "ow/source/ceilometer_pace.h"
#include "ow/base/time.h"
#include "ow/source/ceilometer_query.h"

/* An hour at once keeps the sorting cheap, a day takes it ten times as long. */
#define SLICE_MAX_US (3600 * (int64_t)TIME_US)
#define SLICE_MIN_US ((int64_t)TIME_US)
#define QUICK_MS 1000
#define SLOW_MS 10000

static int64_t within(int64_t value, int64_t low, int64_t high)
{
	if (value < low)
		return low;
	return value > high ? high : value;
}

void ceilometer_pace_init(struct ceilometer_pace *p, int64_t page_max)
{
	*p = (struct ceilometer_pace){page_max, page_max, SLICE_MAX_US};
}

bool ceilometer_pace_note(struct ceilometer_pace *p, int64_t ms)
{
	if (ms > SLOW_MS)
		ceilometer_pace_less(p);
	else if (ms < QUICK_MS)
		p->page = within(2 * p->page, CEILOMETER_PAGE_MIN, p->page_max);
	return ms < QUICK_MS;
}

void ceilometer_pace_widen(struct ceilometer_pace *p)
{
	p->slice_us = within(2 * p->slice_us, SLICE_MIN_US, SLICE_MAX_US);
}

bool ceilometer_pace_narrow(struct ceilometer_pace *p)
{
	int64_t was = p->slice_us;

	p->slice_us = within(was / 2, SLICE_MIN_US, SLICE_MAX_US);
	return p->slice_us < was;
}

static void halve_page(struct ceilometer_pace *p)
{
	p->page = within(p->page / 2, CEILOMETER_PAGE_MIN, p->page_max);
}

void ceilometer_pace_less(struct ceilometer_pace *p)
{
	halve_page(p);
	(void)ceilometer_pace_narrow(p);
}

bool ceilometer_pace_lower(struct ceilometer_pace *p)
{
	int64_t was = p->page;

	halve_page(p);
	p->page_max = p->page;
	return p->page < was;
}
