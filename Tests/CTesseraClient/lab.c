#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define HEAP "/dev/dma_heap/system"
#define YUYV 0x56595559u
#define RG16 0x36314752u

/* Adds a participant to a problem and ends it. */
static int add(struct tessera_problem *problem, struct tessera_participant *participant) {
  const int result = tessera_problem_add_participant(problem, participant, NULL);
  tessera_participant_destroy(participant);
  return result;
}

/* Adds the CPU, called "CPU", which looks at a format. */
static int add_cpu(struct tessera_problem *problem, uint32_t fourcc) {
  struct tessera_format format = {fourcc, 0, TESSERA_MODIFIER_LINEAR};
  struct tessera_terms terms = client_demands();
  struct tessera_participant *cpu;
  int result = tessera_participant_create("CPU", NULL, &cpu, NULL);
  if (result < 0) return result;
  terms.formats = &format;
  terms.cpu_access = TESSERA_CPU_OFTEN;
  result = tessera_participant_add_offer(cpu, "any", &terms, NULL);
  if (result == 0) return add(problem, cpu);
  tessera_participant_destroy(cpu);
  return result;
}

/* Verifies by patterns, and tells of whoever was not tried so far as is expected. */
static const char *verify(
    struct tessera_problem *problem, struct tessera_allocator *const *allocators, size_t allocator_count,
    struct tessera_importer *const *importers, size_t importer_count, uint32_t expected) {
  struct tessera_negotiation *negotiation;
  struct tessera_verification *verification;
  struct tessera_error *error = NULL;
  struct tessera_proof proof;
  size_t index;
  uint32_t level;

  for (index = 0; index < allocator_count; ++index)
    EXPECT(tessera_problem_add_allocator(problem, allocators[index], NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  if (tessera_negotiation_verify(
          negotiation, TESSERA_PROOF_PATTERN, allocators, allocator_count, importers, importer_count, "client",
          &verification, NULL, &error) < 0) {
    printf("       %s\n", tessera_error_message(error));
    tessera_error_destroy(error);
    return "they could not be verified";
  }
  level = tessera_verification_level(verification);
  proof.size = sizeof proof;
  for (index = 0; tessera_verification_proof(verification, index, &proof) == 0; ++index)
    printf("       %s: %u: %s%s%s\n", proof.participant, (unsigned)proof.level, proof.deed,
        proof.limit == NULL ? "" : "; not further: ", proof.limit == NULL ? "" : proof.limit);
  for (index = 0; index < importer_count; ++index) {
    EXPECT(tessera_importer_release(importers[index]) == 0);
    tessera_importer_destroy(importers[index]);
  }
  tessera_verification_destroy(verification);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  EXPECT(level == expected);
  return NULL;
}

/* A row about the lab's own devices that nobody ships. */
#define ROW(name, drivers, constraints) \
  "{\"tessera\": \"quirks\", \"version\": 1, \"quirks\": [{\"name\": \"" name "\", \"match\": {\"drivers\": [" drivers \
  "]}, \"constraints\": [" constraints "], \"source\": \"https://example.org/lab\", \"level\": \"measured\"}]}"

/* Whether a plane and the card's own buffers, of 1024x768, agree on a stride, because of a quirk or without. */
static const char *shown_with_stride(struct tessera_card *card, uint32_t plane, uint64_t stride, int has_quirk) {
  struct tessera_participant *participant;
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_image image;
  struct tessera_plane memory;
  char *reasons;

  EXPECT(tessera_card_plane_participant(card, plane, "screen", &participant, NULL) == 0);
  EXPECT(tessera_card_allocator(card, &allocator, NULL) == 0);
  EXPECT(tessera_problem_create(1024, 768, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(add_cpu(problem, XR24) == 0);
  EXPECT(tessera_problem_add_allocator(problem, allocator, NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);
  image.size = sizeof image;
  memory.size = sizeof memory;
  EXPECT(tessera_agreement_image(agreement, &image) == 0 && image.is_contiguous == has_quirk);
  EXPECT(tessera_agreement_plane(agreement, 0, &memory) == 0 && memory.stride == stride);
  reasons = tessera_negotiation_explain(negotiation, agreement);
  EXPECT(reasons != NULL);
  EXPECT((strstr(reasons, "quirk lab-pitch, measured, https://example.org/lab") != NULL) == has_quirk);
  free(reasons);
  tessera_agreement_destroy(agreement);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  return NULL;
}

/* A table of the caller's own, for one card and for all that are found. */
static const char *quirks_of_card(struct tessera_card *card, uint32_t plane) {
  static const char rows[] = ROW(
      "lab-pitch", "\"vkms\", \"bochs-drm\", \"virtio_gpu\"",
      "{\"term\": \"stride\", \"multipleOf\": 8192}, {\"term\": \"contiguous\"}");
  struct tessera_quirks *quirks;
  struct tessera_inventory *inventory;
  struct tessera_card *found;
  const char *complaint = shown_with_stride(card, plane, 4096, 0);
  size_t index, same = 0;

  if (complaint != NULL) return complaint;
  EXPECT(client_quirks_of(rows, &quirks) == 0);
  EXPECT(tessera_inventory_find_with(0, quirks, &inventory, NULL) == 0);
  EXPECT(tessera_card_set_quirks(card, quirks) == 0);
  tessera_quirks_destroy(quirks);
  complaint = shown_with_stride(card, plane, 8192, 1);
  if (complaint != NULL) return complaint;
  for (index = 0; index < tessera_inventory_card_count(inventory); ++index) {
    EXPECT(tessera_inventory_card(inventory, index, &found) == 0);
    if (strcmp(tessera_card_device(found), tessera_card_device(card)) == 0) {
      ++same;
      complaint = shown_with_stride(found, plane, 8192, 1);
      if (complaint != NULL) return complaint;
    }
    tessera_card_destroy(found);
  }
  EXPECT(same == 1);
  tessera_inventory_destroy(inventory);
  EXPECT(tessera_card_set_quirks(card, NULL) == 0);
  return shown_with_stride(card, plane, 4096, 0);
}

/* Whether a participant takes nothing because a row says so. */
static const char *forbidden(struct tessera_participant *participant) {
  struct tessera_allocator *heap;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_conflict *conflict;
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(tessera_heap_open(HEAP, &heap, NULL) == 0);
  EXPECT(tessera_problem_add_allocator(problem, heap, NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, &conflict, NULL) == -ENOENT);
  EXPECT(strstr(tessera_conflict_demand(conflict, 0), "quirk lab-none, measured") != NULL);
  tessera_conflict_destroy(conflict);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(heap);
  return NULL;
}

/* The same for a camera, by both kinds of handle. */
static const char *quirks_of_camera(struct tessera_camera *camera, struct tessera_video *video) {
  static const char rows[] =
      ROW("lab-none", "\"vivid\"", "{\"term\": \"impossible\", \"reason\": \"is not to be used\"}");
  struct tessera_quirks *quirks;
  struct tessera_participant *participant;
  const char *complaint;

  EXPECT(client_quirks_of(rows, &quirks) == 0);
  EXPECT(tessera_camera_set_quirks(camera, quirks) == 0);
  EXPECT(tessera_video_set_quirks(video, quirks) == 0);
  tessera_quirks_destroy(quirks);
  EXPECT(tessera_camera_participant(camera, 640, 480, "camera", &participant, NULL) == 0);
  complaint = forbidden(participant);
  if (complaint != NULL) return complaint;
  EXPECT(tessera_video_participant(video, TESSERA_SIDE_CAPTURE, 640, 480, "queue", &participant, NULL) == 0);
  complaint = forbidden(participant);
  EXPECT(tessera_camera_set_quirks(camera, NULL) == 0);
  EXPECT(tessera_video_set_quirks(video, NULL) == 0);
  return complaint;
}

/* How far images of a size, in the card's own memory, are proved on a plane that may show them in another. */
static int verify_shown(
    struct tessera_card *card, struct tessera_participant *participant, struct tessera_importer *importer,
    uint32_t width, uint32_t height) {
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_verification *verification;
  int result = tessera_card_allocator(card, &allocator, NULL);
  if (result < 0) return result;
  result = tessera_problem_create(width, height, &problem, NULL);
  if (result == 0) result = tessera_problem_add_participant(problem, participant, NULL);
  if (result == 0) result = tessera_problem_add_allocator(problem, allocator, NULL);
  if (result == 0) result = tessera_negotiation_create(problem, &negotiation, NULL);
  if (result < 0) return result;
  result = tessera_negotiation_verify(
      negotiation, TESSERA_PROOF_TEST, &allocator, 1, &importer, 1, NULL, &verification, NULL, NULL);
  if (result == 0) {
    result = (int)tessera_verification_level(verification);
    tessera_verification_destroy(verification);
  }
  tessera_importer_release(importer);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  return result;
}

/* The lab's planes show images in their own size alone, and a plane's terms say so once that was found out. */
static const char *scaling_of_card(const char *path, struct tessera_card *card, uint32_t plane) {
  struct tessera_scaling *scaling, *none = NULL;
  struct tessera_scaling_limits limits;
  struct tessera_participant *participant;
  struct tessera_importer *importer;
  struct tessera_problem *problem;
  struct tessera_allocator *allocator;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_conflict *conflict;
  struct tessera_error *error = NULL;
  char *text;
  int other;

  EXPECT(tessera_card_probe_scaling(card, 1u << 30, 0, 0, 0, &scaling, NULL) == -ENOENT);
  EXPECT(tessera_card_probe_scaling(card, plane, 1024, 0, 0, &scaling, NULL) == -EINVAL);
  EXPECT(tessera_card_probe_scaling(card, plane, 1001, 701, 0, &scaling, &error) == -ENODEV);
  EXPECT(strstr(tessera_error_message(error), "no mode of 1001x701") != NULL);
  tessera_error_destroy(error);
  /* Who opens a card that nobody shows anything on has its display. */
  other = open(path, O_RDWR | O_CLOEXEC);
  EXPECT(other >= 0);
  EXPECT(tessera_card_probe_scaling(card, plane, 0, 0, 0, &scaling, NULL) == -EBUSY);
  close(other);

  EXPECT(tessera_card_probe_scaling(card, plane, 1024, 768, XR24, &scaling, NULL) == 0);
  limits.size = sizeof limits - 1;
  EXPECT(tessera_scaling_limits(scaling, &limits) == -EINVAL);
  limits.size = sizeof limits;
  EXPECT(tessera_scaling_limits(scaling, &limits) == 0);
  EXPECT(limits.width == 1024 && limits.height == 768 && limits.fourcc == XR24);
  EXPECT(limits.min_width == 1024 && limits.max_width == 1024 && limits.min_height == 768 && limits.max_height == 768);
  EXPECT(limits.is_fixed == 1 && limits.is_gapless == 1);
  EXPECT(limits.horizontal.smallest_shown == 1 && limits.horizontal.smallest_source == 1);
  EXPECT(limits.vertical.largest_shown == 1 && limits.vertical.largest_source == 1);
  EXPECT(limits.vertical.ends_below == 1 && limits.vertical.ends_above == 1);
  text = tessera_scaling_describe(scaling);
  EXPECT(text != NULL && strcmp(text, "does not scale") == 0);
  free(text);

  /* It is part of the terms, and told. */
  EXPECT(tessera_card_plane_participant_scaled(
      card, plane, (const struct tessera_scaling *const *)&none, 1, "screen", &participant, NULL) == -EINVAL);
  EXPECT(tessera_card_plane_participant_scaled(
      card, plane, (const struct tessera_scaling *const *)&scaling, 1, "screen", &participant, NULL) == 0);
  tessera_scaling_destroy(scaling);
  EXPECT(tessera_card_allocator(card, &allocator, NULL) == 0);
  EXPECT(tessera_problem_create(512, 384, &problem, NULL) == 0);
  EXPECT(add_cpu(problem, XR24) == 0);
  EXPECT(tessera_problem_add_participant(problem, participant, NULL) == 0);
  EXPECT(tessera_problem_add_allocator(problem, allocator, NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, &conflict, NULL) == -ENOENT);
  text = tessera_conflict_explain(conflict);
  EXPECT(text != NULL && strstr(text, "test commits of plane") != NULL);
  free(text);
  tessera_conflict_destroy(conflict);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);

  EXPECT(tessera_card_importer_shown_as(card, 0, 1024, 768, "screen", &importer, NULL) == -ENOENT);
  EXPECT(tessera_card_importer_shown_as(card, plane, 0, 768, "screen", &importer, NULL) == -EINVAL);
  EXPECT(tessera_card_importer_shown_as(card, plane, 1024, 768, "screen", &importer, NULL) == 0);
  EXPECT(verify_shown(card, participant, importer, 1024, 768) == TESSERA_PROOF_TEST);
  tessera_participant_destroy(participant);
  /* Without what was found out, the test commit finds it. */
  EXPECT(tessera_card_plane_participant_scaled(card, plane, NULL, 0, "screen", &participant, NULL) == 0);
  EXPECT(verify_shown(card, participant, importer, 512, 384) == -ENOENT);
  tessera_participant_destroy(participant);
  tessera_importer_destroy(importer);
  EXPECT(tessera_card_importer(card, plane, "screen", &importer, NULL) == 0);
  EXPECT(tessera_card_plane_participant(card, plane, "screen", &participant, NULL) == 0);
  EXPECT(verify_shown(card, participant, importer, 1024, 768) == TESSERA_PROOF_TEST);
  tessera_participant_destroy(participant);
  tessera_importer_destroy(importer);
  return NULL;
}

const char *client_card(const char *path) {
  struct tessera_card *card, *again;
  struct tessera_allocator *allocators[2];
  struct tessera_importer *importers[2];
  struct tessera_problem *problem;
  struct tessera_participant *participant;
  const char *complaint;
  uint32_t plane = 0;
  int descriptor, result;

  descriptor = open(path, O_RDWR | O_CLOEXEC);
  EXPECT(descriptor >= 0);
  EXPECT(tessera_card_reopen(descriptor, &again, NULL) == 0);
  tessera_card_destroy(again);
  close(descriptor);

  EXPECT(tessera_card_open(path, &card, NULL) == 0);
  EXPECT(tessera_card_importer(card, 1u << 30, "screen", &importers[0], NULL) == -ENOENT);
  do {
    result = tessera_card_plane_participant(card, ++plane, "screen", &participant, NULL);
  } while (result == -ENOENT && plane < 1000);
  EXPECT(result == 0);
  EXPECT(tessera_problem_create(1024, 768, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(add_cpu(problem, XR24) == 0);
  EXPECT(tessera_heap_open(HEAP, &allocators[0], NULL) == 0);
  EXPECT(tessera_card_allocator(card, &allocators[1], NULL) == 0);
  EXPECT(tessera_card_importer(card, plane, "screen", &importers[0], NULL) == 0);
  EXPECT(tessera_cpu_importer("CPU", &importers[1], NULL) == 0);
  complaint = verify(problem, allocators, 2, importers, 2, TESSERA_PROOF_TEST);
  if (complaint == NULL) complaint = quirks_of_card(card, plane);
  if (complaint == NULL) complaint = scaling_of_card(path, card, plane);
  if (complaint != NULL) return complaint;

  /* Connectors: those that write back take part, those for screens say why not. */
  {
    struct tessera_negotiation *negotiation;
    struct tessera_agreement *agreement;
    struct tessera_conflict *conflict;
    unsigned connectors = 0, writebacks = 0;
    uint32_t connector;
    for (connector = 1; connector < 1000; ++connector) {
      result = tessera_card_writeback_participant(card, connector, "writer", &participant, NULL);
      if (result == -ENOENT) continue;
      EXPECT(result == 0);
      ++connectors;
      EXPECT(tessera_problem_create(1024, 768, &problem, NULL) == 0);
      EXPECT(add(problem, participant) == 0);
      EXPECT(tessera_problem_add_allocator(problem, allocators[1], NULL) == 0);
      EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
      conflict = NULL;
      if (tessera_negotiation_next(negotiation, &agreement, &conflict, NULL) == 0) {
        ++writebacks;
        tessera_agreement_destroy(agreement);
      } else {
        EXPECT(strstr(tessera_conflict_demand(conflict, 0), "is for screens") != NULL);
        tessera_conflict_destroy(conflict);
      }
      tessera_negotiation_destroy(negotiation);
      tessera_problem_destroy(problem);
    }
    printf("       %u connectors, %u of them write back\n", connectors, writebacks);
    EXPECT(connectors > writebacks);
  }

  /* Framebuffers alone. */
  EXPECT(tessera_problem_create(1024, 768, &problem, NULL) == 0);
  EXPECT(tessera_card_plane_participant(card, plane, "screen", &participant, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(tessera_card_importer(card, 0, "screen", &importers[0], NULL) == 0);
  complaint = verify(problem, allocators, 2, importers, 1, TESSERA_PROOF_IMPORT);
  tessera_card_destroy(card);
  tessera_allocator_destroy(allocators[0]);
  tessera_allocator_destroy(allocators[1]);
  return complaint;
}

/* A connector that writes back, tried by its own pictures. */
static const char *write_back(struct tessera_card *card, const struct tessera_display_connector *connector) {
  struct tessera_allocator *heap;
  struct tessera_importer *importers[2];
  struct tessera_participant *participant;
  struct tessera_problem *problem;
  struct tessera_extent size = connector->sizes[0];
  const char *complaint;
  size_t index;

  for (index = 1; index < connector->size_count; ++index)
    if (connector->sizes[index].width < size.width) size = connector->sizes[index];
  EXPECT(tessera_card_writeback_importer(card, 1u << 30, "writer", &importers[0], NULL) == -ENOENT);
  EXPECT(tessera_card_writeback_importer(card, connector->connector, NULL, &importers[0], NULL) == -EINVAL);
  EXPECT(tessera_card_writeback_importer(card, connector->connector, "writer", &importers[0], NULL) == 0);
  EXPECT(tessera_cpu_importer("CPU", &importers[1], NULL) == 0);
  EXPECT(tessera_card_writeback_participant(card, connector->connector, "writer", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(size.width, size.height, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(add_cpu(problem, XR24) == 0);
  EXPECT(tessera_heap_open(HEAP, &heap, NULL) == 0);
  complaint = verify(problem, &heap, 1, importers, 2, TESSERA_PROOF_PATTERN);
  tessera_allocator_destroy(heap);
  return complaint;
}

const char *client_displays(const char *path) {
  struct tessera_card *card;
  struct tessera_displays *displays;
  struct tessera_display_plane plane;
  struct tessera_display_connector connector;
  struct tessera_participant *participant;
  const char *complaint = NULL;
  size_t index, primaries = 0, screens = 0, writebacks = 0;

  EXPECT(tessera_card_open(path, &card, NULL) == 0);
  EXPECT(tessera_card_displays(card, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_displays(card, &displays, NULL) == 0);
  plane.size = sizeof plane - 1;
  EXPECT(tessera_displays_plane(displays, 0, &plane) == -EINVAL);
  plane.size = sizeof plane;
  for (index = 0; tessera_displays_plane(displays, index, &plane) == 0; ++index) {
    EXPECT(plane.plane != 0 && plane.possible_crtcs != 0 && plane.format_count > 0 && (plane.rotations & 1) != 0);
    EXPECT(plane.formats[0].fourcc != 0 && plane.formats[0].reserved == 0);
    EXPECT(plane.size_hint_count == 0 || plane.size_hints[0].width > 0);
    primaries += plane.kind == TESSERA_PLANE_PRIMARY;
    EXPECT(tessera_card_plane_participant(card, plane.plane, "screen", &participant, NULL) == 0);
    tessera_participant_destroy(participant);
  }
  EXPECT(index == tessera_displays_plane_count(displays) && primaries > 0);
  connector.size = 0;
  EXPECT(tessera_displays_connector(displays, 0, &connector) == -EINVAL);
  connector.size = sizeof connector;
  for (index = 0; tessera_displays_connector(displays, index, &connector) == 0; ++index) {
    EXPECT(connector.connector != 0 && strlen(connector.name) > 0 && connector.possible_crtcs != 0);
    if (connector.writeback_formats == NULL) {
      EXPECT(connector.writeback_format_count == 0);
      screens += connector.status == TESSERA_CONNECTOR_CONNECTED && connector.size_count > 0;
      continue;
    }
    EXPECT(connector.writeback_format_count > 0 && connector.size_count > 0);
    ++writebacks;
    complaint = write_back(card, &connector);
    if (complaint != NULL) return complaint;
  }
  EXPECT(index == tessera_displays_connector_count(displays) && screens > 0 && writebacks > 0);
  tessera_displays_destroy(displays);
  tessera_card_destroy(card);
  return NULL;
}

/* A camera and the CPU in the memory that the camera's queue brings itself, by the importer that goes with it. */
static const char *own_memory(const struct tessera_camera *camera, const struct tessera_video *video) {
  struct tessera_allocator *own[4], *alone[1] = {NULL};
  struct tessera_importer *importers[2];
  struct tessera_participant *participant;
  struct tessera_problem *problem;
  const char *complaint;
  size_t count = 77, same;
  const int takes = tessera_camera_takes_dma_buffers(camera);

  EXPECT(takes == 0 || takes == 1);
  EXPECT(tessera_camera_own_allocators(camera, 0, 480, own, 4, &count, NULL) == -EINVAL && count == 77);
  EXPECT(tessera_camera_own_allocators(camera, 640, 480, NULL, 4, &count, NULL) == -EINVAL);
  EXPECT(tessera_camera_own_allocators(camera, 640, 480, own, 4, NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_own_allocators(video, TESSERA_SIDE_OUTPUT, 640, 480, own, 4, &count, NULL) == -ENOENT);
  EXPECT(tessera_camera_own_allocators(camera, 640, 480, NULL, 0, &count, NULL) == 0);
  EXPECT(count >= 1 && count <= 4);
  EXPECT(tessera_video_own_allocators(video, TESSERA_SIDE_CAPTURE, 640, 480, alone, 1, &same, NULL) == 0);
  EXPECT(same == count && alone[0] != NULL);
  EXPECT(tessera_camera_own_allocators(camera, 640, 480, own, 4, &same, NULL) == 0 && same == count);
  printf("       %zu of its own, the first is %s\n", count, tessera_allocator_name(own[0]));
  EXPECT(strcmp(tessera_allocator_name(alone[0]), tessera_allocator_name(own[0])) == 0);
  tessera_allocator_destroy(alone[0]);

  EXPECT(tessera_camera_participant(camera, 640, 480, "camera", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(add_cpu(problem, YUYV) == 0);
  if (takes) EXPECT(tessera_camera_importer(camera, "camera", &importers[0], NULL) == 0);
  else EXPECT(tessera_camera_importer_in_memory_of(camera, own[0], "camera", &importers[0], NULL) == 0);
  EXPECT(tessera_cpu_importer("CPU", &importers[1], NULL) == 0);
  complaint = verify(problem, own, count, importers, 2, TESSERA_PROOF_PATTERN);
  while (count > 0) tessera_allocator_destroy(own[--count]);
  return complaint;
}

const char *client_camera(const char *path) {
  struct tessera_camera *camera;
  struct tessera_video *video;
  struct tessera_allocator *allocators[2], *none;
  struct tessera_importer *importers[2];
  struct tessera_problem *problem;
  struct tessera_participant *participant;
  const char *complaint;
  int descriptor;

  /* A pipeline's own descriptor, which is not touched. */
  descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  EXPECT(descriptor >= 0);
  EXPECT(tessera_camera_reopen(descriptor, &camera, NULL) == 0);
  EXPECT(tessera_video_reopen(descriptor, &video, NULL) == 0);
  EXPECT(fcntl(descriptor, F_GETFD) == FD_CLOEXEC);
  close(descriptor);
  EXPECT(tessera_video_participant(video, TESSERA_SIDE_OUTPUT, 640, 480, "queue", &participant, NULL) == -ENOENT);
  EXPECT(tessera_video_participant(video, 2, 640, 480, "queue", &participant, NULL) == -EINVAL);
  EXPECT(tessera_video_participant(video, TESSERA_SIDE_CAPTURE, 0, 480, "queue", &participant, NULL) == -EINVAL);
  EXPECT(tessera_video_allocator(video, TESSERA_SIDE_CAPTURE, 640, 480, 8, &none, NULL) == -EINVAL);
  complaint = quirks_of_camera(camera, video);
  if (complaint != NULL) return complaint;

  EXPECT(tessera_camera_participant(camera, 640, 480, "camera", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(add_cpu(problem, YUYV) == 0);
  EXPECT(tessera_heap_open(HEAP, &allocators[0], NULL) == 0);
  EXPECT(tessera_video_allocator(video, TESSERA_SIDE_CAPTURE, 640, 480, 0, &allocators[1], NULL) == 0);
  EXPECT(tessera_camera_importer(camera, "camera", &importers[0], NULL) == 0);
  EXPECT(tessera_cpu_importer("CPU", &importers[1], NULL) == 0);
  complaint = verify(problem, allocators, 2, importers, 2, TESSERA_PROOF_PATTERN);
  if (complaint != NULL) return complaint;

  /* The queue's own memory, which its own device takes like any other. */
  EXPECT(tessera_video_participant(video, TESSERA_SIDE_CAPTURE, 640, 480, "camera", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(tessera_video_importer(video, TESSERA_SIDE_CAPTURE, "camera", &importers[0], NULL) == 0);
  complaint = verify(problem, &allocators[1], 1, importers, 1, TESSERA_PROOF_IMPORT);
  if (complaint != NULL) return complaint;

  /* The same in the slots of its queue, where frames arrive. */
  tessera_allocator_destroy(allocators[1]);
  EXPECT(tessera_video_allocator(
      video, TESSERA_SIDE_CAPTURE, 640, 480, TESSERA_VIDEO_KEEPING_SLOTS, &allocators[1], NULL) == 0);
  EXPECT(tessera_camera_importer_in_memory_of(camera, allocators[0], "camera", &importers[0], NULL) == -ENOTSUP);
  EXPECT(tessera_camera_importer_in_memory_of(camera, allocators[1], "camera", &importers[0], NULL) == 0);
  EXPECT(tessera_cpu_importer("CPU", &importers[1], NULL) == 0);
  EXPECT(tessera_camera_participant(camera, 640, 480, "camera", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(add_cpu(problem, YUYV) == 0);
  complaint = verify(problem, &allocators[1], 1, importers, 2, TESSERA_PROOF_PATTERN);
  if (complaint != NULL) return complaint;
  tessera_allocator_destroy(allocators[1]);
  EXPECT(tessera_memory_create(&allocators[1], NULL) == 0);
  complaint = own_memory(camera, video);
  tessera_camera_destroy(camera);
  tessera_video_destroy(video);
  tessera_allocator_destroy(allocators[0]);
  tessera_allocator_destroy(allocators[1]);
  return complaint;
}

static int same_node(const char *one, const char *other) {
  struct stat first, second;
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_rdev == second.st_rdev;
}

const char *client_converter(const char *path) {
  struct tessera_inventory *inventory;
  struct tessera_video *video;
  struct tessera_allocator *heap;
  struct tessera_importer *importers[2];
  struct tessera_problem *problem;
  struct tessera_participant *participant;
  const char *complaint;
  size_t index, same = 0;
  uint32_t side;

  EXPECT(tessera_inventory_find(&inventory, NULL) == 0);
  EXPECT(tessera_inventory_video_count(inventory) >= 1);
  for (index = 0; index < tessera_inventory_video_count(inventory); ++index) {
    EXPECT(tessera_inventory_video(inventory, index, &video, NULL) == 0);
    if (same_node(tessera_video_path(video), path)) ++same;
    tessera_video_destroy(video);
  }
  EXPECT(same == 1);
  tessera_inventory_destroy(inventory);

  EXPECT(tessera_video_open(path, &video, NULL) == 0);
  EXPECT(strcmp(tessera_video_path(video), path) == 0);
  EXPECT(tessera_heap_open(HEAP, &heap, NULL) == 0);
  for (side = TESSERA_SIDE_CAPTURE; side <= TESSERA_SIDE_OUTPUT; ++side) {
    EXPECT(tessera_video_participant(video, side, 640, 480, "converter", &participant, NULL) == 0);
    EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
    EXPECT(add(problem, participant) == 0);
    EXPECT(add_cpu(problem, RG16) == 0);
    EXPECT(tessera_video_importer(video, side, "converter", &importers[0], NULL) == 0);
    EXPECT(tessera_cpu_importer("CPU", &importers[1], NULL) == 0);
    complaint = verify(problem, &heap, 1, importers, 2, TESSERA_PROOF_PATTERN);
    if (complaint != NULL) return complaint;
  }
  tessera_video_destroy(video);
  tessera_allocator_destroy(heap);
  return NULL;
}

/* A fence of a new buffer, which has signalled. */
static int signalled(struct tessera_fence **fence) {
  struct tessera_allocator *heap;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  int result = tessera_heap_open(HEAP, &heap, NULL);
  if (result < 0) return result;
  result = client_agree(heap, &agreement);
  if (result == 0) {
    result = tessera_allocator_allocate(heap, agreement, NULL, &buffer, NULL);
    tessera_agreement_destroy(agreement);
    if (result == 0) {
      result = tessera_buffer_fence(buffer, TESSERA_WRITE, fence, NULL);
      tessera_buffer_destroy(buffer);
    }
  }
  tessera_allocator_destroy(heap);
  return result;
}

const char *client_timelines(const char *path) {
  struct tessera_card *card;
  struct tessera_timeline *timeline, *same, *other;
  struct tessera_fence *fence, *taken;
  struct tessera_error *error = NULL;
  struct pollfd waits;
  uint64_t point = 0, count = 0;
  int descriptor, counter, result;

  EXPECT(tessera_card_open(path, &card, NULL) == 0);
  EXPECT(tessera_timeline_create(card, &timeline, NULL) == 0);
  EXPECT(tessera_timeline_create(card, &other, NULL) == 0);
  EXPECT(tessera_timeline_import(card, -1, &same, NULL) < 0);
  EXPECT(tessera_timeline_export(timeline, &descriptor, NULL) == 0);
  EXPECT((fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
  EXPECT(tessera_timeline_import_at(path, descriptor, &same, NULL) == 0);

  /* Both are the same. */
  EXPECT(tessera_timeline_signal(timeline, 3, NULL) == 0);
  EXPECT(tessera_timeline_last(same, TESSERA_POINT_REACHED, &point, NULL) == 0 && point == 3);
  EXPECT(tessera_timeline_last(same, TESSERA_POINT_SUBMITTED, &point, NULL) == 0 && point == 3);
  EXPECT(tessera_timeline_last(same, 2, &point, NULL) == -EINVAL);
  EXPECT(tessera_timeline_last(same, TESSERA_POINT_REACHED, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_wait(same, 2, TESSERA_POINT_REACHED, TESSERA_FOREVER, NULL) == 0);
  EXPECT(tessera_timeline_wait(same, 3, TESSERA_POINT_SUBMITTED, 0, NULL) == 0);
  EXPECT(tessera_timeline_wait(same, 4, TESSERA_POINT_REACHED, 1000000, &error) == -ETIMEDOUT);
  tessera_error_destroy(error);
  EXPECT(tessera_timeline_wait(same, 4, TESSERA_POINT_SUBMITTED, 1000000, NULL) == -ETIMEDOUT);
  EXPECT(tessera_timeline_wait(same, 4, 2, 0, NULL) == -EINVAL);
  EXPECT(tessera_timeline_wait(same, 4, TESSERA_POINT_REACHED, -2, NULL) == -EINVAL);

  /* Fences go in and come out. */
  EXPECT(signalled(&fence) == 0);
  EXPECT(tessera_timeline_fence(timeline, 5, &taken, NULL) == -EINVAL);
  EXPECT(tessera_timeline_attach_fence(timeline, 5, fence, NULL) == 0);
  EXPECT(tessera_timeline_wait(timeline, 5, TESSERA_POINT_REACHED, TESSERA_FOREVER, NULL) == 0);
  EXPECT(tessera_timeline_fence(timeline, 5, &taken, NULL) == 0);
  EXPECT(tessera_fence_wait(taken, TESSERA_FOREVER, NULL) == 0);
  tessera_fence_destroy(taken);
  tessera_fence_destroy(fence);

  /* One follows another of the same card, and none of another open file. */
  EXPECT(tessera_timeline_follow(other, 1, timeline, 5, NULL) == 0);
  EXPECT(tessera_timeline_wait(other, 1, TESSERA_POINT_REACHED, TESSERA_FOREVER, NULL) == 0);
  EXPECT(tessera_timeline_follow(other, 2, same, 5, NULL) == -EINVAL);

  /* A loop of events is told. */
  counter = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  EXPECT(counter >= 0);
  EXPECT(tessera_timeline_announce(timeline, 7, 2, counter, NULL) == -EINVAL);
  result = tessera_timeline_announce(timeline, 7, TESSERA_POINT_REACHED, counter, NULL);
  if (result != -ENOTSUP) {
    EXPECT(result == 0);
    EXPECT(read(counter, &count, sizeof count) < 0 && errno == EAGAIN);
    EXPECT(tessera_timeline_announce(same, 8, TESSERA_POINT_SUBMITTED, counter, NULL) == 0);
    EXPECT(tessera_timeline_signal(timeline, 7, NULL) == 0);
    waits.fd = counter;
    waits.events = POLLIN;
    EXPECT(poll(&waits, 1, -1) == 1);
    EXPECT(read(counter, &count, sizeof count) == sizeof count && count == 1);
    EXPECT(tessera_timeline_signal(timeline, 8, NULL) == 0);
    EXPECT(poll(&waits, 1, -1) == 1);
    EXPECT(tessera_timeline_announce(timeline, 9, TESSERA_POINT_REACHED, -1, NULL) < 0);
  }
  close(counter);
  close(descriptor);
  tessera_timeline_destroy(timeline);
  tessera_timeline_destroy(same);
  tessera_timeline_destroy(other);
  tessera_card_destroy(card);
  return NULL;
}

/* A GPU, its allocator and its importers share a buffer of its own; `expected` is how far that is proved. */
static const char *share(struct tessera_allocator *gpu, struct tessera_renderer *renderer, uint32_t expected) {
  struct tessera_importer *importers[2];
  struct tessera_problem *problem;
  struct tessera_participant *participant;
  size_t count = 1;

  EXPECT(tessera_problem_create(256, 256, &problem, NULL) == 0);
  EXPECT(tessera_allocator_participant(gpu, "GPU", &participant, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(tessera_allocator_importer(gpu, "GPU", &importers[0], NULL) == 0);
  if (renderer != NULL) {
    EXPECT(tessera_renderer_participant(renderer, 2, "OpenGL", &participant, NULL) == -EINVAL);
    EXPECT(tessera_renderer_participant(renderer, TESSERA_RENDERER_DRAWS, "OpenGL", &participant, NULL) == 0);
    EXPECT(add(problem, participant) == 0);
    EXPECT(tessera_renderer_importer(renderer, 2, "OpenGL", &importers[1], NULL) == -EINVAL);
    EXPECT(tessera_renderer_importer(renderer, TESSERA_RENDERER_DRAWS, "OpenGL", &importers[1], NULL) == 0);
    count = 2;
  }
  return verify(problem, &gpu, 1, importers, count, expected);
}

/* Every GPU that OpenGL takes images of is in an inventory that was found with it. */
static const char *found_renderers(void) {
  struct tessera_inventory *inventory;
  struct tessera_renderer *renderer;
  struct tessera_participant *participant;
  size_t index, count;

  EXPECT(tessera_inventory_find_with(TESSERA_LIBRARY_OPENGL, NULL, &inventory, NULL) == 0);
  count = tessera_inventory_renderer_count(inventory);
  EXPECT(count >= 1);
  for (index = 0; index < count; ++index) {
    EXPECT(tessera_inventory_renderer(inventory, index, &renderer) == 0);
    EXPECT(strncmp(tessera_renderer_path(renderer), "/dev/dri/renderD", 16) == 0);
    EXPECT(tessera_renderer_participant(renderer, TESSERA_RENDERER_SAMPLES, "OpenGL", &participant, NULL) == 0);
    tessera_participant_destroy(participant);
    tessera_renderer_destroy(renderer);
  }
  EXPECT(tessera_inventory_renderer(inventory, count, &renderer) == -EINVAL);
  tessera_inventory_destroy(inventory);
  return NULL;
}

/* What is written into an image as rows is read out of it, whatever lies between. */
static const char *rows_of_gpu(struct tessera_allocator *gpu) {
  static unsigned char written[64 * 48 * 4], read[512 * 48];
  struct tessera_participant *participant;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  struct tessera_image image;
  size_t index, row = 64 * 4;

  EXPECT(tessera_allocator_device(gpu) != NULL);
  EXPECT(tessera_allocator_participant(gpu, "GPU", &participant, NULL) == 0);
  EXPECT(tessera_problem_create(64, 48, &problem, NULL) == 0);
  EXPECT(add(problem, participant) == 0);
  EXPECT(tessera_problem_add_allocator(problem, gpu, NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  image.size = sizeof image;
  for (;;) {
    EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);
    EXPECT(tessera_agreement_image(agreement, &image) == 0);
    if (image.fourcc == XR24) break;
    tessera_agreement_destroy(agreement);
  }
  EXPECT(tessera_allocator_allocate(gpu, agreement, NULL, &buffer, NULL) == 0);
  for (index = 0; index < sizeof written; ++index) written[index] = (unsigned char)(index * 7 + index / row);
  EXPECT(tessera_buffer_write_rows(buffer, written, sizeof written, row - 1, NULL) == -EINVAL);
  EXPECT(tessera_buffer_write_rows(buffer, written, sizeof written - 1, row, NULL) == -EINVAL);
  EXPECT(tessera_buffer_write_rows(buffer, written, (size_t)-1, row, NULL) == -EINVAL);
  EXPECT(tessera_buffer_write_rows(buffer, written, sizeof written, row, NULL) == 0);
  EXPECT(tessera_buffer_read_rows(buffer, read, sizeof read, 512, NULL) == 0);
  for (index = 0; index < sizeof written; ++index)
    /* The fourth byte of a pixel is nobody's. */
    if (index % 4 != 3) EXPECT(read[index / row * 512 + index % row] == written[index]);
  tessera_buffer_destroy(buffer);
  tessera_agreement_destroy(agreement);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  return NULL;
}

const char *client_gpu(const char *path) {
  static const struct tessera_format linear = {XR24, 0, TESSERA_MODIFIER_LINEAR};
  struct tessera_allocator *gpu, *other;
  struct tessera_renderer *renderer;
  const char *complaint;
  size_t index;

  EXPECT(tessera_renderer_open_software(&renderer, NULL) == 0);
  EXPECT(tessera_renderer_path(renderer) == NULL && strlen(tessera_renderer_device(renderer)) > 0);
  tessera_renderer_destroy(renderer);
  EXPECT(tessera_renderer_open(path, &renderer, NULL) == 0);
  EXPECT(tessera_renderer_device(renderer) != NULL);
  EXPECT(tessera_gbm_open(path, &gpu, NULL) == 0);
  for (index = 0; index < tessera_allocator_other_count(gpu); ++index) {
    EXPECT(tessera_allocator_other(gpu, index, &other) == 0);
    EXPECT(strcmp(tessera_allocator_name(gpu), tessera_allocator_name(other)) != 0);
    tessera_allocator_destroy(other);
  }
  EXPECT(tessera_allocator_other(gpu, index, &other) == -EINVAL);
  complaint = share(gpu, renderer, TESSERA_PROOF_IMPORT);
  if (complaint != NULL) return complaint;
  tessera_allocator_destroy(gpu);
  EXPECT(tessera_gbm_open_for(path, TESSERA_USE_RENDERING, &linear, 1, &gpu, NULL) == 0);
  complaint = share(gpu, NULL, TESSERA_PROOF_IMPORT);
  if (complaint == NULL) complaint = rows_of_gpu(gpu);
  tessera_allocator_destroy(gpu);
  tessera_renderer_destroy(renderer);
  return complaint == NULL ? found_renderers() : complaint;
}

const char *client_vulkan(const char *name) {
  static const uint32_t uses[] = {
      TESSERA_VULKAN_USE_COPY_SOURCE, TESSERA_VULKAN_USE_COPY_DESTINATION | TESSERA_VULKAN_USE_SAMPLED,
      TESSERA_VULKAN_USE_COLOUR_ATTACHMENT};
  struct tessera_allocator *gpu;
  struct tessera_error *error = NULL;
  const char *complaint;
  size_t index;

  EXPECT(tessera_vulkan_open("/dev/dri/none", &gpu, &error) == -ENODEV);
  EXPECT(strstr(tessera_error_message(error), name) != NULL);
  tessera_error_destroy(error);
  EXPECT(tessera_vulkan_open(name, &gpu, NULL) == 0);
  EXPECT(strcmp(tessera_allocator_name(gpu), name) == 0);
  complaint = share(gpu, NULL, TESSERA_PROOF_PATTERN);
  tessera_allocator_destroy(gpu);
  for (index = 0; complaint == NULL && index < sizeof uses / sizeof *uses; ++index) {
    EXPECT(tessera_vulkan_open_for(name, uses[index], &gpu, NULL) == 0);
    EXPECT(strcmp(tessera_allocator_name(gpu), name) == 0);
    /* What is drawn into and nothing else is not copied. */
    complaint = share(
        gpu, NULL, uses[index] == TESSERA_VULKAN_USE_COLOUR_ATTACHMENT ? TESSERA_PROOF_IMPORT : TESSERA_PROOF_PATTERN);
    tessera_allocator_destroy(gpu);
  }
  return complaint;
}
