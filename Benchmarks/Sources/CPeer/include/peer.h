/* The peer: wlroots' intersection of format sets, found at run time; and a count of allocations. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* struct wlr_drm_format and struct wlr_drm_format_set of wlroots 0.18. */
struct peer_format {
  uint32_t format;
  size_t len, capacity;
  uint64_t *modifiers;
};
struct peer_format_set {
  size_t len, capacity;
  struct peer_format *formats;
};

/* Finds the library; false where it is not installed. */
bool peer_open(void);
bool peer_add(struct peer_format_set *set, uint32_t format, uint64_t modifier);
/* Intersects all sets, one after the other, and answers how many formats are left. */
size_t peer_intersect_all(const struct peer_format_set *sets, size_t count);
void peer_finish(struct peer_format_set *set);

/* Calls of malloc and its kin by this process so far. */
uint64_t peer_allocations(void);
uint64_t peer_nanoseconds(void);
