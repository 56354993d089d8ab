#include "tessera-users.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <stdlib.h>
#include <wlr/render/drm_format_set.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>

/* Adds a user who takes these formats; the CPU draws rows of pixels only. */
static int add_user(
    const struct users *users, struct tessera_problem *problem, const char *name,
    const struct wlr_drm_format *formats, size_t format_count, bool is_cpu, struct tessera_error **error) {
  struct tessera_terms terms = {.size = sizeof terms, .cpu_access = is_cpu ? TESSERA_CPU_OFTEN : TESSERA_CPU_NEVER};
  struct tessera_participant *user;
  struct tessera_format *table;
  size_t count = 0;
  for (size_t i = 0; i < format_count; ++i) count += formats[i].len;
  table = calloc(count + 1, sizeof *table);
  if (table == NULL) return -ENOMEM;
  for (size_t i = 0; i < format_count; ++i) {
    for (size_t k = 0; k < formats[i].len; ++k) {
      const uint64_t modifier = is_cpu ? DRM_FORMAT_MOD_LINEAR : formats[i].modifiers[k];
      /* An implicit layout is known to a device only. */
      if (modifier == DRM_FORMAT_MOD_INVALID && users->card == NULL) continue;
      table[terms.format_count++] = (struct tessera_format){.fourcc = formats[i].format, .modifier = modifier};
    }
  }
  terms.formats = table;
  const char *device = is_cpu || users->card == NULL ? NULL : tessera_card_device(users->card);
  int result = tessera_participant_create(name, device, &user, error);
  if (result == 0) {
    result = tessera_participant_add_offer(user, "all formats", &terms, error);
    if (result == 0) result = tessera_problem_add_participant(problem, user, error);
    tessera_participant_destroy(user);
  }
  free(table);
  return result;
}

int users_pose(
    const struct users *users, uint32_t width, uint32_t height, const struct wlr_drm_format *format,
    struct tessera_problem **problem, struct tessera_error **error) {
  const struct wlr_drm_format_set *renderer =
      wlr_renderer_get_texture_formats(users->renderer, WLR_BUFFER_CAP_DMABUF);
  const struct wlr_drm_format_set *output =
      users->output == NULL ? NULL : wlr_output_get_primary_formats(users->output, WLR_BUFFER_CAP_DMABUF);
  int result = tessera_problem_create(width, height, problem, error);
  if (result < 0) return result;
  /* Without formats for dma-bufs it is a renderer on the CPU. */
  if (format != NULL) result = add_user(users, *problem, "wlroots", format, 1, renderer == NULL, error);
  if (result == 0 && renderer != NULL)
    result = add_user(users, *problem, "renderer", renderer->formats, renderer->len, false, error);
  if (result == 0 && output != NULL && output->len > 0)
    result = add_user(users, *problem, "output", output->formats, output->len, false, error);
  for (size_t i = 0; result == 0 && i < tessera_inventory_allocator_count(users->inventory); ++i) {
    struct tessera_allocator *source;
    result = tessera_inventory_allocator(users->inventory, i, &source);
    if (result < 0) break;
    result = tessera_problem_add_allocator(*problem, source, error);
    tessera_allocator_destroy(source);
  }
  if (result < 0) tessera_problem_destroy(*problem);
  return result;
}
