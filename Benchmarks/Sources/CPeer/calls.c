#define _GNU_SOURCE
#include "peer.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/memfd.h>
#include <linux/udmabuf.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm.h>
#include <drm_mode.h>

void peer_look(int buffer, bool carefully) {
  if (!carefully) return;
  lseek(buffer, 0, SEEK_END);
  fcntl(buffer, F_GETFD);
  ioctl(buffer, DMA_BUF_SET_NAME_B, "tessera");
}

void peer_ask(int buffer, bool carefully) {
  struct pollfd entry = {.fd = buffer, .events = POLLOUT};
  if (carefully) poll(&entry, 1, 0);
}

long peer_heap_cycle(int heap, uint64_t bytes, bool carefully) {
  struct dma_heap_allocation_data data = {.len = bytes, .fd_flags = O_RDWR | O_CLOEXEC};
  if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) < 0) return -errno;
  peer_look((int)data.fd, carefully);
  close((int)data.fd);
  return 0;
}

long peer_udmabuf_cycle(int udmabuf, uint64_t bytes, bool carefully) {
  int memory = memfd_create("tessera", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory < 0) return -errno;
  if (ftruncate(memory, (off_t)bytes) < 0 || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) < 0) return -errno;
  struct udmabuf_create create = {
      .memfd = (uint32_t)memory, .flags = UDMABUF_FLAGS_CLOEXEC, .size = bytes};
  int buffer = ioctl(udmabuf, UDMABUF_CREATE, &create);
  long result = buffer < 0 ? -errno : 0;
  if (buffer >= 0) {
    peer_look(buffer, carefully);
    close(buffer);
  }
  close(memory);
  return result;
}

long peer_dumb_cycle(int card, uint32_t width, uint32_t height, bool carefully) {
  struct drm_mode_create_dumb dumb = {.width = width, .height = height, .bpp = 32};
  if (ioctl(card, DRM_IOCTL_MODE_CREATE_DUMB, &dumb) < 0) return -errno;
  struct drm_prime_handle prime = {.handle = dumb.handle, .flags = DRM_CLOEXEC | DRM_RDWR};
  long result = ioctl(card, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime) < 0 ? -errno : 0;
  if (result == 0) {
    peer_look(prime.fd, carefully);
    close(prime.fd);
  }
  struct drm_gem_close gem = {.handle = dumb.handle};
  ioctl(card, DRM_IOCTL_GEM_CLOSE, &gem);
  return result;
}

long peer_memory_cycle(uint64_t bytes, bool carefully) {
  int memory = memfd_create("tessera", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory < 0) return -errno;
  long result = 0;
  if (ftruncate(memory, (off_t)bytes) < 0 || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) < 0 ||
      fallocate(memory, 0, 0, (off_t)bytes) < 0)
    result = -errno;
  if (result == 0 && carefully) {
    struct stat status;
    fstat(memory, &status);
    fcntl(memory, F_GETFD);
  }
  close(memory);
  return result;
}

long peer_video_cycle(int node, uint32_t format, uint32_t width, uint32_t height, bool carefully) {
  const uint32_t type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  struct v4l2_create_buffers create = {.count = 1, .memory = V4L2_MEMORY_MMAP, .format = {.type = type}};
  create.format.fmt.pix.width = width;
  create.format.fmt.pix.height = height;
  create.format.fmt.pix.pixelformat = format;
  create.format.fmt.pix.field = V4L2_FIELD_NONE;
  if (ioctl(node, VIDIOC_S_FMT, &create.format) < 0 || ioctl(node, VIDIOC_CREATE_BUFS, &create) < 0)
    return -errno;
  struct v4l2_buffer state = {.index = create.index, .type = type, .memory = V4L2_MEMORY_MMAP};
  struct v4l2_exportbuffer share = {.type = type, .index = create.index, .flags = O_CLOEXEC | O_RDWR};
  long result =
      ioctl(node, VIDIOC_QUERYBUF, &state) < 0 || ioctl(node, VIDIOC_EXPBUF, &share) < 0 ? -errno : 0;
  if (result == 0) peer_look(share.fd, carefully);
  struct v4l2_requestbuffers none = {.type = type, .memory = V4L2_MEMORY_MMAP};
  ioctl(node, VIDIOC_REQBUFS, &none);
  if (result == 0) close(share.fd);
  return result;
}

/* libgbm, as much of it as is used here. */
static struct {
  void *(*create_device)(int);
  void *(*create)(void *, uint32_t, uint32_t, uint32_t, uint32_t);
  void *(*create_with_modifiers2)(void *, uint32_t, uint32_t, uint32_t, const uint64_t *, unsigned, uint32_t);
  uint64_t (*get_modifier)(void *);
  int (*get_plane_count)(void *);
  uint64_t (*get_handle_for_plane)(void *, int);
  uint32_t (*get_stride_for_plane)(void *, int);
  uint32_t (*get_offset)(void *, int);
  int (*get_fd_for_plane)(void *, int);
  void (*destroy)(void *);
} gbm;

void *peer_open_gbm(int node) {
  void *library = dlopen("libgbm.so.1", RTLD_NOW);
  if (library == NULL) return NULL;
  *(void **)&gbm.create_device = dlsym(library, "gbm_create_device");
  *(void **)&gbm.create = dlsym(library, "gbm_bo_create");
  *(void **)&gbm.create_with_modifiers2 = dlsym(library, "gbm_bo_create_with_modifiers2");
  *(void **)&gbm.get_modifier = dlsym(library, "gbm_bo_get_modifier");
  *(void **)&gbm.get_plane_count = dlsym(library, "gbm_bo_get_plane_count");
  *(void **)&gbm.get_handle_for_plane = dlsym(library, "gbm_bo_get_handle_for_plane");
  *(void **)&gbm.get_stride_for_plane = dlsym(library, "gbm_bo_get_stride_for_plane");
  *(void **)&gbm.get_offset = dlsym(library, "gbm_bo_get_offset");
  *(void **)&gbm.get_fd_for_plane = dlsym(library, "gbm_bo_get_fd_for_plane");
  *(void **)&gbm.destroy = dlsym(library, "gbm_bo_destroy");
  return gbm.create_device(node);
}

long peer_gbm_cycle(void *device, uint32_t format, uint32_t width, uint32_t height, bool carefully) {
  /* GBM_BO_USE_SCANOUT, GBM_BO_USE_RENDERING and GBM_BO_USE_LINEAR. */
  const uint32_t usage = 1 << 0 | 1 << 2, linear_usage = 1 << 4;
  const uint64_t linear = 0;
  static bool by_usage;
  void *image = NULL;
  if (!by_usage) {
    image = gbm.create_with_modifiers2(device, width, height, format, &linear, 1, usage);
    by_usage = image == NULL;
  }
  if (by_usage) image = gbm.create(device, width, height, format, usage | linear_usage);
  if (image == NULL) return -errno;
  gbm.get_modifier(image);
  for (int plane = 0; plane < gbm.get_plane_count(image); plane++) {
    gbm.get_handle_for_plane(image, plane);
    gbm.get_stride_for_plane(image, plane);
    gbm.get_offset(image, plane);
  }
  int buffer = gbm.get_fd_for_plane(image, 0);
  long result = buffer < 0 ? -errno : 0;
  if (result == 0) {
    peer_look(buffer, carefully);
    peer_ask(buffer, carefully);
    close(buffer);
  }
  gbm.destroy(image);
  return result;
}

long peer_access_cycle(int buffer) {
  struct dma_buf_sync sync = {.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW};
  if (ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync) < 0) return -errno;
  sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW;
  return ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync) < 0 ? -errno : 0;
}

long peer_export_fence(int buffer) {
  struct dma_buf_export_sync_file file = {.flags = DMA_BUF_SYNC_RW};
  return ioctl(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &file) < 0 ? -errno : file.fd;
}

long peer_poll(int fence) {
  struct pollfd entry = {.fd = fence, .events = POLLIN};
  return poll(&entry, 1, 0) < 0 ? -errno : 0;
}

void *peer_map(int buffer, uint64_t bytes) {
  void *address = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, buffer, 0);
  return address == MAP_FAILED ? 0 : address;
}

int peer_open_node(const char *path, bool writable) {
  return open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
}

void peer_copy(void *to, const void *from, uint64_t bytes) { memcpy(to, from, bytes); }

void peer_print_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
