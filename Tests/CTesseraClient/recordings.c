#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* The best agreement about 64x48 of somebody with what a recording makes, and why that is so, a text to be freed. */
static int solve(
    const struct tessera_recording *recording, const struct tessera_participant *participant,
    const struct tessera_allocator *more, struct tessera_agreement **agreement, char **words) {
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_allocator *allocator;
  size_t index;
  int result = tessera_problem_create(64, 48, &problem, NULL);
  if (result < 0) return result;
  result = tessera_problem_add_participant(problem, participant, NULL);
  for (index = 0; result == 0 && index < tessera_recording_allocator_count(recording); ++index) {
    result = tessera_recording_allocator(recording, index, &allocator);
    if (result < 0) break;
    result = tessera_problem_add_allocator(problem, allocator, NULL);
    tessera_allocator_destroy(allocator);
  }
  if (result == 0 && more != NULL) result = tessera_problem_add_allocator(problem, more, NULL);
  if (result == 0) result = tessera_negotiation_create(problem, &negotiation, NULL);
  if (result == 0) {
    result = tessera_negotiation_next(negotiation, agreement, NULL, NULL);
    if (result == 0) *words = tessera_negotiation_explain(negotiation, *agreement);
    tessera_negotiation_destroy(negotiation);
  }
  tessera_problem_destroy(problem);
  return result;
}

/* What was written here is read back, and somebody who is in it takes part. */
static const char *read_back(const char *text) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_recording *recording;
  struct tessera_recorded_role role;
  struct tessera_participant *participant;
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  size_t index, processors = 0;
  char *words;

  EXPECT(tessera_recording_read(text, strlen(text), NULL, NULL, &recording, NULL) == 0);
  role.size = sizeof role;
  for (index = 0; index < tessera_recording_role_count(recording); ++index) {
    EXPECT(tessera_recording_role(recording, index, &role) == 0 && strlen(role.meaning) > 0);
    EXPECT(tessera_recording_participant(recording, role.member, role.role, 64, 48, "one", &participant, NULL) == 0);
    tessera_participant_destroy(participant);
    if (strcmp(role.member, "cpu") == 0) ++processors;
  }
  EXPECT(processors > 1);
  EXPECT(tessera_recording_participant(
      recording, "cpu", "access:read=often:write=never", 64, 48, "reader", &participant, NULL) == 0);
  EXPECT(client_own_allocator(&own, "own", -100, &allocator) == 0);
  EXPECT(solve(recording, participant, allocator, &agreement, &words) == 0);
  EXPECT(strstr(words, "reader") != NULL);
  free(words);
  tessera_participant_destroy(participant);
  tessera_recording_destroy(recording);
  tessera_allocator_destroy(allocator);
  tessera_agreement_destroy(agreement);
  return NULL;
}

const char *client_recording(void) {
  static const struct tessera_extent nothing = {640, 0}, usual = {320, 240};
  struct tessera_inventory *inventory;
  struct tessera_error *error = NULL;
  const char *complaint;
  char *text = NULL;

  EXPECT(tessera_inventory_find(&inventory, NULL) == 0);
  EXPECT(tessera_inventory_record(inventory, NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_inventory_record(inventory, NULL, 1, &text, NULL) == -EINVAL);
  EXPECT(tessera_inventory_record(inventory, &usual, (size_t)-1, &text, NULL) == -EINVAL);
  EXPECT(tessera_inventory_record(inventory, &nothing, 1, &text, &error) == -EINVAL && text == NULL);
  EXPECT(strstr(tessera_error_message(error), "640x0") != NULL);
  tessera_error_destroy(error);
  EXPECT(tessera_inventory_record(inventory, &usual, 1, &text, NULL) == 0);
  EXPECT(strstr(text, "\"recording\"") != NULL && strstr(text, "\"cpu\"") != NULL);
  complaint = read_back(text);
  free(text);
  tessera_inventory_destroy(inventory);
  return complaint;
}

#define EVIDENCE "\"evidence\": {\"kind\": \"driver\", \"source\": \"a test\"}"
#define LINEAR "[{\"formats\": [\"XR24\"], \"layouts\": [\"LINEAR\"]}]"
#define SIZE "{\"width\": 320, \"height\": 240}"
#define OFFERS \
  "\"offers\": [{\"label\": \"textures\"," \
  " \"constraints\": [{\"term\": \"formats\", \"rows\": " LINEAR ", " EVIDENCE "}]}]"

const char *client_recording_read(void) {
  static const char text[] =
      "{\"tessera\": \"recording\", \"version\": 1, \"devices\": [{\"place\": \"gpu\", \"driver\": \"amdgpu\","
      " \"members\": ["
      "{\"name\": \"gpu0\", \"path\": \"/dev/dri/renderD128\", \"kind\": \"render node\", \"product\": \"a GPU\","
      " \"roles\": [{\"role\": \"sample\", \"traits\": {\"via\": [\"egl\"]}, \"quirksAs\": \"sample\","
      " \"device\": \"gpu\", \"terms\": [{" OFFERS "}]}]},"
      "{\"name\": \"video0\", \"kind\": \"camera\", \"roles\": [{\"role\": \"capture\", \"sizes\": [" SIZE "],"
      " \"terms\": [{\"extent\": " SIZE ", " OFFERS "}]}]}],"
      " \"allocators\": [{\"production\": {\"name\": \"gbm:gpu0\", \"device\": \"gpu\", \"formats\": " LINEAR ","
      " \"contiguous\": false, " EVIDENCE "}}]}],"
      " \"absences\": [{\"path\": \"/dev/video7\", \"reason\": \"may not be opened\", \"errno\": \"EACCES\"}]}";
  static const char rows[] =
      "{\"tessera\": \"quirks\", \"version\": 1, \"quirks\": [{\"name\": \"own-pitch\","
      " \"match\": {\"drivers\": [\"amdgpu\"]}, \"constraints\": [{\"term\": \"stride\", \"multipleOf\": 4096}],"
      " \"source\": \"https://example.org/own\", \"level\": \"measured\"}]}";
  struct tessera_recording *recording;
  struct tessera_recorded_role role;
  struct tessera_quirks *quirks;
  struct tessera_problem *problem;
  struct tessera_participant *participant;
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_plane plane;
  struct tessera_buffer *buffer;
  struct tessera_error *error = NULL;
  char *words;

  EXPECT(tessera_recording_read(text, sizeof text / 2, NULL, NULL, &recording, &error) == -EBADMSG);
  EXPECT(strcmp(tessera_error_code(error), "document") == 0);
  tessera_error_destroy(error);
  EXPECT(tessera_recording_read("{}", 2, NULL, NULL, &recording, NULL) == -EBADMSG);
  EXPECT(tessera_recording_read(text, sizeof text - 1, "", NULL, &recording, NULL) == -EINVAL);

  /* Who is in it, by name. */
  EXPECT(tessera_recording_read(text, sizeof text - 1, NULL, NULL, &recording, NULL) == 0);
  EXPECT(strstr(tessera_recording_problem(recording, 0), "/dev/video7: may not be opened") != NULL);
  EXPECT(tessera_recording_problem(recording, 1) == NULL);
  EXPECT(tessera_recording_role_count(recording) == 2 && tessera_recording_allocator_count(recording) == 1);
  role.size = sizeof role;
  EXPECT(tessera_recording_role(recording, 0, &role) == 0);
  EXPECT(strcmp(role.member, "gpu0") == 0 && strcmp(role.role, "sample:via=egl") == 0);
  EXPECT(strcmp(role.path, "/dev/dri/renderD128") == 0 && strcmp(role.meaning, "render node: a GPU") == 0);
  EXPECT(role.width == 0 && role.height == 0);
  EXPECT(tessera_recording_role(recording, 1, &role) == 0);
  EXPECT(role.path == NULL && role.width == 320 && role.height == 240);
  EXPECT(tessera_recording_role(recording, 2, &role) == -EINVAL);
  EXPECT(tessera_recording_participant(recording, "gpu1", NULL, 64, 48, "GPU", &participant, &error) == -ENOENT);
  EXPECT(strstr(tessera_error_message(error), "gpu0, video0") != NULL);
  tessera_error_destroy(error);
  EXPECT(tessera_recording_participant(recording, "gpu0", "render", 64, 48, "GPU", &participant, NULL) == -ENOENT);
  EXPECT(tessera_recording_participant(recording, "gpu0", "a:b", 64, 48, "GPU", &participant, NULL) == -EINVAL);
  EXPECT(tessera_recording_participant(recording, "gpu0", "via=", 64, 48, "GPU", &participant, NULL) == -EINVAL);
  EXPECT(tessera_recording_participant(recording, "gpu0", "", 64, 48, "GPU", &participant, NULL) == -EINVAL);
  EXPECT(tessera_recording_participant(recording, "gpu0", NULL, 0, 48, "GPU", &participant, NULL) == -EINVAL);

  /* It goes by the library's table, and makes nothing here. */
  EXPECT(tessera_recording_participant(
      recording, "/dev/dri/renderD128", "via=egl", 64, 48, "GPU", &participant, NULL) == 0);
  EXPECT(solve(recording, participant, NULL, &agreement, &words) == 0);
  EXPECT(strstr(words, "quirk amd-import-pitch") != NULL && strstr(words, "gbm:gpu0") != NULL);
  free(words);
  tessera_participant_destroy(participant);
  EXPECT(tessera_recording_allocator(recording, 1, &allocator) == -EINVAL);
  EXPECT(tessera_recording_allocator(recording, 0, &allocator) == 0);
  EXPECT(strcmp(tessera_allocator_name(allocator), "gbm:gpu0") == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, &error) == -ENODEV);
  EXPECT(strstr(tessera_error_message(error), "was written down") != NULL);
  tessera_error_destroy(error);
  tessera_allocator_destroy(allocator);
  tessera_agreement_destroy(agreement);

  /* Of a size that was never asked for, nothing is known. */
  EXPECT(tessera_recording_participant(recording, "video0", NULL, 64, 48, "camera", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(64, 48, &problem, NULL) == 0);
  EXPECT(tessera_problem_add_participant(problem, participant, NULL) == 0);
  words = tessera_problem_write(problem);
  EXPECT(words != NULL && strstr(words, "was recorded for 320x240 and not for 64x48") != NULL);
  free(words);
  tessera_problem_destroy(problem);
  tessera_participant_destroy(participant);
  tessera_recording_destroy(recording);

  /* A table of the caller's own. */
  EXPECT(client_quirks_of(rows, &quirks) == 0);
  EXPECT(tessera_recording_read(text, sizeof text - 1, NULL, quirks, &recording, NULL) == 0);
  tessera_quirks_destroy(quirks);
  EXPECT(tessera_recording_participant(recording, "gpu0", NULL, 64, 48, "GPU", &participant, NULL) == 0);
  EXPECT(solve(recording, participant, NULL, &agreement, &words) == 0);
  plane.size = sizeof plane;
  EXPECT(tessera_agreement_plane(agreement, 0, &plane) == 0 && plane.stride == 4096);
  EXPECT(strstr(words, "amd-import-pitch") == NULL);
  free(words);
  tessera_agreement_destroy(agreement);
  tessera_participant_destroy(participant);
  tessera_recording_destroy(recording);
  return NULL;
}

/* A machine with a card and a GPU, each by its own recording. */
#define CARD(member, allocator) \
  "{\"tessera\": \"recording\", \"version\": 1, \"devices\": [{\"place\": \"p\", \"driver\": \"d\"," \
  " \"members\": [{\"name\": \"" member "\", \"path\": \"/dev/dri/card0\", \"kind\": \"card\"," \
  " \"roles\": [{\"role\": \"scanout\", \"device\": \"p\", \"terms\": [{" OFFERS "}]}]}]," \
  " \"allocators\": [{\"production\": {\"name\": \"" allocator "\", \"device\": \"p\", \"formats\": " LINEAR "," \
  " \"contiguous\": false, " EVIDENCE "}}]}]}"

const char *client_recordings_joined(void) {
  static const char text[] = CARD("card0", "dumb:card0"), named[] = CARD("other.card0", "own");
  struct tessera_recording *one, *other, *joined = NULL, *none = NULL;
  struct tessera_recorded_role role;
  struct tessera_participant *participant;
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_error *error = NULL;
  char *words, *again;

  EXPECT(tessera_recording_read(text, sizeof text - 1, NULL, NULL, &one, NULL) == 0);
  EXPECT(tessera_recording_read(text, sizeof text - 1, NULL, NULL, &other, NULL) == 0);
  EXPECT(tessera_recording_join(one, NULL, "other", &joined, NULL) == -EINVAL);
  EXPECT(tessera_recording_join(one, other, NULL, &joined, NULL) == -EINVAL);
  EXPECT(tessera_recording_join(one, other, "", &joined, NULL) == -EINVAL);
  EXPECT(tessera_recording_join(one, other, "other", NULL, NULL) == -EINVAL);
  EXPECT(tessera_recording_join(one, other, "other", &joined, NULL) == 0);
  tessera_recording_destroy(one);
  tessera_recording_destroy(other);

  /* Both are in it, and told apart. */
  EXPECT(tessera_recording_role_count(joined) == 2 && tessera_recording_allocator_count(joined) == 2);
  role.size = sizeof role;
  EXPECT(tessera_recording_role(joined, 0, &role) == 0 && strcmp(role.member, "card0") == 0);
  EXPECT(tessera_recording_role(joined, 1, &role) == 0 && strcmp(role.member, "other.card0") == 0);
  EXPECT(tessera_recording_allocator(joined, 1, &allocator) == 0);
  EXPECT(strcmp(tessera_allocator_name(allocator), "other.dumb:card0") == 0);
  tessera_allocator_destroy(allocator);
  EXPECT(tessera_recording_participant(joined, "other.card0", NULL, 64, 48, "screen", &participant, NULL) == 0);
  EXPECT(solve(joined, participant, NULL, &agreement, &words) == 0);
  free(words);
  tessera_agreement_destroy(agreement);
  tessera_participant_destroy(participant);

  /* What is written of both is read as both again. */
  EXPECT(tessera_recording_write(NULL) == NULL);
  words = tessera_recording_write(joined);
  EXPECT(words != NULL && strstr(words, "other.dumb:card0") != NULL);
  EXPECT(tessera_recording_read(words, strlen(words), NULL, NULL, &other, NULL) == 0);
  EXPECT(tessera_recording_role_count(other) == 2 && tessera_recording_allocator_count(other) == 2);
  again = tessera_recording_write(other);
  EXPECT(again != NULL && strcmp(words, again) == 0);
  free(again);
  free(words);
  tessera_recording_destroy(other);

  /* A name that is taken as well is nobody's. */
  EXPECT(tessera_recording_read(named, sizeof named - 1, NULL, NULL, &other, NULL) == 0);
  EXPECT(tessera_recording_join(joined, other, "other", &none, NULL) == 0);
  EXPECT(tessera_recording_role_count(none) == 3);
  tessera_recording_destroy(none);
  none = NULL;
  EXPECT(tessera_recording_read(text, sizeof text - 1, NULL, NULL, &one, NULL) == 0);
  EXPECT(tessera_recording_join(joined, one, "other", &none, &error) == -EEXIST && none == NULL);
  EXPECT(strstr(tessera_error_message(error), "other.card0") != NULL && tessera_error_hint(error) != NULL);
  tessera_error_destroy(error);
  tessera_recording_destroy(one);
  tessera_recording_destroy(other);
  tessera_recording_destroy(joined);
  return NULL;
}

/* Compares what the library writes of the devices here with what the command wrote. */
static const char *recorded(const char *file, uint32_t libraries) {
  struct tessera_inventory *inventory;
  FILE *stream = fopen(file, "r");
  const char *complaint;
  char *text, *expected = NULL;
  size_t room = 0;
  ssize_t length;

  EXPECT(stream != NULL);
  length = getline(&expected, &room, stream);
  fclose(stream);
  EXPECT(length > 1000 && expected[length - 1] == '\n');
  expected[length - 1] = '\0';
  EXPECT(tessera_inventory_find_with(libraries, NULL, &inventory, NULL) == 0);
  EXPECT(tessera_inventory_record(inventory, NULL, 0, &text, NULL) == 0);
  printf("       %zu bytes, and %zu of the command\n", strlen(text), strlen(expected));
  EXPECT(strcmp(text, expected) == 0);
  complaint = read_back(text);
  free(text);
  free(expected);
  tessera_inventory_destroy(inventory);
  return complaint;
}

const char *client_recorded(const char *file) { return recorded(file, 0); }
const char *client_recorded_renderers(const char *file) {
  return recorded(file, TESSERA_LIBRARY_OPENGL | TESSERA_LIBRARY_VULKAN);
}
