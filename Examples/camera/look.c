#include "look.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define SECOND 1000000000

/* Begins to read the first plane. */
static int begin(const struct tessera_buffer *buffer, struct tessera_access *access) {
  struct tessera_error *error = NULL;
  *access = (struct tessera_access){.size = sizeof *access};
  const int result = tessera_buffer_begin_access(buffer, 0, TESSERA_READ, SECOND, access, &error);
  if (result < 0) fprintf(stderr, "%s\n", tessera_error_message(error));
  tessera_error_destroy(error);
  return result;
}

static int end(const struct tessera_buffer *buffer) { return tessera_buffer_end_access(buffer, 0, TESSERA_READ, NULL); }

int64_t look_sum(const struct tessera_buffer *buffer) {
  struct tessera_access access;
  int64_t sum = 0;
  int result = begin(buffer, &access);
  if (result < 0) return result;
  for (uint64_t i = 0; i < access.bytes; i += 64) sum += ((const unsigned char *)access.data)[i];
  result = end(buffer);
  return result < 0 ? result : sum;
}

struct colour {
  int red, green, blue;
};

static struct colour pixel(const struct tessera_image *image, const struct tessera_access *access, uint32_t x, uint32_t y) {
  const unsigned char *row = (const unsigned char *)access->data + y * access->stride;
  /* DRM names the component of the last byte first. */
  if (image->fourcc == DRM_FORMAT_RGB888) return (struct colour){row[3 * x + 2], row[3 * x + 1], row[3 * x]};
  if (image->fourcc == DRM_FORMAT_BGR888) return (struct colour){row[3 * x], row[3 * x + 1], row[3 * x + 2]};
  if (image->fourcc == DRM_FORMAT_XRGB8888) return (struct colour){row[4 * x + 2], row[4 * x + 1], row[4 * x]};
  const unsigned word = row[2 * x] | (unsigned)row[2 * x + 1] << 8;
  return (struct colour){(int)(word >> 11) << 3, (int)(word >> 5 & 63) << 2, (int)(word & 31) << 3};
}

static bool is_same(struct colour one, struct colour other) {
  return abs(one.red - other.red) < 8 && abs(one.green - other.green) < 8 && abs(one.blue - other.blue) < 8;
}

/* Counts while both can be read. */
static int64_t differences(
    const struct tessera_image *images, const struct tessera_access *captured, const struct tessera_access *converted) {
  int64_t count = 0;
  for (uint32_t y = 0; y < images[0].height; ++y) {
    for (uint32_t x = 0; x < images[0].width; ++x) {
      const struct colour colour = pixel(&images[1], converted, x, y);
      /* Some converters give two neighbours the colour of the first: vim2m does in RG16. */
      count += !is_same(colour, pixel(&images[0], captured, x, y)) &&
          !is_same(colour, pixel(&images[0], captured, x & ~1u, y));
    }
  }
  return count;
}

int64_t look_compare(const struct tessera_buffer *captured, const struct tessera_buffer *converted) {
  struct tessera_image images[] = {{.size = sizeof *images}, {.size = sizeof *images}};
  struct tessera_access before, behind;
  tessera_buffer_image(captured, &images[0]);
  tessera_buffer_image(converted, &images[1]);
  if (images[0].width != images[1].width || images[0].height != images[1].height) return -EINVAL;
  int result = begin(captured, &before), ended;
  if (result < 0) return result;
  int64_t count = result = begin(converted, &behind);
  if (result == 0) {
    count = differences(images, &before, &behind);
    result = end(converted);
  }
  ended = end(captured);
  return result < 0 ? result : ended < 0 ? ended : count;
}
