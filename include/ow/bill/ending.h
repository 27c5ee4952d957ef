/* How a life ended, where nothing told of its end. */
#ifndef OW_BILL_ENDING_H
#define OW_BILL_ENDING_H

#include "ow/bill/inventory.h"

/*
 * Sets the end of R from silence, if that is evidence, or takes back one that
 * was told and cannot be: coverage and timeline have to be settled. An end
 * that was inferred earlier counts only where no scans came along.
 */
void ending_infer(const struct inventory *v, struct resource *r);

#endif
