#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* What a prepared problem answers is what a negotiation about the same size answers first. */
static const char *same(struct tessera_prepared *prepared, uint32_t width, uint32_t height) {
  struct tessera_agreement *agreement, *first;
  struct tessera_negotiation *negotiation;
  struct tessera_image image;
  char *one, *other;

  EXPECT(tessera_prepared_agreement(prepared, width, height, &agreement, NULL) == 0);
  image.size = sizeof image;
  EXPECT(tessera_agreement_image(agreement, &image) == 0 && image.width == width && image.height == height);
  EXPECT(tessera_prepared_negotiation(prepared, width, height, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &first, NULL, NULL) == 0);
  one = tessera_agreement_write(agreement);
  other = tessera_agreement_write(first);
  EXPECT(one != NULL && other != NULL && strcmp(one, other) == 0);
  free(one);
  free(other);
  tessera_agreement_destroy(agreement);
  tessera_agreement_destroy(first);
  tessera_negotiation_destroy(negotiation);
  return NULL;
}

const char *client_prepared(void) {
  static const uint32_t sizes[][2] = {{64, 48}, {1920, 1080}, {1, 1}, {641, 479}, {64, 48}};
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_participant *screen;
  struct tessera_prepared *prepared = NULL;
  struct tessera_agreement *agreement = NULL;
  struct tessera_negotiation *negotiation = NULL;
  struct tessera_conflict *conflict = NULL;
  struct tessera_error *error = NULL;
  struct tessera_terms terms = client_demands();
  const char *complaint = NULL;
  size_t index;

  EXPECT(tessera_memory_create(&allocator, NULL) == 0);
  EXPECT(client_problem(allocator, &problem) == 0);
  terms.max_width = terms.max_height = 4096;
  EXPECT(tessera_participant_create("screen", NULL, &screen, NULL) == 0);
  EXPECT(tessera_participant_add_offer(screen, "any", &terms, NULL) == 0);
  EXPECT(tessera_problem_add_participant(problem, screen, NULL) == 0);
  EXPECT(tessera_problem_prepare(problem, NULL, NULL) == -EINVAL);
  EXPECT(tessera_problem_prepare(problem, &prepared, NULL) == 0);
  tessera_participant_destroy(screen);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  for (index = 0; complaint == NULL && index < sizeof sizes / sizeof *sizes; ++index)
    complaint = same(prepared, sizes[index][0], sizes[index][1]);
  if (complaint != NULL) return complaint;

  EXPECT(tessera_prepared_agreement(prepared, 0, 48, &agreement, NULL) == -EINVAL);
  EXPECT(tessera_prepared_agreement(prepared, 64, 48, NULL, NULL) == -EINVAL);
  EXPECT(tessera_prepared_negotiation(prepared, 64, 0, &negotiation, NULL) == -EINVAL);
  EXPECT(tessera_prepared_negotiation(prepared, 64, 48, NULL, NULL) == -EINVAL);
  EXPECT(tessera_prepared_agreement(prepared, 4097, 48, &agreement, &error) == -ENOENT && agreement == NULL);
  EXPECT(strstr(tessera_error_message(error), "4097x48") != NULL && tessera_error_hint(error) != NULL);
  tessera_error_destroy(error);
  EXPECT(tessera_prepared_negotiation(prepared, 4097, 48, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, &conflict, NULL) == -ENOENT);
  EXPECT(strcmp(tessera_conflict_participant(conflict, 0), "screen") == 0);
  tessera_conflict_destroy(conflict);
  tessera_negotiation_destroy(negotiation);
  tessera_prepared_destroy(prepared);
  return NULL;
}
