#include "allocation-count.h"

#include <errno.h>
#include <stddef.h>

static __thread unsigned long count;

unsigned long allocation_count(void) { return count; }

/* The thread sanitizer has allocation functions of its own, and needs them. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ALLOCATION_COUNT_OFF
#endif
#endif

#ifndef ALLOCATION_COUNT_OFF

/* A program's own functions come before the C library's, which are still there under other names. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t many, size_t size) {
  count++;
  return __libc_calloc(many, size);
}

void *realloc(void *memory, size_t size) {
  count++;
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  count++;
  void *made = __libc_memalign(alignment, size);
  if (!made) return ENOMEM;
  *memory = made;
  return 0;
}

#endif
