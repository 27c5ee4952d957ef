/* How long to wait before a request is tried again. */
#ifndef OW_SOURCE_PAUSE_H
#define OW_SOURCE_PAUSE_H

#include <stdint.h>

#define PAUSE_ASKED_MAX_S 120 /* of Retry-After */

/*
 * Milliseconds after the TRIES-th failure, counted from 1: a quarter of a
 * second, doubled each time up to 32 seconds, of which half is as RANDOM
 * wills, so that many clients do not come back at once. At least ASKED_S
 * seconds (0: the server asked for none), up to the maximum.
 */
int64_t pause_ms(int64_t tries, int64_t asked_s, uint32_t random);

#endif
