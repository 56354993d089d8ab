#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support.h"

/* A file of so many bytes as clients of wl_shm make them, sealed against shrinking; -1 where there is none. */
static int pool(size_t bytes) {
  const int file = memfd_create("pool", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return -1;
  if (ftruncate(file, (off_t)bytes) == 0 && fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK) == 0) return file;
  close(file);
  return -1;
}

/* What is drawn through the file is what the buffer has, and the other way. */
static const char *two_faces(const struct tessera_buffer *buffer) {
  struct tessera_access access;
  struct tessera_plane plane;
  struct tessera_error *error = NULL;
  unsigned char *pixels;
  size_t bytes;
  int file = -1;

  EXPECT(tessera_buffer_export_memory_file(buffer, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_export_memory_file(buffer, 1, &file, &error) == -EINVAL && file == -1);
  tessera_error_destroy(error);
  EXPECT(tessera_buffer_export_memory_file(buffer, 0, &file, NULL) == 0);
  EXPECT((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0 && (fcntl(file, F_GET_SEALS) & F_SEAL_SHRINK) != 0);
  plane.size = sizeof plane;
  EXPECT(tessera_buffer_plane(buffer, 0, &plane) == 0);
  bytes = (size_t)tessera_buffer_bytes(buffer, 0);
  EXPECT(lseek(file, 0, SEEK_END) >= (off_t)bytes && plane.offset + plane.bytes <= bytes);
  pixels = (unsigned char *)mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  EXPECT(pixels != MAP_FAILED);
  close(file);

  pixels[plane.offset + plane.stride] = 42;
  access.size = sizeof access;
  EXPECT(tessera_buffer_begin_access(buffer, 0, TESSERA_READ_WRITE, TESSERA_FOREVER, &access, NULL) == 0);
  EXPECT(((unsigned char *)access.data)[plane.stride] == 42);
  ((unsigned char *)access.data)[0] = 43;
  EXPECT(tessera_buffer_end_access(buffer, 0, TESSERA_READ_WRITE, NULL) == 0);
  EXPECT(pixels[plane.offset] == 43);
  munmap(pixels, bytes);
  return NULL;
}

/* An image of one plane whose rows have no gaps. */
static void describe(struct tessera_image *image, struct tessera_plane *plane) {
  memset(image, 0, sizeof *image);
  image->size = sizeof *image;
  image->width = 64;
  image->height = 48;
  image->fourcc = XR24;
  image->plane_count = image->dma_buffer_count = 1;
  memset(plane, 0, sizeof *plane);
  plane->size = sizeof *plane;
  plane->rows = 48;
  plane->stride = 256;
  plane->bytes = 256 * 48;
}

/* What cannot be shared is said, also where there is no udmabuf. */
static const char *refused(const struct tessera_allocator *allocator, int result_of_all) {
  struct tessera_image image;
  struct tessera_plane plane;
  struct tessera_memory_range range;
  struct tessera_buffer *buffer = NULL;
  const int file = pool(1u << 16);

  EXPECT(file >= 0);
  describe(&image, &plane);
  memset(&range, 0, sizeof range);
  range.memory_file = file;
  range.bytes = 1u << 16;
  EXPECT(tessera_udmabuf_share(NULL, &range, 1, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(allocator, NULL, 1, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(allocator, &range, 0, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(allocator, &range, (size_t)-1, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, NULL, &plane, NULL, &buffer, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, NULL, NULL, &buffer, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, NULL, NULL) == -EINVAL);
  plane.dma_buffer = 1;
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  plane.dma_buffer = 0;
  image.size = sizeof image - 1;
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  image.size = sizeof image;
  range.reserved = 1;
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, &buffer, NULL) == -EINVAL);
  range.reserved = 0;

  /* Only udmabuf's own answers from here on. */
  range.bytes = 1;
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, &buffer, NULL) == result_of_all);
  range.bytes = 1u << 12;
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, &buffer, NULL) == result_of_all);
  range.offset = 1u << 20;
  EXPECT(tessera_udmabuf_share(allocator, &range, 1, &image, &plane, NULL, &buffer, NULL) == result_of_all);
  EXPECT(buffer == NULL);
  close(file);
  return NULL;
}

/* Two pieces of a client's pool, the second one first, are a dma-buf. */
static const char *shared(const struct tessera_allocator *udmabuf) {
  struct tessera_image image;
  struct tessera_plane plane;
  struct tessera_memory_range ranges[2];
  struct tessera_buffer *buffer;
  struct tessera_access access;
  unsigned char *pixels;
  const int file = pool(1u << 16);
  int none = -1;

  EXPECT(file >= 0);
  describe(&image, &plane);
  memset(ranges, 0, sizeof ranges);
  ranges[0].memory_file = ranges[1].memory_file = file;
  ranges[0].offset = 1u << 15;
  ranges[0].bytes = ranges[1].bytes = 1u << 13;
  pixels = (unsigned char *)mmap(NULL, 1u << 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  EXPECT(pixels != MAP_FAILED);
  pixels[1u << 15] = 44;
  EXPECT(tessera_udmabuf_share(udmabuf, ranges, 2, &image, &plane, "client", &buffer, NULL) == 0);
  close(file);
  EXPECT(tessera_buffer_bytes(buffer, 0) == 1u << 14);
  EXPECT(tessera_buffer_export_memory_file(buffer, 0, &none, NULL) == -ENOTSUP && none == -1);
  access.size = sizeof access;
  EXPECT(tessera_buffer_begin_access(buffer, 0, TESSERA_READ_WRITE, TESSERA_FOREVER, &access, NULL) == 0);
  EXPECT(((unsigned char *)access.data)[0] == 44);
  ((unsigned char *)access.data)[1u << 13] = 45;
  EXPECT(tessera_buffer_end_access(buffer, 0, TESSERA_READ_WRITE, NULL) == 0);
  EXPECT(pixels[0] == 45);
  munmap(pixels, 1u << 16);
  tessera_buffer_destroy(buffer);
  return NULL;
}

const char *client_memory_files(const char *udmabuf) {
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  struct tessera_error *error = NULL;
  const char *complaint;
  int none = -1;

  EXPECT(tessera_udmabuf_open_with("/dev/none", 4, &allocator, &error) == -EINVAL);
  EXPECT(strcmp(tessera_error_code(error), "invalid argument") == 0);
  tessera_error_destroy(error);
  EXPECT(tessera_udmabuf_open_with("/dev/none", TESSERA_UDMABUF_HUGE_PAGES, &allocator, NULL) == -ENOENT);
  if (udmabuf == NULL) {
    EXPECT(client_make(&buffer) == 0);
    complaint = two_faces(buffer);
    tessera_buffer_destroy(buffer);
    if (complaint != NULL) return complaint;
    EXPECT(tessera_memory_create(&allocator, NULL) == 0);
    complaint = refused(allocator, -ENOTSUP);
    tessera_allocator_destroy(allocator);
    return complaint;
  }
  EXPECT(tessera_udmabuf_open(udmabuf, &allocator, NULL) == 0);
  complaint = refused(allocator, -EINVAL);
  if (complaint == NULL) complaint = shared(allocator);
  if (complaint != NULL) return complaint;
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, "client", &buffer, NULL) == 0);
  error = NULL;
  EXPECT(tessera_buffer_export_memory_file(buffer, 0, &none, &error) == -ENOTSUP && none == -1);
  EXPECT(strstr(tessera_error_hint(error), "TESSERA_UDMABUF_KEEPING_MEMORY_FILES") != NULL);
  tessera_error_destroy(error);
  tessera_buffer_destroy(buffer);
  tessera_allocator_destroy(allocator);
  EXPECT(tessera_udmabuf_open_with(udmabuf, TESSERA_UDMABUF_KEEPING_MEMORY_FILES, &allocator, NULL) == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, "client", &buffer, NULL) == 0);
  complaint = two_faces(buffer);
  tessera_buffer_destroy(buffer);
  tessera_agreement_destroy(agreement);
  tessera_allocator_destroy(allocator);
  return complaint;
}
