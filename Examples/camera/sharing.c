#include "sharing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xf86drmMode.h>

int complain(const char *what, int number, struct tessera_error *error) {
  fprintf(stderr, "%s: %s\n", what, error != NULL ? tessera_error_message(error) : strerror(-number));
  tessera_error_destroy(error);
  return 1;
}

static int add(struct tessera_problem *problem, struct tessera_participant *participant, struct tessera_error **error) {
  const int result = tessera_problem_add_participant(problem, participant, error);
  tessera_participant_destroy(participant);
  return result;
}

/* What a queue can do is tried on an open file of its own. */
static int add_queue(
    struct tessera_problem *problem, const struct queue *queue, uint32_t width, uint32_t height,
    struct tessera_error **error) {
  struct tessera_video *video;
  struct tessera_participant *participant;
  int result = tessera_video_reopen(queue->node, &video, error);
  if (result < 0) return result;
  result = tessera_video_participant(video, queue->side, width, height, queue->name, &participant, error);
  tessera_video_destroy(video);
  return result < 0 ? result : add(problem, participant, error);
}

static int add_reader(struct tessera_problem *problem, const struct users *users, struct tessera_error **error) {
  struct tessera_terms terms = {
      .size = sizeof terms,
      .formats = users->formats,
      .format_count = users->format_count,
      .cpu_access = TESSERA_CPU_OFTEN,
      .needs_one_dma_buffer = 1,
  };
  struct tessera_participant *participant;
  int result = tessera_participant_create("CPU", NULL, &participant, error);
  if (result < 0) return result;
  result = tessera_participant_add_offer(participant, "reads", &terms, error);
  if (result == 0) return add(problem, participant, error);
  tessera_participant_destroy(participant);
  return result;
}

static int pose(
    const struct users *users, const struct tessera_inventory *inventory, uint32_t width, uint32_t height,
    struct tessera_problem **problem, struct tessera_error **error) {
  struct tessera_participant *participant;
  struct tessera_allocator *allocator;
  int result = tessera_problem_create(width, height, problem, error);
  if (result < 0) return result;
  for (size_t i = 0; result == 0 && i < users->queue_count; ++i)
    result = add_queue(*problem, users->queues[i], width, height, error);
  if (result == 0 && users->screen != NULL) {
    result = tessera_card_plane_participant(users->card, users->screen->plane, "screen", &participant, error);
    if (result == 0) result = add(*problem, participant, error);
  }
  if (result == 0) result = add_reader(*problem, users, error);
  for (size_t i = 0; result == 0 && i < tessera_inventory_allocator_count(inventory); ++i) {
    result = tessera_inventory_allocator(inventory, i, &allocator);
    if (result == 0) result = tessera_problem_add_allocator(*problem, allocator, error);
    if (result == 0) tessera_allocator_destroy(allocator);
  }
  if (result < 0) tessera_problem_destroy(*problem);
  return result;
}

/* Makes all buffers of an agreement, by whom it was agreed. */
static int make(
    struct images *images, const struct tessera_inventory *inventory, const struct tessera_agreement *agreement,
    struct tessera_error **error) {
  tessera_agreement_image(agreement, &images->image);
  const uint32_t wanted = images->image.buffer_count < MOST_BUFFERS ? images->image.buffer_count : MOST_BUFFERS;
  for (size_t i = 0; i < tessera_inventory_allocator_count(inventory); ++i) {
    struct tessera_allocator *allocator;
    int result = tessera_inventory_allocator(inventory, i, &allocator);
    if (result < 0) return result;
    const bool is_chosen = strcmp(tessera_allocator_name(allocator), tessera_agreement_allocator(agreement)) == 0;
    for (; is_chosen && result == 0 && images->count < wanted; images->count += result == 0)
      result = tessera_allocator_allocate(
          allocator, agreement, images->users->what, &images->buffers[images->count], error);
    tessera_allocator_destroy(allocator);
    if (is_chosen) return result;
  }
  return -ENOENT;
}

/* Has everybody take them; who refuses is named, with what follows from it. */
static int take(
    struct images *images, const struct tessera_agreement *agreement, const char **who, uint32_t *lesson) {
  const struct users *users = images->users;
  *lesson = TESSERA_LESSON_ALLOCATOR;
  *who = "screen";
  for (uint32_t i = 0; users->screen != NULL && i < images->count; ++i) {
    const int result = screen_add(users->screen, images->buffers[i], &images->framebuffers[i]);
    if (result < 0) return result;
  }
  for (size_t i = 0; i < users->queue_count; ++i) {
    const int result = queue_take(users->queues[i], agreement, images->buffers, images->count);
    *who = users->queues[i]->name;
    /* What V4L2 says to scattered memory that it cannot reach. */
    if (result == -EFAULT) *lesson = TESSERA_LESSON_CONTIGUOUS;
    if (result < 0) return result;
  }
  return 0;
}

void images_destroy(struct images *images) {
  const struct users *users = images->users;
  for (size_t i = 0; images->count > 0 && i < users->queue_count; ++i) queue_let_go(users->queues[i]);
  for (uint32_t i = 0; i < images->count; ++i) {
    if (images->framebuffers[i] != 0) drmModeRmFB(users->screen->card, images->framebuffers[i]);
    tessera_buffer_destroy(images->buffers[i]);
  }
  *images = (struct images){0};
}

/* The next agreement, tried for real: 0, a negative errno, or 1 where somebody refused it and the next may do. */
static int try_next(
    struct images *images, const struct users *users, struct tessera_negotiation *negotiation,
    const struct tessera_inventory *inventory) {
  struct tessera_agreement *agreement;
  struct tessera_conflict *conflict = NULL;
  struct tessera_error *error = NULL;
  const char *who = users->queues[0]->name;
  uint32_t lesson = TESSERA_LESSON_ALLOCATOR;
  int result = tessera_negotiation_next(negotiation, &agreement, &conflict, &error);
  if (result < 0) {
    char *why = tessera_conflict_explain(conflict);
    if (why != NULL) fprintf(stderr, "%s: %s\n", users->what, why);
    else complain(users->what, result, error);
    if (why != NULL) tessera_error_destroy(error);
    tessera_conflict_destroy(conflict);
    free(why);
    return result;
  }
  *images = (struct images){.users = users, .image.size = sizeof images->image};
  result = make(images, inventory, agreement, &error);
  if (result == 0) result = take(images, agreement, &who, &lesson);
  char *text = tessera_agreement_describe(agreement);
  if (result == 0) {
    printf("%s: agreed  %s\n", users->what, text);
  } else {
    const char *why = error != NULL ? tessera_error_message(error) : strerror(-result);
    printf("%s: refused %s: %s: %s\n", users->what, text, who, why);
    images_destroy(images);
    result = tessera_negotiation_refuse(negotiation, agreement, who, lesson, why, NULL);
    if (result == 0) result = 1;
  }
  free(text);
  tessera_error_destroy(error);
  tessera_agreement_destroy(agreement);
  return result;
}

int images_share(
    struct images *images, const struct users *users, const struct tessera_inventory *inventory, uint32_t width,
    uint32_t height) {
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_error *error = NULL;
  int result = pose(users, inventory, width, height, &problem, &error);
  if (result == 0) {
    result = tessera_negotiation_create(problem, &negotiation, &error);
    tessera_problem_destroy(problem);
  }
  if (result < 0) {
    complain(users->what, result, error);
    return result;
  }
  do result = try_next(images, users, negotiation, inventory);
  while (result > 0);
  tessera_negotiation_destroy(negotiation);
  return result;
}
