/*
 * libgbm's edge. Mesa's and minigbm's libraries share a name and most symbols; what only one has is a weak
 * symbol here, and tells them apart. Functions that may fail clear errno first and read it at once: GBM often fails
 * without setting it, and what it says then is somebody else's.
 */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <gbm.h>

/* Only minigbm has these. */
__attribute__((weak)) uint32_t gbm_bo_get_plane_size(struct gbm_bo *bo, size_t plane);
__attribute__((weak)) int gbm_bo_get_plane_fd(struct gbm_bo *bo, size_t plane);
/* Mesa has these since 21.2 and 21.1; minigbm not everywhere. */
__attribute__((weak)) struct gbm_bo *gbm_bo_create_with_modifiers2(
    struct gbm_device *device, uint32_t width, uint32_t height, uint32_t format, const uint64_t *modifiers,
    const unsigned int count, uint32_t flags);
__attribute__((weak)) int gbm_bo_get_fd_for_plane(struct gbm_bo *bo, int plane);

static inline bool cgbm_is_minigbm(void) { return gbm_bo_get_plane_size != NULL; }

static inline struct gbm_device *cgbm_create_device(int descriptor, int *error) {
  errno = 0;
  struct gbm_device *device = gbm_create_device(descriptor);
  *error = errno;
  return device;
}

static inline struct gbm_bo *cgbm_create(
    struct gbm_device *device, uint32_t width, uint32_t height, uint32_t format, uint32_t flags, int *error) {
  errno = 0;
  struct gbm_bo *bo = gbm_bo_create(device, width, height, format, flags);
  *error = errno;
  return bo;
}

/* Without the newer function the usage cannot be said; it is scan-out then. */
static inline struct gbm_bo *cgbm_create_with_modifiers(
    struct gbm_device *device, uint32_t width, uint32_t height, uint32_t format, const uint64_t *modifiers,
    unsigned int count, uint32_t flags, int *error) {
  errno = 0;
  struct gbm_bo *bo =
      gbm_bo_create_with_modifiers2 != NULL
          ? gbm_bo_create_with_modifiers2(device, width, height, format, modifiers, count, flags)
          : gbm_bo_create_with_modifiers(device, width, height, format, modifiers, count);
  *error = errno;
  return bo;
}

static inline struct gbm_bo *cgbm_import(
    struct gbm_device *device, uint32_t type, void *data, uint32_t flags, int *error) {
  errno = 0;
  struct gbm_bo *bo = gbm_bo_import(device, type, data, flags);
  *error = errno;
  return bo;
}

/* minigbm's plane arguments are size_t: the same functions under names of their own, which Mesa's int reads alike. */
uint32_t cgbm_bo_get_stride(struct gbm_bo *bo, size_t plane) __asm__("gbm_bo_get_stride_for_plane");
uint32_t cgbm_bo_get_offset(struct gbm_bo *bo, size_t plane) __asm__("gbm_bo_get_offset");
union gbm_bo_handle cgbm_bo_get_handle(struct gbm_bo *bo, size_t plane) __asm__("gbm_bo_get_handle_for_plane");

/* minigbm answers a negative errno; Mesa −1, and errno if anything. */
static inline int cgbm_descriptor(struct gbm_bo *bo, size_t plane, int *error) {
  if (gbm_bo_get_plane_fd != NULL) {
    int answer = gbm_bo_get_plane_fd(bo, plane);
    *error = answer < 0 ? -answer : 0;
    return answer;
  }
  errno = 0;
  int answer = gbm_bo_get_fd_for_plane(bo, (int)plane);
  *error = errno;
  return answer;
}

/* minigbm answers MAP_FAILED where Mesa answers NULL. */
static inline void *cgbm_map(
    struct gbm_bo *bo, uint32_t width, uint32_t height, uint32_t flags, uint32_t *stride, void **token, int *error) {
  errno = 0;
  void *address = gbm_bo_map(bo, 0, 0, width, height, flags, stride, token);
  *error = errno;
  return address == MAP_FAILED ? NULL : address;
}
