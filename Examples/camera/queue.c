#include "queue.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>

#define SECOND 1000000000

static int call(const struct queue *queue, unsigned long request, void *argument) {
  int result;
  do result = ioctl(queue->node, request, argument);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

static uint32_t type(const struct queue *queue) {
  return queue->side == TESSERA_SIDE_OUTPUT ? V4L2_BUF_TYPE_VIDEO_OUTPUT : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

/* V4L2's code for a format of DRM's: the same for most, but not for those of which RGB24 is one, named back to front. */
static uint32_t code(uint32_t fourcc) {
  switch (fourcc) {
    case DRM_FORMAT_RGB565: return V4L2_PIX_FMT_RGB565;
    case DRM_FORMAT_RGB888: return V4L2_PIX_FMT_BGR24;
    case DRM_FORMAT_BGR888: return V4L2_PIX_FMT_RGB24;
    case DRM_FORMAT_XRGB8888: return V4L2_PIX_FMT_XBGR32;
    default: return fourcc;
  }
}

static int set_format(struct queue *queue, const struct tessera_agreement *agreement) {
  struct tessera_image image = {.size = sizeof image};
  struct tessera_plane plane = {.size = sizeof plane};
  struct v4l2_format format = {.type = type(queue)};
  tessera_agreement_image(agreement, &image);
  tessera_agreement_plane(agreement, 0, &plane);
  format.fmt.pix.width = image.width;
  format.fmt.pix.height = image.height;
  format.fmt.pix.pixelformat = code(image.fourcc);
  format.fmt.pix.bytesperline = (uint32_t)plane.stride;
  const int result = call(queue, VIDIOC_S_FMT, &format);
  queue->bytes = format.fmt.pix.sizeimage;
  if (result < 0) return result;
  /* A driver that does not do what it was asked to does something else, and returns no error. */
  return format.fmt.pix.width == image.width && format.fmt.pix.height == image.height &&
          format.fmt.pix.pixelformat == code(image.fourcc) && format.fmt.pix.bytesperline == plane.stride
      ? 0
      : -EINVAL;
}

static int give(const struct queue *queue, uint32_t index, const struct tessera_buffer *buffer) {
  struct v4l2_buffer given = {
      .index = index,
      .type = type(queue),
      .memory = V4L2_MEMORY_DMABUF,
      .m.fd = tessera_buffer_descriptor(buffer, 0),
      .length = (uint32_t)tessera_buffer_bytes(buffer, 0),
      .bytesused = queue->side == TESSERA_SIDE_OUTPUT ? queue->bytes : 0,
      .field = V4L2_FIELD_NONE,
  };
  return call(queue, VIDIOC_QBUF, &given);
}

int queue_take(
    struct queue *queue, const struct tessera_agreement *agreement, struct tessera_buffer *const *buffers,
    uint32_t count) {
  struct v4l2_requestbuffers request = {.count = count, .type = type(queue), .memory = V4L2_MEMORY_DMABUF};
  int stopped = (int)type(queue), result = set_format(queue, agreement);
  if (result < 0) return result;
  result = call(queue, VIDIOC_REQBUFS, &request);
  if (result < 0) return result;
  if (request.count < count) result = -ENOBUFS;
  for (uint32_t i = 0; result >= 0 && i < count; ++i) result = give(queue, i, buffers[i]);
  /* Gives all of them back, attached. */
  if (result >= 0) result = call(queue, VIDIOC_STREAMOFF, &stopped);
  if (result < 0) queue_let_go(queue);
  return result < 0 ? result : 0;
}

void queue_let_go(const struct queue *queue) {
  struct v4l2_requestbuffers request = {.type = type(queue), .memory = V4L2_MEMORY_DMABUF};
  int stopped = (int)type(queue);
  call(queue, VIDIOC_STREAMOFF, &stopped);
  call(queue, VIDIOC_REQBUFS, &request);
}

int queue_start(const struct queue *queue) {
  int started = (int)type(queue);
  return call(queue, VIDIOC_STREAMON, &started);
}

int queue_give(const struct queue *queue, uint32_t index, const struct tessera_buffer *buffer) {
  struct tessera_fence *fence;
  const uint32_t direction = queue->side == TESSERA_SIDE_OUTPUT ? TESSERA_READ : TESSERA_WRITE;
  int result = tessera_buffer_fence(buffer, direction, &fence, NULL);
  if (result == 0) {
    result = tessera_fence_wait(fence, SECOND, NULL);
    tessera_fence_destroy(fence);
  }
  return result < 0 ? result : give(queue, index, buffer);
}

int queue_next(const struct queue *queue) {
  const short wanted = queue->side == TESSERA_SIDE_OUTPUT ? POLLOUT : POLLIN;
  struct pollfd entry = {.fd = queue->node, .events = wanted};
  struct v4l2_buffer done = {.type = type(queue), .memory = V4L2_MEMORY_DMABUF};
  int result;
  do result = poll(&entry, 1, 5000);
  while (result < 0 && errno == EINTR);
  if (result <= 0) return result < 0 ? -errno : -ETIMEDOUT;
  result = call(queue, VIDIOC_DQBUF, &done);
  if (result < 0) return result;
  return (done.flags & V4L2_BUF_FLAG_ERROR) != 0 ? -EIO : (int)done.index;
}
