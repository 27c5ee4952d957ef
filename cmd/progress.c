#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "ow/base/time.h"
#include "progress.h"

#define EVERY_MS 250
#define ERASE "\033[K" /* what is left of a longer line */

void progress_begin(struct progress *p, const char *program, bool quiet,
	int64_t from_us, int64_t till_us)
{
	*p = (struct progress){.program = program,
		.on = !quiet && isatty(STDERR_FILENO),
		.from_us = from_us,
		.till_us = till_us,
		.began_ms = time_elapsed_ms()};
}

/* Whole milliseconds keep the products far below the limits of int64_t. */
static void show(struct progress *p, int64_t reached_us, int64_t count)
{
	int64_t took_ms = p->last_ms - p->began_ms + 1;
	int64_t done_ms = (reached_us - p->from_us) / 1000;
	int64_t all_ms = (p->till_us - p->from_us) / 1000;
	int64_t share = done_ms * 100 / all_ms;

	fprintf(stderr,
		"\r%s: %" PRId64 " %%, %" PRId64 " samples, %" PRId64 "/s",
		p->program, share, count, count * 1000 / took_ms);
	if (share > 0) {
		int64_t left_s = took_ms * (100 - share) / share / 1000;
		fprintf(stderr, ", %" PRId64 ":%02d left", left_s / 60,
			(int)(left_s % 60));
	}
	fputs(ERASE, stderr);
	p->shown = true;
}

void progress_show(struct progress *p, int64_t reached_us, int64_t count)
{
	if (!p->on)
		return;
	int64_t now = time_elapsed_ms();
	if (p->shown && now - p->last_ms < EVERY_MS)
		return;
	p->last_ms = now;
	show(p, reached_us, count);
}

void progress_end(struct progress *p, int64_t reached_us, int64_t count)
{
	if (!p->shown)
		return;
	p->last_ms = time_elapsed_ms();
	show(p, reached_us, count);
	fputc('\n', stderr);
}
