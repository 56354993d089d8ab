/*
 * A camera's images on a screen and under the CPU's eyes at once, in one allocation that all three agreed on; or through a
 * converter, in one allocation before it and another behind it.
 *
 * usage: tessera-camera [--through CONVERTER] CAMERA CARD [FRAMES]
 *
 * Such as: tessera-camera /dev/video0 /dev/dri/card0 100, from a free virtual terminal. V4L2 and KMS are spoken to as ever;
 * Tessera says which buffers, makes them, and keeps the CPU's view of them coherent.
 */
#include <drm_fourcc.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "look.h"
#include "sharing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct devices {
  struct screen screen;
  struct tessera_card *card;
  struct tessera_inventory *inventory;
  struct queue camera;
  /* Both sides of the converter, on one open file. */
  struct queue converter, converted;
  int wanted;
};

/* ---- A camera, a screen and the CPU ---- */

static int stream(const struct devices *devices, const struct images *images) {
  int shown = -1, result = 0;
  int64_t last = -1, changes = 0;
  for (uint32_t i = 0; result == 0 && i < images->count; ++i) result = queue_give(&devices->camera, i, images->buffers[i]);
  if (result == 0) result = queue_start(&devices->camera);
  for (int count = 0; result >= 0 && count < devices->wanted; ++count) {
    const int next = queue_next(&devices->camera);
    if (next < 0) return complain("camera", next, NULL);
    const int64_t sum = look_sum(images->buffers[next]);
    if (sum < 0) return complain("CPU", (int)sum, NULL);
    changes += sum != last;
    last = sum;
    result = screen_show(&devices->screen, images->framebuffers[next], count == 0);
    if (result == 0 && shown >= 0) result = queue_give(&devices->camera, (uint32_t)shown, images->buffers[shown]);
    shown = next;
  }
  if (result < 0) return complain("a frame", result, NULL);
  printf("%d frames shown and looked at, %lld different ones, nothing copied\n", devices->wanted, (long long)changes);
  return changes < 2;
}

static int run(struct devices *devices) {
  /* This example knows no others. */
  static const struct tessera_format formats[] = {
      {.fourcc = DRM_FORMAT_NV12}, {.fourcc = DRM_FORMAT_YUYV}, {.fourcc = DRM_FORMAT_XRGB8888}};
  struct queue *const queues[] = {&devices->camera};
  const struct users users = {
      "camera", queues, COUNT(queues), &devices->screen, devices->card, formats, COUNT(formats)};
  struct images images;
  if (images_share(&images, &users, devices->inventory, devices->screen.mode.hdisplay, devices->screen.mode.vdisplay) < 0)
    return 1;
  const int status = stream(devices, &images);
  images_destroy(&images);
  return status;
}

/* ---- A camera, a converter, a screen and the CPU ---- */

/*
 * What was captured goes through the converter and onto the screen. The CPU reads both images while the converted one is
 * on the screen: they must show the same.
 */
static int stream_through(const struct devices *devices, const struct images *captured, const struct images *converted) {
  int64_t last = -1, changes = 0;
  int result = 0;
  for (uint32_t i = 0; result == 0 && i < captured->count; ++i)
    result = queue_give(&devices->camera, i, captured->buffers[i]);
  if (result == 0) result = queue_start(&devices->camera);
  if (result == 0) result = queue_start(&devices->converter);
  if (result == 0) result = queue_start(&devices->converted);
  if (result < 0) return complain("starting", result, NULL);
  for (int count = 0; count < devices->wanted; ++count) {
    const int from = queue_next(&devices->camera);
    if (from < 0) return complain("camera", from, NULL);
    /* In turn: the screen shows the one before. */
    const uint32_t to = (uint32_t)count % converted->count;
    result = queue_give(&devices->converter, (uint32_t)from, captured->buffers[from]);
    if (result == 0) result = queue_give(&devices->converted, to, converted->buffers[to]);
    if (result == 0) result = queue_next(&devices->converter);
    if (result >= 0) result = queue_next(&devices->converted);
    if (result >= 0 && (uint32_t)result != to) result = -EPROTO;
    if (result < 0) return complain("converter", result, NULL);
    result = screen_show(&devices->screen, converted->framebuffers[to], count == 0);
    if (result < 0) return complain("screen", result, NULL);
    const int64_t different = look_compare(captured->buffers[from], converted->buffers[to]);
    const int64_t sum = look_sum(converted->buffers[to]);
    if (different < 0 || sum < 0) return complain("CPU", (int)(different < 0 ? different : sum), NULL);
    if (different > 0) {
      fprintf(stderr, "frame %d: %lld pixels are not what was captured\n", count, (long long)different);
      return 1;
    }
    changes += sum != last;
    last = sum;
    result = queue_give(&devices->camera, (uint32_t)from, captured->buffers[from]);
    if (result < 0) return complain("camera", result, NULL);
  }
  printf("%d frames converted, shown and looked at, %lld different ones, all as they were captured, nothing copied\n",
      devices->wanted, (long long)changes);
  return changes < 2;
}

static int run_through(struct devices *devices) {
  /* The converter has something to do: none is on both of its sides. */
  static const struct tessera_format before[] = {{.fourcc = DRM_FORMAT_RGB888}, {.fourcc = DRM_FORMAT_BGR888}};
  static const struct tessera_format behind[] = {{.fourcc = DRM_FORMAT_RGB565}, {.fourcc = DRM_FORMAT_XRGB8888}};
  struct queue *const in[] = {&devices->camera, &devices->converter}, *const out[] = {&devices->converted};
  const struct users sharing_captured = {"captured", in, COUNT(in), NULL, NULL, before, COUNT(before)};
  const struct users sharing_converted = {
      "converted", out, COUNT(out), &devices->screen, devices->card, behind, COUNT(behind)};
  const uint32_t width = devices->screen.mode.hdisplay, height = devices->screen.mode.vdisplay;
  struct images captured, converted;
  int status = 1;
  /* In this order: what goes in may change what can come out. */
  if (images_share(&captured, &sharing_captured, devices->inventory, width, height) < 0) return 1;
  if (images_share(&converted, &sharing_converted, devices->inventory, width, height) == 0) {
    if (converted.count >= 2) status = stream_through(devices, &captured, &converted);
    else fprintf(stderr, "converted: one image is on the screen, and there is no other\n");
    images_destroy(&converted);
  }
  images_destroy(&captured);
  return status;
}

int main(int count, char **arguments) {
  struct devices devices = {
      .camera = {.name = "camera", .side = TESSERA_SIDE_CAPTURE},
      .converter = {.name = "converter", .side = TESSERA_SIDE_OUTPUT},
      .converted = {.name = "converter", .side = TESSERA_SIDE_CAPTURE},
      .wanted = 100,
  };
  struct tessera_error *error = NULL;
  const char *converter = NULL;
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (count > 2 && strcmp(arguments[1], "--through") == 0) {
    converter = arguments[2];
    arguments += 2, count -= 2;
  }
  if (count > 3) devices.wanted = atoi(arguments[3]);
  if (count < 3 || count > 4 || devices.wanted < 1) {
    fprintf(stderr, "usage: tessera-camera [--through CONVERTER] CAMERA CARD [FRAMES]\n");
    return 64;
  }
  devices.camera.node = open(arguments[1], O_RDWR | O_CLOEXEC);
  if (devices.camera.node < 0) return complain(arguments[1], -errno, NULL);
  devices.screen.card = open(arguments[2], O_RDWR | O_CLOEXEC);
  if (devices.screen.card < 0) return complain(arguments[2], -errno, NULL);
  if (converter != NULL) {
    /* Each open file of a converter has its own two queues. */
    devices.converter.node = devices.converted.node = open(converter, O_RDWR | O_CLOEXEC);
    if (devices.converter.node < 0) return complain(converter, -errno, NULL);
  }
  if (!screen_find(&devices.screen, 640, 480)) {
    fprintf(stderr, "%s: no screen of 640x480 is connected\n", arguments[2]);
    return 1;
  }
  int result = tessera_card_reopen(devices.screen.card, &devices.card, &error);
  if (result == 0) result = tessera_inventory_find(&devices.inventory, &error);
  if (result < 0) return complain("set-up", result, error);
  const int status = converter != NULL ? run_through(&devices) : run(&devices);
  tessera_inventory_destroy(devices.inventory);
  tessera_card_destroy(devices.card);
  if (converter != NULL) close(devices.converter.node);
  close(devices.screen.card);
  close(devices.camera.node);
  return status;
}
