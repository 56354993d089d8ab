/*
 * A camera's images on a screen and under the CPU's eyes at once, in one allocation that all three agreed on.
 *
 * usage: tessera-camera CAMERA CARD [FRAMES]
 *
 * Such as: tessera-camera /dev/video0 /dev/dri/card0 100, from a free virtual terminal. V4L2 and KMS are spoken to as ever;
 * Tessera says which buffers, makes them, and keeps the CPU's view of them coherent.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <tessera.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#define MOST_BUFFERS 16

struct screen {
  int card;
  uint32_t connector, crtc, plane;
  drmModeModeInfo mode;
};

struct frame {
  struct tessera_buffer *buffer;
  uint32_t framebuffer;
};

static int complain(const char *what, struct tessera_error *error) {
  fprintf(stderr, "%s: %s\n", what, error != NULL ? tessera_error_message(error) : strerror(errno));
  tessera_error_destroy(error);
  return 1;
}

/* ---- The screen ---- */

/* The first connected connector with a mode of this size, a CRTC for it, and that CRTC's primary plane. */
static bool find_screen(struct screen *screen, uint32_t width, uint32_t height) {
  drmModeRes *resources = drmModeGetResources(screen->card);
  bool found = false;
  for (int i = 0; resources != NULL && !found && i < resources->count_connectors; ++i) {
    drmModeConnector *connector = drmModeGetConnector(screen->card, resources->connectors[i]);
    for (int k = 0; connector != NULL && connector->connection == DRM_MODE_CONNECTED && k < connector->count_modes; ++k) {
      if (connector->modes[k].hdisplay != width || connector->modes[k].vdisplay != height) continue;
      drmModeEncoder *encoder = drmModeGetEncoder(screen->card, connector->encoders[0]);
      for (int c = 0; encoder != NULL && !found && c < resources->count_crtcs; ++c) {
        if ((encoder->possible_crtcs & 1u << c) == 0) continue;
        screen->connector = connector->connector_id;
        screen->crtc = resources->crtcs[c];
        screen->mode = connector->modes[k];
        found = true;
      }
      drmModeFreeEncoder(encoder);
      break;
    }
    drmModeFreeConnector(connector);
  }
  /* Before universal planes are asked for, there is none to see but overlays. */
  drmSetClientCap(screen->card, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
  drmModePlaneRes *planes = drmModeGetPlaneResources(screen->card);
  uint32_t index = 0;
  while (found && resources->crtcs[index] != screen->crtc) ++index;
  for (uint32_t i = 0; planes != NULL && screen->plane == 0 && i < planes->count_planes; ++i) {
    drmModePlane *plane = drmModeGetPlane(screen->card, planes->planes[i]);
    drmModeObjectProperties *properties =
        drmModeObjectGetProperties(screen->card, planes->planes[i], DRM_MODE_OBJECT_PLANE);
    for (uint32_t k = 0; properties != NULL && k < properties->count_props; ++k) {
      drmModePropertyRes *property = drmModeGetProperty(screen->card, properties->props[k]);
      if (property != NULL && strcmp(property->name, "type") == 0 &&
          properties->prop_values[k] == DRM_PLANE_TYPE_PRIMARY && (plane->possible_crtcs & 1u << index) != 0)
        screen->plane = plane->plane_id;
      drmModeFreeProperty(property);
    }
    drmModeFreeObjectProperties(properties);
    drmModeFreePlane(plane);
  }
  drmModeFreePlaneResources(planes);
  drmModeFreeResources(resources);
  return found && screen->plane != 0;
}

/* Makes a framebuffer of a buffer on the program's own open file of the card. */
static int add_framebuffer(const struct screen *screen, struct frame *frame) {
  struct tessera_image image = {.size = sizeof image};
  uint32_t handles[4] = {0}, strides[4] = {0}, offsets[4] = {0};
  uint64_t modifiers[4] = {0}, with_modifiers = 0;
  tessera_buffer_image(frame->buffer, &image);
  drmGetCap(screen->card, DRM_CAP_ADDFB2_MODIFIERS, &with_modifiers);
  for (uint32_t i = 0; i < image.plane_count; ++i) {
    struct tessera_plane plane = {.size = sizeof plane};
    tessera_buffer_plane(frame->buffer, i, &plane);
    if (drmPrimeFDToHandle(screen->card, tessera_buffer_descriptor(frame->buffer, plane.dma_buffer), &handles[i]) < 0)
      return -errno;
    strides[i] = (uint32_t)plane.stride;
    offsets[i] = (uint32_t)plane.offset;
    modifiers[i] = image.modifier;
  }
  const int result = with_modifiers != 0
      ? drmModeAddFB2WithModifiers(screen->card, image.width, image.height, image.fourcc, handles, strides, offsets,
            modifiers, &frame->framebuffer, DRM_MODE_FB_MODIFIERS)
      : drmModeAddFB2(screen->card, image.width, image.height, image.fourcc, handles, strides, offsets,
            &frame->framebuffer, 0);
  const int number = errno;
  /* The framebuffer holds what it needs. Planes of one dma-buf have one handle, which is closed once. */
  for (uint32_t i = 0; i < image.plane_count; ++i)
    if (i == 0 || handles[i] != handles[i - 1]) drmCloseBufferHandle(screen->card, handles[i]);
  return result < 0 ? -number : 0;
}

/* ---- The camera ---- */

static int camera_call(int camera, unsigned long request, void *argument) {
  int result;
  do result = ioctl(camera, request, argument);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

static int queue(int camera, uint32_t index, const struct frame *frame) {
  struct v4l2_buffer buffer = {
      .index = index,
      .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
      .memory = V4L2_MEMORY_DMABUF,
      .m.fd = tessera_buffer_descriptor(frame->buffer, 0),
      .length = (uint32_t)tessera_buffer_bytes(frame->buffer, 0),
  };
  return camera_call(camera, VIDIOC_QBUF, &buffer);
}

/* Sets the camera up for what was agreed and queues all buffers: that is when a driver looks at memory. */
static int start_camera(int camera, const struct tessera_agreement *agreement, const struct frame *frames, uint32_t count) {
  struct tessera_image image = {.size = sizeof image};
  struct tessera_plane plane = {.size = sizeof plane};
  struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
  struct v4l2_requestbuffers request = {
      .count = count, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_DMABUF};
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE, result;
  tessera_agreement_image(agreement, &image);
  tessera_agreement_plane(agreement, 0, &plane);
  format.fmt.pix.width = image.width;
  format.fmt.pix.height = image.height;
  format.fmt.pix.pixelformat = image.fourcc;
  format.fmt.pix.bytesperline = (uint32_t)plane.stride;
  result = camera_call(camera, VIDIOC_S_FMT, &format);
  if (result == 0 && format.fmt.pix.pixelformat != image.fourcc) result = -EINVAL;
  if (result == 0) result = camera_call(camera, VIDIOC_REQBUFS, &request);
  for (uint32_t i = 0; result >= 0 && i < count; ++i) result = queue(camera, i, &frames[i]);
  if (result >= 0) result = camera_call(camera, VIDIOC_STREAMON, &type);
  if (result < 0) {
    request.count = 0;
    camera_call(camera, VIDIOC_REQBUFS, &request);
  }
  return result;
}

/* ---- All three ---- */

static int add(struct tessera_problem *problem, struct tessera_participant *participant, struct tessera_error **error) {
  const int result = tessera_problem_add_participant(problem, participant, error);
  tessera_participant_destroy(participant);
  return result;
}

static int pose(
    const struct tessera_camera *camera, const struct tessera_card *card, const struct screen *screen,
    const struct tessera_inventory *inventory, struct tessera_problem **problem, struct tessera_error **error) {
  struct tessera_terms terms = {.size = sizeof terms, .cpu_access = TESSERA_CPU_OFTEN};
  /* V4L2 and DRM have the same codes for these; this example knows no others. */
  const struct tessera_format shared[] = {
      {.fourcc = V4L2_PIX_FMT_NV12}, {.fourcc = V4L2_PIX_FMT_YUYV}, {.fourcc = V4L2_PIX_FMT_XBGR32}};
  struct tessera_participant *participant;
  struct tessera_allocator *allocator;
  const uint32_t width = screen->mode.hdisplay, height = screen->mode.vdisplay;
  int result = tessera_problem_create(width, height, problem, error);
  if (result < 0) return result;
  result = tessera_camera_participant(camera, width, height, "camera", &participant, error);
  if (result == 0) result = add(*problem, participant, error);
  if (result == 0) result = tessera_card_plane_participant(card, screen->plane, "screen", &participant, error);
  if (result == 0) result = add(*problem, participant, error);
  if (result == 0) result = tessera_participant_create("CPU", NULL, &participant, error);
  if (result == 0) {
    terms.formats = shared;
    terms.format_count = sizeof shared / sizeof *shared;
    terms.needs_one_dma_buffer = 1;
    result = tessera_participant_add_offer(participant, "reads", &terms, error);
    if (result == 0) result = add(*problem, participant, error);
  }
  for (size_t i = 0; result == 0 && i < tessera_inventory_allocator_count(inventory); ++i) {
    result = tessera_inventory_allocator(inventory, i, &allocator);
    if (result == 0) result = tessera_problem_add_allocator(*problem, allocator, error);
    tessera_allocator_destroy(allocator);
  }
  if (result < 0) tessera_problem_destroy(*problem);
  return result;
}

static void let_go(const struct screen *screen, struct frame *frames, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (frames[i].framebuffer != 0) drmModeRmFB(screen->card, frames[i].framebuffer);
    tessera_buffer_destroy(frames[i].buffer);
    frames[i] = (struct frame){0};
  }
}

/* Makes all buffers of an agreement, by whom it was agreed. */
static int make(
    const struct tessera_inventory *inventory, const struct tessera_agreement *agreement, struct frame *frames,
    uint32_t count, struct tessera_error **error) {
  for (size_t i = 0; i < tessera_inventory_allocator_count(inventory); ++i) {
    struct tessera_allocator *allocator;
    int result = tessera_inventory_allocator(inventory, i, &allocator);
    if (result < 0) return result;
    if (strcmp(tessera_allocator_name(allocator), tessera_agreement_allocator(agreement)) == 0) {
      for (uint32_t k = 0; result == 0 && k < count; ++k)
        result = tessera_allocator_allocate(allocator, agreement, "camera", &frames[k].buffer, error);
      tessera_allocator_destroy(allocator);
      return result;
    }
    tessera_allocator_destroy(allocator);
  }
  return -ENOENT;
}

/* The best agreement that camera and screen really take; the camera is streaming then. Answers how many buffers. */
static int settle(
    struct tessera_negotiation *negotiation, const struct tessera_inventory *inventory, const struct screen *screen,
    int camera, struct frame *frames) {
  for (;;) {
    struct tessera_agreement *agreement;
    struct tessera_error *error = NULL;
    struct tessera_image image = {.size = sizeof image};
    const char *who = "camera";
    uint32_t lesson = TESSERA_LESSON_ALLOCATOR;
    int result = tessera_negotiation_next(negotiation, &agreement, NULL, &error);
    if (result < 0) {
      complain("no agreement", error);
      return result;
    }
    tessera_agreement_image(agreement, &image);
    const uint32_t count = image.buffer_count < MOST_BUFFERS ? image.buffer_count : MOST_BUFFERS;
    result = make(inventory, agreement, frames, count, &error);
    for (uint32_t i = 0; result == 0 && i < count; ++i) {
      result = add_framebuffer(screen, &frames[i]);
      if (result < 0) who = "screen";
    }
    if (result == 0) {
      result = start_camera(camera, agreement, frames, count);
      /* What V4L2 says to scattered memory that it cannot reach. */
      if (result == -EFAULT) lesson = TESSERA_LESSON_CONTIGUOUS;
    }
    char *text = tessera_agreement_describe(agreement);
    printf("%s %s%s%s\n", result < 0 ? "refused" : "agreed ", text, result < 0 ? ": " : "",
        result < 0 ? strerror(-result) : "");
    free(text);
    if (result < 0) {
      let_go(screen, frames, count);
      tessera_negotiation_refuse(negotiation, agreement, who, lesson, strerror(-result), NULL);
    }
    tessera_error_destroy(error);
    tessera_agreement_destroy(agreement);
    if (result >= 0) return (int)count;
  }
}

/* What the CPU sees: the sum of every 64th byte, or −1. */
static int64_t look(const struct tessera_buffer *buffer) {
  struct tessera_access access = {.size = sizeof access};
  struct tessera_error *error = NULL;
  int64_t sum = 0;
  if (tessera_buffer_begin_access(buffer, 0, TESSERA_READ, 1000000000, &access, &error) < 0) {
    complain("access", error);
    return -1;
  }
  for (uint64_t i = 0; i < access.bytes; i += 64) sum += ((const unsigned char *)access.data)[i];
  if (tessera_buffer_end_access(buffer, 0, TESSERA_READ, NULL) < 0) return -1;
  return sum;
}

static void flipped(int card, unsigned sequence, unsigned seconds, unsigned microseconds, void *data) {
  (void)card, (void)sequence, (void)seconds, (void)microseconds;
  *(bool *)data = true;
}

/* Shows a frame and returns when it is on the screen: the one before it is free then. */
static int show(const struct screen *screen, uint32_t framebuffer, bool is_first) {
  drmEventContext events = {.version = 2, .page_flip_handler = flipped};
  bool is_shown = false;
  uint32_t connector = screen->connector;
  if (is_first) {
    drmModeModeInfo mode = screen->mode;
    return drmModeSetCrtc(screen->card, screen->crtc, framebuffer, 0, 0, &connector, 1, &mode) < 0 ? -errno : 0;
  }
  if (drmModePageFlip(screen->card, screen->crtc, framebuffer, DRM_MODE_PAGE_FLIP_EVENT, &is_shown) < 0) return -errno;
  while (!is_shown) {
    struct pollfd entry = {.fd = screen->card, .events = POLLIN};
    if (poll(&entry, 1, 5000) <= 0) return -ETIMEDOUT;
    drmHandleEvent(screen->card, &events);
  }
  return 0;
}

static int stream(int camera, const struct screen *screen, const struct frame *frames, int wanted) {
  int shown = -1, count = 0;
  int64_t last = -1, changes = 0;
  while (count < wanted) {
    struct v4l2_buffer buffer = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_DMABUF};
    int result = camera_call(camera, VIDIOC_DQBUF, &buffer);
    if (result < 0) {
      errno = -result;
      return complain("VIDIOC_DQBUF", NULL);
    }
    const int64_t sum = look(frames[buffer.index].buffer);
    if (sum < 0) return 1;
    if (sum != last) ++changes;
    last = sum;
    result = show(screen, frames[buffer.index].framebuffer, count == 0);
    if (result == 0 && shown >= 0) {
      /* V4L2 knows no fences: whoever still reads is waited for before the camera writes again. */
      struct tessera_fence *fence;
      if (tessera_buffer_fence(frames[shown].buffer, TESSERA_WRITE, &fence, NULL) == 0) {
        tessera_fence_wait(fence, 1000000000, NULL);
        tessera_fence_destroy(fence);
      }
      result = queue(camera, (uint32_t)shown, &frames[shown]);
    }
    if (result < 0) {
      errno = -result;
      return complain("a frame", NULL);
    }
    shown = (int)buffer.index;
    ++count;
  }
  printf("%d frames shown and looked at, %lld different ones, nothing copied\n", count, (long long)changes);
  return changes < 2;
}

int main(int count, char **arguments) {
  struct screen screen = {0};
  struct frame frames[MOST_BUFFERS] = {0};
  struct tessera_camera *camera = NULL;
  struct tessera_card *card = NULL;
  struct tessera_inventory *inventory = NULL;
  struct tessera_problem *problem = NULL;
  struct tessera_negotiation *negotiation = NULL;
  struct tessera_error *error = NULL;
  if (count < 3) {
    fprintf(stderr, "usage: tessera-camera CAMERA CARD [FRAMES]\n");
    return 64;
  }
  const int node = open(arguments[1], O_RDWR | O_CLOEXEC);
  screen.card = open(arguments[2], O_RDWR | O_CLOEXEC);
  if (node < 0 || screen.card < 0) return complain(node < 0 ? arguments[1] : arguments[2], NULL);
  if (!find_screen(&screen, 640, 480)) {
    fprintf(stderr, "%s: no screen of 640x480 is connected\n", arguments[2]);
    return 1;
  }
  int result = tessera_camera_open(arguments[1], &camera, &error);
  if (result == 0) result = tessera_card_reopen(screen.card, &card, &error);
  if (result == 0) result = tessera_inventory_find(&inventory, &error);
  if (result == 0) result = pose(camera, card, &screen, inventory, &problem, &error);
  if (result == 0) result = tessera_negotiation_create(problem, &negotiation, &error);
  tessera_camera_destroy(camera);
  if (result < 0) return complain("set-up", error);

  const int buffers = settle(negotiation, inventory, &screen, node, frames);
  int status = buffers < 0 ? 1 : stream(node, &screen, frames, count > 3 ? atoi(arguments[3]) : 100);
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  camera_call(node, VIDIOC_STREAMOFF, &type);
  let_go(&screen, frames, buffers < 0 ? 0 : (uint32_t)buffers);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_inventory_destroy(inventory);
  tessera_card_destroy(card);
  close(node);
  close(screen.card);
  return status;
}
