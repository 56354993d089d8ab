/* A queue of a V4L2 node, in which the device fills the buffers of others, or reads them; spoken to as ever. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <tessera.h>

struct queue {
  /* The program's own open file of the node. */
  int node;
  /* What the device is called in the problem. */
  const char *name;
  /* An enum tessera_side. */
  uint32_t side;
  /* The bytes of an image, once buffers were taken. */
  uint32_t bytes;
};

/*
 * Sets the queue up for what was agreed and has it take all buffers: that is when a driver looks at memory. They stay
 * attached, and none is the device's. On failure nothing stays.
 */
int queue_take(
    struct queue *queue, const struct tessera_agreement *agreement, struct tessera_buffer *const *buffers,
    uint32_t count);

/* Lets go of all buffers, if any were taken. */
void queue_let_go(const struct queue *queue);

/* Starts the device on what it was given. */
int queue_start(const struct queue *queue);

/* Gives the device a buffer, by its index, once whoever still uses it is done: V4L2 knows no fences. */
int queue_give(const struct queue *queue, uint32_t index, const struct tessera_buffer *buffer);

/* The index of the buffer that the device is done with next, which is waited for, or a negative errno. */
int queue_next(const struct queue *queue);
