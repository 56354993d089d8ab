/* A screen, by KMS as ever. */
#pragma once

#include "handles.hpp"
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <set>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

class Screen {
 public:
  Screen(const char *path, uint32_t width, uint32_t height) : card(open(path, O_RDWR | O_CLOEXEC)) {
    require(card < 0 ? -errno : 0, path);
    if (find_mode(width, height) && find_plane()) return;
    close(card);
    throw std::runtime_error(
        std::string(path) + ": no screen of " + std::to_string(width) + "x" + std::to_string(height) + " is connected");
  }
  ~Screen() { close(card); }
  Screen(const Screen &) = delete;

  /* Makes a framebuffer of a buffer on the program's own open file of the card. */
  uint32_t add(const tessera_buffer *buffer) const {
    auto image = sized<tessera_image>();
    uint32_t handles[4] = {0}, strides[4] = {0}, offsets[4] = {0}, framebuffer = 0;
    uint64_t modifiers[4] = {0}, with_modifiers = 0;
    int result = tessera_buffer_image(buffer, &image);
    drmGetCap(card, DRM_CAP_ADDFB2_MODIFIERS, &with_modifiers);
    for (uint32_t i = 0; result == 0 && i < image.plane_count; ++i) {
      auto plane = sized<tessera_plane>();
      tessera_buffer_plane(buffer, i, &plane);
      result = drmPrimeFDToHandle(card, tessera_buffer_descriptor(buffer, plane.dma_buffer), &handles[i]);
      strides[i] = static_cast<uint32_t>(plane.stride);
      offsets[i] = static_cast<uint32_t>(plane.offset);
      modifiers[i] = image.modifier;
    }
    if (result == 0)
      result = drmModeAddFB2WithModifiers(
          card, image.width, image.height, image.fourcc, handles, strides, offsets,
          with_modifiers != 0 ? modifiers : nullptr, &framebuffer, with_modifiers != 0 ? DRM_MODE_FB_MODIFIERS : 0);
    const int number = errno;
    /* The framebuffer holds what it needs. Planes of one dma-buf have one handle, which is closed once. */
    for (const uint32_t handle : std::set<uint32_t>(handles, handles + 4))
      if (handle != 0) drmCloseBufferHandle(card, handle);
    if (result < 0) throw Refusal("screen", TESSERA_LESSON_FORMAT, std::string("framebuffer: ") + strerror(number));
    return framebuffer;
  }

  /* Shows a frame and returns when it is on the screen: the one before it is free then. */
  void show(uint32_t framebuffer, bool is_first) {
    bool is_shown = is_first;
    const int result = is_first ? drmModeSetCrtc(card, crtc, framebuffer, 0, 0, &connector, 1, &mode)
                                : drmModePageFlip(card, crtc, framebuffer, DRM_MODE_PAGE_FLIP_EVENT, &is_shown);
    require(result < 0 ? -errno : 0, is_first ? "the screen, which somebody else may have" : "a page flip");
    drmEventContext events = {};
    events.version = 2;
    events.page_flip_handler = [](int, unsigned, unsigned, unsigned, void *data) { *static_cast<bool *>(data) = true; };
    while (!is_shown) {
      pollfd entry = {card, POLLIN, 0};
      if (poll(&entry, 1, 5000) <= 0) require(-ETIMEDOUT, "a page flip");
      drmHandleEvent(card, &events);
    }
  }

  const int card;
  uint32_t connector = 0, crtc = 0, crtc_bit = 0, plane = 0;
  drmModeModeInfo mode = {};

 private:
  /* The first connected connector with a mode of this size, and a CRTC for it. */
  bool find_mode(uint32_t width, uint32_t height) {
    const Owned<drmModeRes, drmModeFreeResources> resources(drmModeGetResources(card));
    for (int i = 0; resources && i < resources->count_connectors; ++i) {
      const Owned<drmModeConnector, drmModeFreeConnector> found(drmModeGetConnector(card, resources->connectors[i]));
      if (!found || found->connection != DRM_MODE_CONNECTED || found->count_encoders == 0) continue;
      const Owned<drmModeEncoder, drmModeFreeEncoder> encoder(drmModeGetEncoder(card, found->encoders[0]));
      int k = 0, c = 0;
      while (k < found->count_modes && (found->modes[k].hdisplay != width || found->modes[k].vdisplay != height)) ++k;
      while (encoder && c < resources->count_crtcs && (encoder->possible_crtcs & 1u << c) == 0) ++c;
      if (!encoder || k == found->count_modes || c == resources->count_crtcs) continue;
      connector = found->connector_id;
      crtc = resources->crtcs[c];
      crtc_bit = 1u << c;
      mode = found->modes[k];
      return true;
    }
    return false;
  }

  /* That CRTC's primary plane. */
  bool find_plane() {
    drmSetClientCap(card, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
    const Owned<drmModePlaneRes, drmModeFreePlaneResources> planes(drmModeGetPlaneResources(card));
    for (uint32_t i = 0; plane == 0 && planes && i < planes->count_planes; ++i) {
      const Owned<drmModePlane, drmModeFreePlane> found(drmModeGetPlane(card, planes->planes[i]));
      const Owned<drmModeObjectProperties, drmModeFreeObjectProperties> properties(
          drmModeObjectGetProperties(card, planes->planes[i], DRM_MODE_OBJECT_PLANE));
      for (uint32_t k = 0; found && properties && k < properties->count_props; ++k) {
        const Owned<drmModePropertyRes, drmModeFreeProperty> property(drmModeGetProperty(card, properties->props[k]));
        if (property && strcmp(property->name, "type") == 0 && (found->possible_crtcs & crtc_bit) != 0 &&
            properties->prop_values[k] == DRM_PLANE_TYPE_PRIMARY)
          plane = found->plane_id;
      }
    }
    return plane != 0;
  }
};
