/* What went wrong with an HTTP request, as text and exit code. */
#ifndef OW_SOURCE_FAULT_H
#define OW_SOURCE_FAULT_H

#include <stddef.h>

#include "ow/base/error.h"

#define FAULT_TEXT 256

/*
 * Writes ": 'TEXT'" on one line into OUT and returns it, with what the body
 * of an error answer of an OpenStack service says. Returns "" if the body
 * (NULL: none) has no text to show: a page of HTML, or one that repeats the
 * TOKEN or SECRET (each may be NULL) that was sent. With a SECRET only a
 * first line that quotes nothing of the request is shown.
 */
const char *fault_text(char out[FAULT_TEXT], const char *body,
	const char *token, const char *secret);

/* Fills ERR for a CURLcode other than CURLE_OK. Returns -1. */
int fault_transport(int code, struct ow_error *err);

/* The exit code for an HTTP status that is no success. */
enum ow_exit fault_exit(long status);

#endif
