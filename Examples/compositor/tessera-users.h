/* Who uses an image, as a problem for Tessera. */
#pragma once

#include <stdint.h>
#include <tessera.h>

struct wlr_drm_format;
struct wlr_output;
struct wlr_renderer;

struct users {
  struct wlr_renderer *renderer;
  /* Whose primary plane shows the image; NULL for nobody's. */
  struct wlr_output *output;
  /* The display's device; NULL where there is none. */
  struct tessera_card *card;
  /* All who could allocate. */
  struct tessera_inventory *inventory;
};

/* Poses the problem: the renderer, the output, and, if it is not NULL, the format that wlroots chose. */
int users_pose(
    const struct users *users, uint32_t width, uint32_t height, const struct wlr_drm_format *format,
    struct tessera_problem **problem, struct tessera_error **error);
