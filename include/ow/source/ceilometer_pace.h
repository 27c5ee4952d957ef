/*
 * How much is asked for at once: samples a page, and time a slice.
 *
 * An old server answers one request at a time and sorts all that lies between
 * the bounds for each answer, so everybody else waits meanwhile. What took
 * long is halved, what was quick is doubled up to where it began.
 */
#ifndef OW_SOURCE_CEILOMETER_PACE_H
#define OW_SOURCE_CEILOMETER_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct ceilometer_pace {
	int64_t page, page_max; /* samples */
	int64_t slice_us;
};

void ceilometer_pace_init(struct ceilometer_pace *p, int64_t page_max);

/* After an answer that took MS milliseconds. True: it was a quick one. */
bool ceilometer_pace_note(struct ceilometer_pace *p, int64_t ms);

/* After a part that gave no reason to keep it short. */
void ceilometer_pace_widen(struct ceilometer_pace *p);

/* After an answer that did not come in time. */
void ceilometer_pace_less(struct ceilometer_pace *p);

/* After one that was too large; stays so. False: there is no smaller page. */
bool ceilometer_pace_lower(struct ceilometer_pace *p);

/* After more samples in a slice than fit. False: there is no shorter one. */
bool ceilometer_pace_narrow(struct ceilometer_pace *p);

#endif
