#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support.h"

/* The best comes first, and whoever is in the way is named. */
const char *client_survey(void) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_allocator *allocators[2];
  struct tessera_problem *problem;
  struct tessera_participant *display;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *best;
  struct tessera_survey *survey;
  struct tessera_refutation refutation;
  struct tessera_terms terms = client_demands();
  char *one, *other;
  size_t index, blamed = 0;

  EXPECT(client_own_allocator(&own, "own", 0, &allocators[0]) == 0);
  EXPECT(tessera_memory_create(&allocators[1], NULL) == 0);
  EXPECT(client_problem(allocators[0], &problem) == 0);
  EXPECT(tessera_problem_add_allocator(problem, allocators[1], NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_survey(negotiation, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_survey(negotiation, &survey, NULL) == 0);
  EXPECT(tessera_survey_agreement_count(survey) == 2 && tessera_survey_agreement(survey, 2) == NULL);
  EXPECT(tessera_negotiation_next(negotiation, &best, NULL, NULL) == 0);
  one = tessera_agreement_write(best);
  other = tessera_agreement_write(tessera_survey_agreement(survey, 0));
  EXPECT(one != NULL && other != NULL && strcmp(one, other) == 0);
  free(one);
  free(other);
  tessera_agreement_destroy(best);
  tessera_survey_destroy(survey);
  tessera_negotiation_destroy(negotiation);

  /* A device does not take memory that is the CPU's alone. */
  EXPECT(tessera_participant_create("display", "card0", &display, NULL) == 0);
  EXPECT(tessera_participant_add_offer(display, "any", &terms, NULL) == 0);
  EXPECT(tessera_problem_add_participant(problem, display, NULL) == 0);
  tessera_participant_destroy(display);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_survey(negotiation, &survey, NULL) == 0);
  EXPECT(tessera_survey_agreement_count(survey) == 1);
  refutation.size = sizeof refutation - 1;
  EXPECT(tessera_survey_refutation(survey, 0, &refutation) == -EINVAL);
  refutation.size = sizeof refutation;
  for (index = 0; tessera_survey_refutation(survey, index, &refutation) == 0; ++index) {
    EXPECT(refutation.allocator != NULL && strlen(refutation.reason) > 0);
    if (strcmp(refutation.allocator, tessera_allocator_name(allocators[1])) != 0) continue;
    EXPECT(refutation.fourcc == XR24 && refutation.modifier == TESSERA_MODIFIER_LINEAR);
    blamed += strcmp(refutation.reason, "its buffers are for its own device only") == 0;
  }
  EXPECT(blamed == 1 && index == tessera_survey_refutation_count(survey));
  tessera_survey_destroy(survey);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocators[0]);
  tessera_allocator_destroy(allocators[1]);
  return NULL;
}

/* What one negotiation learned, the next one knows. */
static const char *hand_on(struct tessera_negotiation *learned, const struct tessera_problem *problem) {
  struct tessera_negotiation *next;
  struct tessera_agreement *agreement;
  struct tessera_error *error = NULL;
  char *text = tessera_negotiation_write_experience(learned), *again;

  EXPECT(text != NULL && strstr(text, "\"experience\"") != NULL);
  EXPECT(tessera_negotiation_create(problem, &next, NULL) == 0);
  EXPECT(tessera_negotiation_learn(next, NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_learn(next, text, strlen(text) / 2, &error) == -EBADMSG);
  EXPECT(strcmp(tessera_error_code(error), "document") == 0);
  tessera_error_destroy(error);
  EXPECT(tessera_negotiation_learn(next, "{}", 2, NULL) == -EBADMSG);
  EXPECT(tessera_negotiation_learn(next, text, strlen(text), NULL) == 0);
  EXPECT(tessera_negotiation_next(next, &agreement, NULL, NULL) == -ENOENT);
  again = tessera_negotiation_write_experience(next);
  EXPECT(again != NULL && strcmp(text, again) == 0);
  free(again);
  free(text);
  tessera_negotiation_destroy(next);
  return NULL;
}

const char *client_experience(void) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_verification *verification;
  const char *complaint;

  EXPECT(client_own_allocator(&own, "own", 0, &allocator) == 0);
  EXPECT(client_problem(allocator, &problem) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);
  EXPECT(tessera_negotiation_refuse(
      negotiation, agreement, "writer", TESSERA_LESSON_FORMAT, "a test", NULL) == 0);
  tessera_agreement_destroy(agreement);
  complaint = hand_on(negotiation, problem);
  tessera_negotiation_destroy(negotiation);
  if (complaint != NULL) return complaint;

  /* An allocator that fails is learned of as well. */
  own.failure = -ENOSPC;
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_verify(
      negotiation, TESSERA_PROOF_NONE, &allocator, 1, NULL, 0, NULL, &verification, NULL, NULL) == -ENOENT);
  complaint = hand_on(negotiation, problem);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  return complaint;
}

/* What a buffer would be, and what it is. */
const char *client_buffer_facts(void) {
  struct tessera_allocator *allocator, *other;
  struct tessera_agreement *agreement, *preview = NULL, *settled;
  struct tessera_buffer *buffer;
  struct tessera_memory memory;
  struct tessera_access access;
  struct tessera_fence *fence;
  struct tessera_plane plane;
  struct own_allocator own = {0, 0, 0};
  struct stat status;
  static unsigned char rows[256 * 48];

  EXPECT(tessera_memory_create(&allocator, NULL) == 0);
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_agreement_bytes(agreement, 0) >= 256 * 48 && tessera_agreement_bytes(agreement, 1) == 0);
  EXPECT(client_own_allocator(&own, "own", 0, &other) == 0);
  EXPECT(tessera_allocator_preview(other, agreement, &preview, NULL) == -EINVAL);
  tessera_allocator_destroy(other);
  EXPECT(tessera_allocator_preview(allocator, NULL, &preview, NULL) == -EINVAL);
  EXPECT(tessera_allocator_preview(allocator, agreement, NULL, NULL) == -EINVAL && preview == NULL);
  EXPECT(tessera_allocator_preview(allocator, agreement, &preview, NULL) == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL) == 0);
  EXPECT(tessera_buffer_agreement(buffer, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_agreement(buffer, &settled, NULL) == 0);
  EXPECT(tessera_agreement_bytes(preview, 0) == tessera_buffer_bytes(buffer, 0));
  EXPECT(tessera_agreement_bytes(settled, 0) == tessera_buffer_bytes(buffer, 0));
  EXPECT(strcmp(tessera_agreement_allocator(settled), tessera_allocator_name(allocator)) == 0);
  plane.size = sizeof plane;
  EXPECT(tessera_agreement_plane(preview, 0, &plane) == 0 && plane.stride == 256 && plane.rows == 48);
  EXPECT(tessera_agreement_plane(settled, 0, &plane) == 0 && plane.stride == 256);
  tessera_agreement_destroy(preview);
  tessera_agreement_destroy(settled);
  tessera_agreement_destroy(agreement);
  tessera_allocator_destroy(allocator);

  memory.size = 1;
  EXPECT(tessera_buffer_memory(buffer, 0, &memory, NULL) == -EINVAL);
  memory.size = sizeof memory;
  EXPECT(tessera_buffer_memory(buffer, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_memory(buffer, 1, &memory, NULL) == -EINVAL);
  EXPECT(tessera_buffer_memory(buffer, 0, &memory, NULL) == 0);
  EXPECT(fstat(tessera_buffer_descriptor(buffer, 0), &status) == 0);
  EXPECT(memory.kind == TESSERA_MEMORY_FILE && memory.bytes == tessera_buffer_bytes(buffer, 0));
  EXPECT(memory.inode == status.st_ino && memory.device == status.st_dev);
  EXPECT(tessera_buffer_touched_bytes(buffer) == 0);
  access.size = sizeof access;
  EXPECT(tessera_buffer_begin_access(buffer, 0, TESSERA_READ, 0, &access, NULL) == 0);
  EXPECT(tessera_buffer_touched_bytes(buffer) == access.bytes);
  EXPECT(tessera_buffer_end_access(buffer, 0, TESSERA_READ, NULL) == 0);
  EXPECT(tessera_buffer_initial_fence(buffer, &fence, NULL) == -ENODATA);
  /* Memory files are read plane by plane. */
  EXPECT(tessera_buffer_read_rows(buffer, NULL, sizeof rows, 256, NULL) == -EINVAL);
  EXPECT(tessera_buffer_write_rows(buffer, NULL, sizeof rows, 256, NULL) == -EINVAL);
  EXPECT(tessera_buffer_read_rows(buffer, rows, sizeof rows, 256, NULL) == -EINVAL);
  tessera_buffer_destroy(buffer);
  return NULL;
}
