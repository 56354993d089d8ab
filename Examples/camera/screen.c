#include "screen.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <xf86drm.h>

bool screen_find(struct screen *screen, uint32_t width, uint32_t height) {
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

int screen_add(const struct screen *screen, const struct tessera_buffer *buffer, uint32_t *framebuffer) {
  struct tessera_image image = {.size = sizeof image};
  uint32_t handles[4] = {0}, strides[4] = {0}, offsets[4] = {0};
  uint64_t modifiers[4] = {0}, with_modifiers = 0;
  tessera_buffer_image(buffer, &image);
  drmGetCap(screen->card, DRM_CAP_ADDFB2_MODIFIERS, &with_modifiers);
  for (uint32_t i = 0; i < image.plane_count; ++i) {
    struct tessera_plane plane = {.size = sizeof plane};
    tessera_buffer_plane(buffer, i, &plane);
    if (drmPrimeFDToHandle(screen->card, tessera_buffer_descriptor(buffer, plane.dma_buffer), &handles[i]) < 0)
      return -errno;
    strides[i] = (uint32_t)plane.stride;
    offsets[i] = (uint32_t)plane.offset;
    modifiers[i] = image.modifier;
  }
  const int result = with_modifiers != 0
      ? drmModeAddFB2WithModifiers(screen->card, image.width, image.height, image.fourcc, handles, strides, offsets,
            modifiers, framebuffer, DRM_MODE_FB_MODIFIERS)
      : drmModeAddFB2(screen->card, image.width, image.height, image.fourcc, handles, strides, offsets,
            framebuffer, 0);
  const int number = errno;
  /* The framebuffer holds what it needs. Planes of one dma-buf have one handle, which is closed once. */
  for (uint32_t i = 0; i < image.plane_count; ++i)
    if (i == 0 || handles[i] != handles[i - 1]) drmCloseBufferHandle(screen->card, handles[i]);
  return result < 0 ? -number : 0;
}

static void flipped(int card, unsigned sequence, unsigned seconds, unsigned microseconds, void *data) {
  (void)card, (void)sequence, (void)seconds, (void)microseconds;
  *(bool *)data = true;
}

int screen_show(const struct screen *screen, uint32_t framebuffer, bool is_first) {
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
