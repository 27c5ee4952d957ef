/*
 * The table of the report: its columns, and what keeps cells harmless.
 */
#ifndef OW_REPORT_CELLS_H
#define OW_REPORT_CELLS_H

#include <stdio.h>

#include "ow/report/format.h"

struct cell_style {
	char separator;
	const char *line_end;
	bool raw;
	/* Prints GUARD and TEXT as one cell. */
	void (*put)(const char *guard, const char *text, FILE *to);
};

/* Prints the header and all rows, or stops when the stream has failed. */
void cells_write(
	const struct report *r, const struct cell_style *style, FILE *to);

#endif
