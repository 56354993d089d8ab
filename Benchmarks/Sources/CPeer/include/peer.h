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

/* The bare system calls that an allocation amounts to; 0, or a negative errno. Carefully: also those by which
   Tessera looks at what it was given, lseek or for memory files fstat, F_GETFD and DMA_BUF_SET_NAME. */
void peer_look(int buffer, bool carefully);
/* Whether a driver is done with it. */
void peer_ask(int buffer, bool carefully);

/* DMA_HEAP_IOCTL_ALLOC and close. */
long peer_heap_cycle(int heap, uint64_t bytes, bool carefully);
/* memfd_create, ftruncate, F_ADD_SEALS, UDMABUF_CREATE and two closes. */
long peer_udmabuf_cycle(int udmabuf, uint64_t bytes, bool carefully);
/* DRM_IOCTL_MODE_CREATE_DUMB, DRM_IOCTL_PRIME_HANDLE_TO_FD, close and DRM_IOCTL_GEM_CLOSE. */
long peer_dumb_cycle(int card, uint32_t width, uint32_t height, bool carefully);
/* memfd_create, ftruncate, F_ADD_SEALS, fallocate and close; no dma-buf, so that nothing is named. */
long peer_memory_cycle(uint64_t bytes, bool carefully);
/* VIDIOC_S_FMT, VIDIOC_CREATE_BUFS, VIDIOC_QUERYBUF, VIDIOC_EXPBUF, VIDIOC_REQBUFS and close, on a capture queue with
   one plane that keeps no slot for a dma-buf. */
long peer_video_cycle(int node, uint32_t format, uint32_t width, uint32_t height, bool carefully);
/* A device of libgbm, which is opened at run time, on a node; NULL where there is none. */
void *peer_open_gbm(int node);
/* gbm_bo_create_with_modifiers2 with the linear layout, or gbm_bo_create where that fails; what it has asked for;
   gbm_bo_get_fd_for_plane, close and gbm_bo_destroy; carefully also poll. */
long peer_gbm_cycle(void *device, uint32_t format, uint32_t width, uint32_t height, bool carefully);
/* A device of libvulkan, which is opened at run time, by its name; NULL where there is none. */
void *peer_open_vulkan(const char *name);
/* vkCreateImage of a linear XRGB8888 image whose rows are told, vkGetImageMemoryRequirements, vkAllocateMemory for it
   alone, vkBindImageMemory, vkGetMemoryFdKHR, close, vkFreeMemory and vkDestroyImage; carefully, also
   vkGetImageDrmFormatModifierPropertiesEXT, vkGetImageSubresourceLayout and poll. Failures are all -EIO. */
long peer_vulkan_cycle(const void *device, uint32_t width, uint32_t height, uint64_t stride, bool carefully);
/* DMA_BUF_IOCTL_SYNC, start and end, for reading and writing. */
long peer_access_cycle(int buffer);
/* DMA_BUF_IOCTL_EXPORT_SYNC_FILE, of all who use it: a sync file. */
long peer_export_fence(int buffer);
/* poll for a sync file that has signalled. */
long peer_poll(int fence);
/* A mapping of a whole dma-buf to write, or NULL. */
void *peer_map(int buffer, uint64_t bytes);
int peer_open_node(const char *path, bool writable);
/* Prints each line as it comes, also into a pipe. */
void peer_print_lines(void);
void peer_copy(void *to, const void *from, uint64_t bytes);
