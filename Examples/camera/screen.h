/* A screen, spoken to by KMS as ever. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <tessera.h>
#include <xf86drmMode.h>

struct screen {
  int card;
  uint32_t connector, crtc, plane;
  drmModeModeInfo mode;
};

/* The first connected connector with a mode of this size, a CRTC for it, and that CRTC's primary plane. */
bool screen_find(struct screen *screen, uint32_t width, uint32_t height);

/* Makes a framebuffer of a buffer on the program's own open file of the card. */
int screen_add(const struct screen *screen, const struct tessera_buffer *buffer, uint32_t *framebuffer);

/* Shows a frame and returns when it is on the screen: the one before it is free then. */
int screen_show(const struct screen *screen, uint32_t framebuffer, bool is_first);
