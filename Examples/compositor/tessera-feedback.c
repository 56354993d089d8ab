#include "tessera-feedback.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <wlr/render/drm_format_set.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_linux_dmabuf_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/util/log.h>

#include "tessera-users.h"

enum {
  /* zwp_linux_dmabuf_feedback_v1's flag for a tranche that can go to the screen as it is. */
  tranche_scanout = 1,
  /* More agreements than any screen and renderer have layouts in common. */
  most_agreements = 4096,
};

/* Every layout of an agreement, the best first. */
static bool add_agreed(const struct users *users, struct wlr_drm_format_set *formats) {
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation = NULL;
  struct tessera_agreement *agreement;
  struct tessera_error *error = NULL;
  int width, height;
  wlr_output_transformed_resolution(users->output, &width, &height);
  int result = users_pose(users, (uint32_t)width, (uint32_t)height, NULL, &problem, &error);
  if (result == 0) {
    result = tessera_negotiation_create(problem, &negotiation, &error);
    tessera_problem_destroy(problem);
  }
  for (int i = 0; result == 0 && i < most_agreements; ++i) {
    struct tessera_image image = {.size = sizeof image};
    if (tessera_negotiation_next(negotiation, &agreement, NULL, NULL) < 0) break;
    if (tessera_agreement_image(agreement, &image) == 0 &&
        !wlr_drm_format_set_add(formats, image.fourcc, image.modifier))
      result = -1;
    tessera_agreement_destroy(agreement);
  }
  tessera_negotiation_destroy(negotiation);
  if (error != NULL) wlr_log(WLR_ERROR, "tessera: feedback: %s", tessera_error_message(error));
  tessera_error_destroy(error);
  return result == 0 && formats->len > 0;
}

static bool add_all(const struct wlr_drm_format_set *from, struct wlr_drm_format_set *formats) {
  for (size_t i = 0; i < from->len; ++i) {
    for (size_t k = 0; k < from->formats[i].len; ++k) {
      if (!wlr_drm_format_set_add(formats, from->formats[i].format, from->formats[i].modifiers[k])) return false;
    }
  }
  return true;
}

static dev_t number_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? status.st_rdev : 0;
}

bool tessera_feedback_init(const struct users *users, struct wlr_linux_dmabuf_feedback_v1 *feedback) {
  const struct wlr_drm_format_set *textures =
      wlr_renderer_get_texture_formats(users->renderer, WLR_BUFFER_CAP_DMABUF);
  const int renderer = wlr_renderer_get_drm_fd(users->renderer);
  struct stat card;
  if (textures == NULL || renderer < 0 || users->output == NULL || users->card == NULL ||
      stat(tessera_card_path(users->card), &card) < 0)
    return false;
  *feedback = (struct wlr_linux_dmabuf_feedback_v1){.main_device = number_of(renderer)};

  struct wlr_linux_dmabuf_feedback_v1_tranche *tranche = wlr_linux_dmabuf_feedback_add_tranche(feedback);
  bool is_whole = tranche != NULL;
  if (is_whole) {
    tranche->target_device = card.st_rdev;
    tranche->flags = tranche_scanout;
    is_whole = add_agreed(users, &tranche->formats);
    if (is_whole) wlr_log(WLR_INFO, "tessera: feedback: the screen shows %zu formats itself", tranche->formats.len);
  }
  tranche = is_whole ? wlr_linux_dmabuf_feedback_add_tranche(feedback) : NULL;
  if (tranche != NULL) {
    tranche->target_device = feedback->main_device;
    is_whole = add_all(textures, &tranche->formats);
  }
  if (tranche == NULL || !is_whole) {
    wlr_linux_dmabuf_feedback_v1_finish(feedback);
    return false;
  }
  return true;
}
