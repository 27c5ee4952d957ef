/* Bytes as zcat(1) reads them; the same bytes whenever they are packed. */
#ifndef OW_STORE_GZIP_H
#define OW_STORE_GZIP_H

#include <stdint.h>

#include "ow/base/buf.h"
#include "ow/base/error.h"

/* Appends PLAIN, packed. */
void gzip_pack(const struct buf *plain, struct buf *out);

/* Appends what was packed. -1 if it is damaged, cut or too large. */
int gzip_unpack(const struct buf *packed, struct buf *out) OW_MUST_CHECK;

/* The checksum of PLAIN that stands in the packed bytes, too. */
int64_t gzip_sum(const struct buf *plain);

#endif
