/*
 * Lets Mesa share buffers on a GPU of mesa-drm-shim, which has no PRIME: preloaded before the shim.
 *
 * A shared buffer is a memory file that holds its handle and is large enough for any image in the tests, so that what
 * GBM says of its planes can be checked like that of a real one. What the kernel can share is shared by the kernel.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <drm.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

enum { magic = 0x5e55e7a };
struct shared { int magic; unsigned handle; };

static int share(struct drm_prime_handle *prime) {
  struct shared shared = {magic, prime->handle};
  int file = memfd_create("shim", MFD_CLOEXEC);
  if (file < 0) return -1;
  if (pwrite(file, &shared, sizeof shared, 0) != sizeof shared || ftruncate(file, 1 << 28) != 0) {
    close(file);
    return -1;
  }
  prime->fd = file;
  return 0;
}

static int take(struct drm_prime_handle *prime) {
  struct shared shared;
  if (pread(prime->fd, &shared, sizeof shared, 0) != sizeof shared || shared.magic != magic) return -1;
  prime->handle = shared.handle;
  return 0;
}

int ioctl(int descriptor, unsigned long request, ...) {
  static int (*next)(int, unsigned long, void *);
  if (!next) next = (int (*)(int, unsigned long, void *))dlsym(RTLD_NEXT, "ioctl");
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (request == DRM_IOCTL_PRIME_FD_TO_HANDLE && take(argument) == 0) return 0;
  int answer = next(descriptor, request, argument);
  if (request == DRM_IOCTL_GET_CAP && answer == 0) {
    struct drm_get_cap *capability = argument;
    if (capability->capability == DRM_CAP_PRIME) capability->value |= DRM_PRIME_CAP_EXPORT;
  }
  if (request == DRM_IOCTL_PRIME_HANDLE_TO_FD && answer != 0) return share(argument);
  return answer;
}
