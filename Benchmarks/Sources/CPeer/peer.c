#define _GNU_SOURCE
#include "peer.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool (*add)(struct peer_format_set *, uint32_t, uint64_t);
static bool (*intersect)(struct peer_format_set *, const struct peer_format_set *,
                         const struct peer_format_set *);
static void (*finish)(struct peer_format_set *);

bool peer_open(void) {
  void *library = dlopen("libwlroots-0.18.so", RTLD_NOW);
  if (library == NULL) return false;
  *(void **)&add = dlsym(library, "wlr_drm_format_set_add");
  *(void **)&intersect = dlsym(library, "wlr_drm_format_set_intersect");
  *(void **)&finish = dlsym(library, "wlr_drm_format_set_finish");
  return add && intersect && finish;
}

bool peer_add(struct peer_format_set *set, uint32_t format, uint64_t modifier) {
  return add(set, format, modifier);
}

size_t peer_intersect_all(const struct peer_format_set *sets, size_t count) {
  struct peer_format_set result = {0};
  intersect(&result, &sets[0], &sets[1]);
  for (size_t index = 2; index < count; index++) {
    struct peer_format_set next = {0};
    intersect(&next, &result, &sets[index]);
    finish(&result);
    result = next;
  }
  size_t left = result.len;
  finish(&result);
  return left;
}

void peer_finish(struct peer_format_set *set) { finish(set); }

static atomic_uint_fast64_t allocations;

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  return __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  return __libc_calloc(count, size);
}
void *realloc(void *pointer, size_t size) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  return __libc_realloc(pointer, size);
}
int posix_memalign(void **pointer, size_t alignment, size_t size) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  *pointer = __libc_memalign(alignment, size);
  return *pointer == NULL ? 12 : 0;
}

uint64_t peer_allocations(void) { return allocations; }

uint64_t peer_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
