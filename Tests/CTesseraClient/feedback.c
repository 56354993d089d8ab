#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define NV12 0x3231564eu
#define X_TILED (((uint64_t)1 << 56) | 1)
/* Numbers that no machine gives out. */
#define CARD 0xfffabcde01ull
#define GPU 0xfffabcde02ull

static const struct tessera_format shown[] = {{XR24, 0, X_TILED}, {XR24, 0, TESSERA_MODIFIER_LINEAR}};
static const struct tessera_format sampled[] = {
    {NV12, 0, TESSERA_MODIFIER_LINEAR},
    {XR24, 0, TESSERA_MODIFIER_LINEAR},
    {XR24, 0, TESSERA_MODIFIER_IMPLICIT},
    {NV12, 0, TESSERA_MODIFIER_LINEAR},
};

/* What a compositor makes of the tables of its screen and of its renderer. */
static const char *write_feedback(struct tessera_feedback **feedback) {
  const struct tessera_format reserved = {XR24, 1, 0};
  struct tessera_participant *participant;
  struct tessera_terms terms = client_demands();

  EXPECT(tessera_feedback_create(GPU, NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_create(GPU, feedback, NULL) == 0);
  EXPECT(tessera_feedback_main_device(*feedback) == GPU && tessera_feedback_tranche_count(*feedback) == 0);
  EXPECT(tessera_feedback_add_tranche(*feedback, CARD, 0, NULL, 1, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_tranche(*feedback, CARD, 0, shown, 0, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_tranche(*feedback, CARD, 0, shown, (size_t)-1, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_tranche(*feedback, CARD, 0, &reserved, 1, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_tranche(*feedback, CARD, TESSERA_TRANCHE_SCANOUT, shown, 2, NULL) == 0);

  /* A participant that takes any format has no rows. */
  EXPECT(tessera_participant_create("renderer", "GPU", &participant, NULL) == 0);
  EXPECT(tessera_feedback_add_participant(*feedback, GPU, 0, participant, NULL) == -ENODATA);
  terms.formats = NULL;
  terms.format_count = 0;
  EXPECT(tessera_participant_add_offer(participant, "any", &terms, NULL) == 0);
  EXPECT(tessera_feedback_add_participant(*feedback, GPU, 0, participant, NULL) == -ENODATA);
  terms.formats = sampled;
  terms.format_count = 4;
  EXPECT(tessera_participant_add_offer(participant, "textures", &terms, NULL) == 0);
  EXPECT(tessera_feedback_add_participant(*feedback, GPU, 0, participant, NULL) == 0);
  tessera_participant_destroy(participant);
  return NULL;
}

/* What arrives is what was meant, each pair in one row of the table. */
static const char *look(const struct tessera_feedback *feedback) {
  struct tessera_tranche tranche;
  size_t index, linear = 0, implicit = 0;

  tranche.size = sizeof tranche - 1;
  EXPECT(tessera_feedback_tranche(feedback, 0, &tranche) == -EINVAL);
  tranche.size = sizeof tranche;
  EXPECT(tessera_feedback_main_device(feedback) == GPU && tessera_feedback_tranche_count(feedback) == 2);
  EXPECT(tessera_feedback_tranche(feedback, 2, &tranche) == -EINVAL);
  EXPECT(tessera_feedback_tranche(feedback, 0, &tranche) == 0);
  EXPECT(tranche.target_device == CARD && tranche.flags == TESSERA_TRANCHE_SCANOUT && tranche.format_count == 2);
  EXPECT(tranche.indices[0] == 0 && tranche.indices[1] == 1);
  EXPECT(tranche.formats[0].fourcc == XR24 && tranche.formats[0].modifier == X_TILED);
  EXPECT(tessera_feedback_tranche(feedback, 1, &tranche) == 0);
  EXPECT(tranche.target_device == GPU && tranche.flags == 0 && tranche.format_count == 3);
  for (index = 0; index < tranche.format_count; ++index) {
    if (tranche.formats[index].modifier == TESSERA_MODIFIER_IMPLICIT) ++implicit;
    /* The row that the screen has as well. */
    if (tranche.formats[index].fourcc == XR24 && tranche.formats[index].modifier == TESSERA_MODIFIER_LINEAR)
      linear += tranche.indices[index] == 1;
  }
  EXPECT(implicit == 1 && linear == 1);
  return NULL;
}

/* Reads, as a client does, what a compositor sent. */
static const char *send_feedback(const struct tessera_feedback *sent, struct tessera_feedback **received) {
  struct tessera_tranche tranche;
  const void *table;
  size_t index;
  uint32_t bytes = 0;
  uint16_t beyond = 4;
  int file = -1;

  EXPECT(tessera_feedback_export_table(sent, NULL, &bytes, NULL) == -EINVAL);
  EXPECT(tessera_feedback_export_table(sent, &file, NULL, NULL) == -EINVAL && file == -1);
  EXPECT(tessera_feedback_export_table(sent, &file, &bytes, NULL) == 0 && bytes == 4 * 16);
  EXPECT((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0 && lseek(file, 0, SEEK_END) == (off_t)bytes);
  /* Nobody can change it under the clients. */
  EXPECT(pwrite(file, "", 1, 0) == -1 && ftruncate(file, 0) == -1);
  table = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  EXPECT(table != MAP_FAILED);
  close(file);
  EXPECT(tessera_feedback_read(GPU, NULL, bytes, received, NULL) == -EINVAL);
  EXPECT(tessera_feedback_read(GPU, table, bytes, NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_read(GPU, table, bytes - 1, received, NULL) == -EBADMSG);
  EXPECT(tessera_feedback_read(GPU, table, (size_t)-1, received, NULL) == -EBADMSG);
  EXPECT(tessera_feedback_read(GPU, table, bytes, received, NULL) == 0);
  munmap((void *)(uintptr_t)table, bytes);

  EXPECT(tessera_feedback_add_rows(*received, GPU, 0, NULL, 1, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_rows(*received, GPU, 0, &beyond, (size_t)-1, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_rows(*received, GPU, 0, &beyond, 1, NULL) == -EBADMSG);
  tranche.size = sizeof tranche;
  for (index = 0; tessera_feedback_tranche(sent, index, &tranche) == 0; ++index)
    EXPECT(tessera_feedback_add_rows(
        *received, tranche.target_device, tranche.flags, tranche.indices, tranche.format_count, NULL) == 0);
  return NULL;
}

/* A client that makes linear memory of its own agrees with the compositor. */
static const char *take_part(const struct tessera_feedback *feedback) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_participant *compositor;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_image image;
  char *words;

  EXPECT(tessera_feedback_participant(feedback, NULL, &compositor, NULL) == -EINVAL);
  EXPECT(tessera_feedback_participant(feedback, "compositor", NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_participant(feedback, "compositor", &compositor, NULL) == 0);
  EXPECT(client_own_allocator(&own, "own", 0, &allocator) == 0);
  EXPECT(client_problem(allocator, &problem) == 0);
  EXPECT(tessera_problem_add_participant(problem, compositor, NULL) == 0);
  tessera_participant_destroy(compositor);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);
  image.size = sizeof image;
  EXPECT(tessera_agreement_image(agreement, &image) == 0);
  EXPECT(image.fourcc == XR24 && image.modifier == TESSERA_MODIFIER_LINEAR);
  words = tessera_agreement_write(agreement);
  EXPECT(words != NULL && strstr(words, "tranche 0, scan-out") != NULL);
  free(words);
  tessera_agreement_destroy(agreement);
  tessera_negotiation_destroy(negotiation);
  words = tessera_problem_write(problem);
  EXPECT(words != NULL && strstr(words, "zwp_linux_dmabuf_feedback_v1, tranche 1") != NULL);
  free(words);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  return NULL;
}

const char *client_feedback(void) {
  struct tessera_feedback *sent, *received;
  struct tessera_error *error = NULL;
  const char *complaint;
  char *device = NULL;

  EXPECT(tessera_device_find(GPU, NULL, NULL) == -EINVAL);
  EXPECT(tessera_device_find(GPU, &device, &error) == -ENOENT && device == NULL);
  tessera_error_destroy(error);
  complaint = write_feedback(&sent);
  if (complaint == NULL) complaint = look(sent);
  if (complaint == NULL) complaint = send_feedback(sent, &received);
  if (complaint != NULL) return complaint;
  tessera_feedback_destroy(sent);
  complaint = look(received);
  if (complaint == NULL) complaint = take_part(received);
  tessera_feedback_destroy(received);
  return complaint;
}

const char *client_feedback_of_card(const char *path) {
  struct tessera_card *card;
  struct tessera_participant *participant;
  struct tessera_feedback *feedback;
  struct tessera_tranche tranche;
  struct stat status;
  uint32_t plane = 0;
  char *device;
  int result;

  EXPECT(stat(path, &status) == 0);
  EXPECT(tessera_card_open(path, &card, NULL) == 0);
  EXPECT(tessera_device_find(status.st_rdev, &device, NULL) == 0);
  EXPECT(strcmp(device, tessera_card_device(card)) == 0);
  free(device);
  do {
    result = tessera_card_plane_participant(card, ++plane, "screen", &participant, NULL);
  } while (result == -ENOENT && plane < 1000);
  EXPECT(result == 0);
  EXPECT(tessera_feedback_create(status.st_rdev, &feedback, NULL) == 0);
  EXPECT(tessera_feedback_add_participant(
      feedback, status.st_rdev, TESSERA_TRANCHE_SCANOUT, participant, NULL) == 0);
  tessera_participant_destroy(participant);
  tessera_card_destroy(card);
  tranche.size = sizeof tranche;
  EXPECT(tessera_feedback_tranche(feedback, 0, &tranche) == 0 && tranche.format_count > 0);
  EXPECT(tessera_feedback_participant(feedback, "compositor", &participant, NULL) == 0);
  tessera_participant_destroy(participant);
  tessera_feedback_destroy(feedback);
  return NULL;
}
