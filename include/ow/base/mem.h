/*
 * Memory that is there or ends the program.
 *
 * Exhaustion is the one error the library does not hand back: it prints one
 * line and exits with OW_AGAIN. Everything here is freed with free().
 */
#ifndef OW_BASE_MEM_H
#define OW_BASE_MEM_H

#include <stddef.h>

/* COUNT zeroed elements of SIZE bytes; never NULL, even for none. */
void *mem_zero(size_t count, size_t size);

/* A copy of TEXT, or NULL for NULL. */
char *mem_copy(const char *text);

/*
 * Makes room for at least NEED elements of SIZE bytes in the array OLD that
 * has room for *CAP; doubles. Returns the array, which may have moved.
 */
void *mem_room(void *old, size_t *cap, size_t need, size_t size);

#endif
