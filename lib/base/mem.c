#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ow/base/error.h"
#include "ow/base/mem.h"

static _Noreturn void exhausted(void)
{
	fputs("openwatt: out of memory\n", stderr);
	exit(OW_AGAIN);
}

void *mem_zero(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);

	if (!p)
		exhausted();
	return p;
}

char *mem_copy(const char *text)
{
	if (!text)
		return NULL;
	size_t n = strlen(text) + 1;
	return memcpy(mem_zero(n, 1), text, n);
}

void *mem_room(void *old, size_t *cap, size_t need, size_t size)
{
	size_t want = *cap ? *cap : 4;

	if (need <= *cap)
		return old;
	while (want < need && want <= SIZE_MAX / 2)
		want *= 2;
	if (want < need || want > SIZE_MAX / size)
		exhausted();
	void *p = realloc(old, want * size);
	if (!p)
		exhausted();
	*cap = want;
	return p;
}
