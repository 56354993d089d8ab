/* Images that several devices share: agreed on by all, made once, and taken by each. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <tessera.h>

#include "queue.h"
#include "screen.h"

#define MOST_BUFFERS 16

/* Who uses the images. The CPU does always. */
struct users {
  /* How the images are called. */
  const char *what;
  struct queue *const *queues;
  size_t queue_count;
  /* NULL for none. */
  const struct screen *screen;
  const struct tessera_card *card;
  /* The formats that the CPU knows; the best for all is chosen. */
  const struct tessera_format *formats;
  size_t format_count;
};

struct images {
  const struct users *users;
  struct tessera_image image;
  uint32_t count;
  struct tessera_buffer *buffers[MOST_BUFFERS];
  uint32_t framebuffers[MOST_BUFFERS];
};

/* Tells what went wrong, ends the error, and answers 1. */
int complain(const char *what, int number, struct tessera_error *error);

/*
 * Makes the images of the best agreement that all users really take, and says which; they have taken them then. An image
 * is as large as the screen.
 */
int images_share(
    struct images *images, const struct users *users, const struct tessera_inventory *inventory, uint32_t width,
    uint32_t height);

/* Has everybody let go of the images, if there are any. */
void images_destroy(struct images *images);
