#include "tessera-allocator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tessera.h>
#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/render/drm_format_set.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/util/log.h>

#include "tessera-users.h"

struct allocator {
  struct wlr_allocator base;
  struct users users;
  /* What was settled last: swapchains ask for the same image several times. */
  struct tessera_agreement *agreement;
  struct wlr_output *agreed_output;
};

struct buffer {
  struct wlr_buffer base;
  struct tessera_buffer *buffer;
  struct tessera_image image;
  struct tessera_plane planes[4];
  uint32_t access;
};

static void log_error(const char *what, struct tessera_error *error) {
  wlr_log(WLR_ERROR, "tessera: %s: %s", what, tessera_error_message(error));
  tessera_error_destroy(error);
}

/* ---- Buffers ---- */

static void buffer_destroy(struct wlr_buffer *base) {
  struct buffer *buffer = wl_container_of(base, buffer, base);
  tessera_buffer_destroy(buffer->buffer);
  free(buffer);
}

static bool buffer_get_dmabuf(struct wlr_buffer *base, struct wlr_dmabuf_attributes *attributes) {
  struct buffer *buffer = wl_container_of(base, buffer, base);
  *attributes = (struct wlr_dmabuf_attributes){
      .width = (int32_t)buffer->image.width,
      .height = (int32_t)buffer->image.height,
      .format = buffer->image.fourcc,
      .modifier = buffer->image.modifier,
      .n_planes = (int)buffer->image.plane_count,
  };
  for (uint32_t i = 0; i < buffer->image.plane_count; ++i) {
    attributes->offset[i] = (uint32_t)buffer->planes[i].offset;
    attributes->stride[i] = (uint32_t)buffer->planes[i].stride;
    attributes->fd[i] = tessera_buffer_descriptor(buffer->buffer, buffer->planes[i].dma_buffer);
  }
  return true;
}

static bool buffer_begin_access(
    struct wlr_buffer *base, uint32_t flags, void **data, uint32_t *format, size_t *stride) {
  struct buffer *buffer = wl_container_of(base, buffer, base);
  struct tessera_access access = {.size = sizeof access};
  struct tessera_error *error = NULL;
  buffer->access = (flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) != 0 ? TESSERA_READ_WRITE : TESSERA_READ;
  if (tessera_buffer_begin_access(buffer->buffer, 0, buffer->access, TESSERA_FOREVER, &access, &error) < 0) {
    log_error("access", error);
    return false;
  }
  *data = access.data;
  *format = buffer->image.fourcc;
  *stride = access.stride;
  return true;
}

static void buffer_end_access(struct wlr_buffer *base) {
  struct buffer *buffer = wl_container_of(base, buffer, base);
  struct tessera_error *error = NULL;
  if (tessera_buffer_end_access(buffer->buffer, 0, buffer->access, &error) < 0) log_error("access", error);
}

static const struct wlr_buffer_impl buffer_implementation = {
    .destroy = buffer_destroy,
    .get_dmabuf = buffer_get_dmabuf,
    .begin_data_ptr_access = buffer_begin_access,
    .end_data_ptr_access = buffer_end_access,
};

/* ---- The allocator ---- */

/* Makes what was agreed, by whom it was agreed. */
static int make(
    struct allocator *allocator, const struct tessera_agreement *agreement, struct tessera_buffer **buffer,
    struct tessera_error **error) {
  const char *wanted = tessera_agreement_allocator(agreement);
  for (size_t i = 0; i < tessera_inventory_allocator_count(allocator->users.inventory); ++i) {
    struct tessera_allocator *source;
    int result = tessera_inventory_allocator(allocator->users.inventory, i, &source);
    if (result < 0) return result;
    if (strcmp(tessera_allocator_name(source), wanted) == 0) {
      result = tessera_allocator_allocate(source, agreement, "compositor", buffer, error);
      tessera_allocator_destroy(source);
      return result;
    }
    tessera_allocator_destroy(source);
  }
  return -ENOENT;
}

/* The best agreement whose buffer the card really takes, with that buffer. */
static struct tessera_buffer *settle(struct allocator *allocator, struct tessera_problem *problem) {
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer = NULL;
  struct tessera_error *error = NULL;
  if (tessera_negotiation_create(problem, &negotiation, &error) < 0) {
    log_error("negotiation", error);
    return NULL;
  }
  while (buffer == NULL) {
    if (tessera_negotiation_next(negotiation, &agreement, NULL, &error) < 0) {
      log_error("no agreement", error);
      break;
    }
    uint32_t lesson = TESSERA_LESSON_ALLOCATOR;
    int result = make(allocator, agreement, &buffer, &error);
    if (result == 0 && allocator->users.card != NULL)
      result = tessera_card_try(allocator->users.card, buffer, &lesson, &error);
    if (result == 0) {
      char *text = tessera_agreement_describe(agreement);
      wlr_log(WLR_INFO, "tessera: %s", text);
      free(text);
      tessera_agreement_destroy(allocator->agreement);
      allocator->agreement = agreement;
      allocator->agreed_output = allocator->users.output;
      break;
    }
    tessera_buffer_destroy(buffer);
    buffer = NULL;
    wlr_log(WLR_INFO, "tessera: %s", tessera_error_message(error));
    tessera_negotiation_refuse(
        negotiation, agreement, "wlroots", lesson,
        error != NULL ? tessera_error_message(error) : "it was not made", NULL);
    tessera_error_destroy(error);
    error = NULL;
    tessera_agreement_destroy(agreement);
  }
  tessera_negotiation_destroy(negotiation);
  return buffer;
}

/* Another buffer like the last one, if that is what is asked for. */
static struct tessera_buffer *repeat(
    struct allocator *allocator, int width, int height, const struct wlr_drm_format *format) {
  struct tessera_image image = {.size = sizeof image};
  struct tessera_buffer *buffer;
  if (allocator->agreement == NULL || allocator->agreed_output != allocator->users.output ||
      tessera_agreement_image(allocator->agreement, &image) < 0 || image.width != (uint32_t)width ||
      image.height != (uint32_t)height || image.fourcc != format->format ||
      make(allocator, allocator->agreement, &buffer, NULL) < 0)
    return NULL;
  return buffer;
}

static struct tessera_buffer *negotiate(
    struct allocator *allocator, int width, int height, const struct wlr_drm_format *format) {
  struct tessera_problem *problem;
  struct tessera_error *error = NULL;
  if (users_pose(&allocator->users, (uint32_t)width, (uint32_t)height, format, &problem, &error) < 0) {
    log_error("problem", error);
    return NULL;
  }
  struct tessera_buffer *buffer = settle(allocator, problem);
  tessera_problem_destroy(problem);
  return buffer;
}

static struct wlr_buffer *allocator_create_buffer(
    struct wlr_allocator *base, int width, int height, const struct wlr_drm_format *format) {
  struct allocator *allocator = wl_container_of(base, allocator, base);
  struct tessera_buffer *made = repeat(allocator, width, height, format);
  if (made == NULL) made = negotiate(allocator, width, height, format);
  if (made == NULL) return NULL;
  struct buffer *buffer = calloc(1, sizeof *buffer);
  if (buffer == NULL) {
    tessera_buffer_destroy(made);
    return NULL;
  }
  wlr_buffer_init(&buffer->base, &buffer_implementation, width, height);
  buffer->buffer = made;
  buffer->image.size = sizeof buffer->image;
  tessera_buffer_image(made, &buffer->image);
  for (uint32_t i = 0; i < buffer->image.plane_count; ++i) {
    buffer->planes[i].size = sizeof buffer->planes[i];
    tessera_buffer_plane(made, i, &buffer->planes[i]);
  }
  return &buffer->base;
}

static void allocator_destroy(struct wlr_allocator *base) {
  struct allocator *allocator = wl_container_of(base, allocator, base);
  tessera_agreement_destroy(allocator->agreement);
  tessera_card_destroy(allocator->users.card);
  tessera_inventory_destroy(allocator->users.inventory);
  free(allocator);
}

static const struct wlr_allocator_interface allocator_implementation = {
    .create_buffer = allocator_create_buffer,
    .destroy = allocator_destroy,
};

struct wlr_allocator *tessera_allocator_create_for(struct wlr_renderer *renderer, int drm_descriptor) {
  struct tessera_error *error = NULL;
  struct allocator *allocator = calloc(1, sizeof *allocator);
  if (allocator == NULL) return NULL;
  allocator->users.renderer = renderer;
  if (tessera_inventory_find(&allocator->users.inventory, &error) < 0 ||
      (drm_descriptor >= 0 && tessera_card_reopen(drm_descriptor, &allocator->users.card, &error) < 0)) {
    log_error("devices", error);
    tessera_inventory_destroy(allocator->users.inventory);
    free(allocator);
    return NULL;
  }
  wlr_allocator_init(
      &allocator->base, &allocator_implementation, WLR_BUFFER_CAP_DMABUF | WLR_BUFFER_CAP_DATA_PTR);
  return &allocator->base;
}

void tessera_allocator_set_output(struct wlr_allocator *base, struct wlr_output *output) {
  struct allocator *allocator = wl_container_of(base, allocator, base);
  allocator->users.output = output;
}

const struct users *tessera_allocator_users(struct wlr_allocator *base) {
  struct allocator *allocator = wl_container_of(base, allocator, base);
  return &allocator->users;
}
