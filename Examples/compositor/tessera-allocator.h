/* A wlr_allocator whose buffers Tessera chooses and makes. */
#pragma once

#include <wlr/render/allocator.h>

struct users;
struct wlr_output;
struct wlr_renderer;

/*
 * Makes one for a renderer and the DRM device of a backend (-1 for none), whose descriptor stays the caller's. What is
 * asked for later is negotiated between the renderer, the output that was told last, and wlroots' own choice of format.
 */
struct wlr_allocator *tessera_allocator_create_for(struct wlr_renderer *renderer, int drm_descriptor);

/* Tells whose formats count from now on. */
void tessera_allocator_set_output(struct wlr_allocator *allocator, struct wlr_output *output);

/* Who uses what it makes, for as long as it is there. */
const struct users *tessera_allocator_users(struct wlr_allocator *allocator);
