/*
 * Whole files, read and written. Errors: OW_IO, with the name and the
 * system's reason, which errno has, too.
 */
#ifndef OW_STORE_DISK_H
#define OW_STORE_DISK_H

#include "ow/base/buf.h"
#include "ow/base/error.h"

/* Fills ERR from errno, which it keeps: "cannot DO 'NAME': WHY". Returns -1. */
int disk_error(struct ow_error *err, const char *what, const char *name);

/* Appends what is in the file. */
int disk_read(int dir, const char *name, struct buf *out,
	struct ow_error *err) OW_MUST_CHECK;

/* Makes or replaces the file; it is on the disk when this returns 0. */
int disk_write(int dir, const char *name, const struct buf *bytes,
	struct ow_error *err) OW_MUST_CHECK;

/* Has the names in the folder on the disk. */
int disk_sync(int dir, const char *name, struct ow_error *err) OW_MUST_CHECK;

#endif
