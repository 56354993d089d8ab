#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/memfd.h>
#include <linux/udmabuf.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <drm_mode.h>

/* What a careful caller also does with a new dma-buf: learns its size, sees that children do not get it, names it. */
static void look(int buffer, bool carefully) {
  if (!carefully) return;
  lseek(buffer, 0, SEEK_END);
  fcntl(buffer, F_GETFD);
  ioctl(buffer, DMA_BUF_SET_NAME_B, "tessera");
}

long peer_heap_cycle(int heap, uint64_t bytes, bool carefully) {
  struct dma_heap_allocation_data data = {.len = bytes, .fd_flags = O_RDWR | O_CLOEXEC};
  if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) < 0) return -errno;
  look((int)data.fd, carefully);
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
    look(buffer, carefully);
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
    look(prime.fd, carefully);
    close(prime.fd);
  }
  struct drm_gem_close gem = {.handle = dumb.handle};
  ioctl(card, DRM_IOCTL_GEM_CLOSE, &gem);
  return result;
}

long peer_access_cycle(int buffer) {
  struct dma_buf_sync sync = {.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW};
  if (ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync) < 0) return -errno;
  sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW;
  return ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync) < 0 ? -errno : 0;
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
