#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define ROWS(rows) "{\"tessera\": \"quirks\", \"version\": 1, \"quirks\": [" rows "]}"

int client_quirks_of(const char *rows, struct tessera_quirks **quirks) {
  return tessera_quirks_read(rows, strlen(rows), quirks, NULL);
}

/* A participant of a renderer's own, called "GPU". */
static int renderer(struct tessera_participant **participant) {
  struct tessera_terms terms = client_demands();
  int result = tessera_participant_create("GPU", "gpu", participant, NULL);
  if (result < 0) return result;
  result = tessera_participant_add_offer(*participant, "textures", &terms, NULL);
  if (result < 0) tessera_participant_destroy(*participant);
  return result;
}

/* The stride of the best agreement with it and why that is so, a text to be freed; 0 where there is none. */
static uint64_t agree(const struct tessera_participant *participant, char **reasons) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_plane plane;
  plane.size = sizeof plane;
  plane.stride = 0;
  if (client_own_allocator(&own, "own", 0, &allocator) < 0) return 0;
  if (client_problem(allocator, &problem) == 0) {
    if (tessera_problem_add_participant(problem, participant, NULL) == 0 &&
        tessera_negotiation_create(problem, &negotiation, NULL) == 0) {
      if (tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0) {
        if (tessera_agreement_plane(agreement, 0, &plane) < 0) plane.stride = 0;
        *reasons = tessera_negotiation_explain(negotiation, agreement);
        tessera_agreement_destroy(agreement);
      }
      tessera_negotiation_destroy(negotiation);
    }
    tessera_problem_destroy(problem);
  }
  tessera_allocator_destroy(allocator);
  return plane.stride;
}

const char *client_quirks(void) {
  static const char own[] = ROWS(
      "{\"name\": \"own-pitch\", \"match\": {\"compatible\": [\"tessera,own\"], \"since\": \"6.1\"},"
      " \"constraints\": [{\"term\": \"stride\", \"multipleOf\": 4096}],"
      " \"source\": \"https://example.org/own\", \"level\": \"measured\"},"
      "{\"name\": \"amd-import-pitch\", \"match\": {\"drivers\": [\"amdgpu\"]}, \"constraints\": [],"
      " \"source\": \"https://example.org/none\", \"level\": \"measured\"}");
  static const char *const compatible[] = {"tessera,newer", "tessera,own"};
  struct tessera_quirks *shipped, *rows, *joined, *again;
  struct tessera_participant *participant;
  struct tessera_model model;
  struct tessera_error *error = NULL;
  char *text, *second;

  EXPECT(tessera_quirks_create(&shipped, NULL) == 0);
  text = tessera_quirks_write(shipped);
  EXPECT(text != NULL && strstr(text, "\"amd-import-pitch\"") != NULL);
  EXPECT(client_quirks_of(text, &again) == 0);
  second = tessera_quirks_write(again);
  EXPECT(second != NULL && strcmp(text, second) == 0);
  free(text);
  free(second);
  tessera_quirks_destroy(again);
  EXPECT(tessera_quirks_read(own, sizeof own / 2, &rows, &error) == -EBADMSG);
  EXPECT(strcmp(tessera_error_code(error), "document") == 0);
  tessera_error_destroy(error);
  error = NULL;
  EXPECT(client_quirks_of(ROWS("{\"name\": \"q\", \"match\": {}}"), &rows) == -EBADMSG);

  /* What the library knows of a renderer's driver joins what the renderer says. */
  memset(&model, 0, sizeof model);
  model.size = sizeof model;
  model.driver = "amdgpu";
  EXPECT(renderer(&participant) == 0);
  EXPECT(tessera_quirks_apply(NULL, &model, 7, participant, NULL) == -EINVAL);
  EXPECT(tessera_quirks_apply(NULL, &model, TESSERA_ROLE_CAPTURE, participant, NULL) == 0);
  EXPECT(agree(participant, &text) == 256 && strstr(text, "quirk") == NULL);
  free(text);
  EXPECT(tessera_quirks_apply(NULL, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == 0);
  EXPECT(agree(participant, &text) == 256 && strstr(text, "quirk amd-import-pitch, driver source, https://") != NULL);
  free(text);
  tessera_participant_destroy(participant);

  /* The caller's own rows, which take out one of the library's. */
  EXPECT(client_quirks_of(own, &rows) == 0);
  EXPECT(tessera_quirks_override(shipped, rows, &joined, NULL) == 0);
  EXPECT(tessera_quirks_override(shipped, NULL, &again, NULL) == -EINVAL);
  tessera_quirks_destroy(shipped);
  tessera_quirks_destroy(rows);
  EXPECT(renderer(&participant) == 0);
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == 0);
  EXPECT(agree(participant, &text) == 256 && strstr(text, "quirk") == NULL);
  free(text);
  model.compatible = compatible;
  model.compatible_count = 2;
  model.kernel = "5.10";
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == 0);
  EXPECT(agree(participant, &text) == 256);
  free(text);
  model.kernel = "6.12.3-arch";
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == 0);
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == 0);
  EXPECT(agree(participant, &text) == 4096);
  EXPECT(strstr(text, "quirk own-pitch, measured, https://example.org/own") != NULL);
  free(text);

  /* What describes no device. */
  model.kernel = "newest";
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, &error) == -EINVAL);
  EXPECT(strstr(tessera_error_message(error), "newest") != NULL);
  tessera_error_destroy(error);
  model.kernel = NULL;
  model.reserved = 1;
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == -EINVAL);
  model.reserved = 0;
  model.compatible = NULL;
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == -EINVAL);
  model.compatible_count = 0;
  model.driver = "";
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == -EINVAL);
  model.driver = NULL;
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == -EINVAL);
  model.driver = "amdgpu";
  model.size = sizeof model - 1;
  EXPECT(tessera_quirks_apply(joined, &model, TESSERA_ROLE_SAMPLE, participant, NULL) == -EINVAL);
  tessera_participant_destroy(participant);
  tessera_quirks_destroy(joined);
  return NULL;
}
