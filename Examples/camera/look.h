/* What the CPU sees of an image; each look is a bracket, in which the bytes are those that the devices wrote. */
#pragma once

#include <stdint.h>
#include <tessera.h>

/* The sum of every 64th byte, or a negative errno. */
int64_t look_sum(const struct tessera_buffer *buffer);

/*
 * How many pixels of an image are not those of the image that it was converted from, or a negative errno. Components may
 * have lost three bits. Both are RG24, BG24, XR24 or RG16, and of one size.
 */
int64_t look_compare(const struct tessera_buffer *captured, const struct tessera_buffer *converted);
