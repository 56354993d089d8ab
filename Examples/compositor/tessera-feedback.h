/* What a client is told about its buffers, as Tessera answers it. */
#pragma once

#include <stdbool.h>

struct users;
struct wlr_linux_dmabuf_feedback_v1;

/*
 * Fills in feedback for a surface that covers the output: first every layout that the output shows without the
 * renderer, should it have to draw after all, and that somebody allocates; then what the renderer takes. The caller
 * finishes it. False where there is nothing to tell.
 */
bool tessera_feedback_init(const struct users *users, struct wlr_linux_dmabuf_feedback_v1 *feedback);
