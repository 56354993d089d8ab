#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct tessera_format linear = {XR24, 0, TESSERA_MODIFIER_LINEAR};

struct tessera_terms client_demands(void) {
  struct tessera_terms terms;
  memset(&terms, 0, sizeof terms);
  terms.size = sizeof terms;
  terms.formats = &linear;
  terms.format_count = 1;
  return terms;
}

int client_problem(const struct tessera_allocator *allocator, struct tessera_problem **problem) {
  struct tessera_participant *writer;
  struct tessera_terms terms = client_demands();
  int result = tessera_participant_create("writer", NULL, &writer, NULL);
  if (result < 0) return result;
  terms.cpu_access = TESSERA_CPU_OFTEN;
  terms.stride_multiple = 64;
  terms.buffers = 2;
  result = tessera_participant_add_offer(writer, "any", &terms, NULL);
  if (result == 0) result = tessera_problem_create(64, 48, problem, NULL);
  if (result == 0) {
    result = tessera_problem_add_participant(*problem, writer, NULL);
    if (result == 0) result = tessera_problem_add_allocator(*problem, allocator, NULL);
    if (result < 0) tessera_problem_destroy(*problem);
  }
  tessera_participant_destroy(writer);
  return result;
}

int client_agree(const struct tessera_allocator *allocator, struct tessera_agreement **agreement) {
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  int result = client_problem(allocator, &problem);
  if (result < 0) return result;
  result = tessera_negotiation_create(problem, &negotiation, NULL);
  if (result == 0) {
    result = tessera_negotiation_next(negotiation, agreement, NULL, NULL);
    tessera_negotiation_destroy(negotiation);
  }
  tessera_problem_destroy(problem);
  return result;
}

int client_make(struct tessera_buffer **buffer) {
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  int result = tessera_memory_create(&allocator, NULL);
  if (result < 0) return result;
  result = client_agree(allocator, &agreement);
  if (result == 0) {
    result = tessera_allocator_allocate(allocator, agreement, "client", buffer, NULL);
    tessera_agreement_destroy(agreement);
  }
  tessera_allocator_destroy(allocator);
  return result;
}

const char *client_calls_with_null(void) {
  struct tessera_terms terms = client_demands();
  struct tessera_problem *problem = NULL;
  struct tessera_error *error = NULL;
  int descriptor;

  EXPECT(tessera_version() == TESSERA_VERSION_NUMBER(
      TESSERA_VERSION_MAJOR, TESSERA_VERSION_MINOR, TESSERA_VERSION_PATCH));

  tessera_error_destroy(NULL);
  EXPECT(tessera_error_number(NULL) == -EINVAL);
  EXPECT(tessera_error_code(NULL) == NULL);
  EXPECT(tessera_error_message(NULL) == NULL);
  EXPECT(tessera_error_path(NULL) == NULL);
  EXPECT(tessera_error_hint(NULL) == NULL);

  EXPECT(tessera_format_read(NULL, NULL) == -EINVAL && tessera_modifier_read(NULL, NULL) == -EINVAL);
  EXPECT(tessera_format_facts(XR24, NULL) == -EINVAL);
  EXPECT(tessera_format_of_video(0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_format_to_video(NULL, 1, NULL) == -EINVAL);

  tessera_participant_destroy(NULL);
  EXPECT(tessera_participant_create(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_participant_create("a", NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_participant_add_offer(NULL, "any", &terms, NULL) == -EINVAL);
  EXPECT(tessera_participant_add_offer(NULL, NULL, NULL, NULL) == -EINVAL);

  tessera_problem_destroy(NULL);
  EXPECT(tessera_problem_create(1, 1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_problem_create(0, 1, &problem, &error) == -EINVAL);
  EXPECT(problem == NULL && error != NULL);
  EXPECT(tessera_error_number(error) == -EINVAL);
  EXPECT(strcmp(tessera_error_code(error), "invalid argument") == 0);
  EXPECT(strlen(tessera_error_message(error)) > 0);
  EXPECT(tessera_error_path(error) == NULL && tessera_error_hint(error) == NULL);
  tessera_error_destroy(error);
  EXPECT(tessera_problem_read(NULL, 0, &problem, NULL) == -EINVAL);
  /* As a failed read() would pass it on. */
  EXPECT(tessera_problem_read("{}", (size_t)-1, &problem, NULL) == -EINVAL);
  EXPECT(tessera_problem_add_participant(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_problem_add_allocator(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_problem_write(NULL) == NULL);

  tessera_negotiation_destroy(NULL);
  EXPECT(tessera_negotiation_create(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_set_choice_limit(NULL, 1) == -EINVAL);
  EXPECT(tessera_negotiation_next(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_refuse(NULL, NULL, NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_write_experience(NULL) == NULL);
  EXPECT(tessera_negotiation_learn(NULL, NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_explain(NULL, NULL) == NULL);
  EXPECT(tessera_negotiation_admit(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  tessera_explanation_destroy(NULL);
  EXPECT(tessera_explanation_create(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_explanation_count(NULL) == 0);
  EXPECT(tessera_explanation_topic(NULL, 0) == NULL && tessera_explanation_sentence(NULL, 0) == NULL);

  tessera_agreement_destroy(NULL);
  EXPECT(tessera_agreement_read(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_agreement_image(NULL, NULL) == -EINVAL);
  EXPECT(tessera_agreement_plane(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_agreement_bytes(NULL, 0) == 0);
  EXPECT(tessera_agreement_allocator(NULL) == NULL);
  EXPECT(tessera_agreement_describe(NULL) == NULL);
  EXPECT(tessera_agreement_write(NULL) == NULL);
  EXPECT(tessera_agreement_check(NULL, NULL, NULL) == -EINVAL);

  tessera_conflict_destroy(NULL);
  EXPECT(tessera_conflict_explain(NULL) == NULL);
  EXPECT(tessera_conflict_write(NULL) == NULL);
  EXPECT(tessera_conflict_is_proven(NULL) == -EINVAL);
  EXPECT(tessera_conflict_count(NULL) == 0);
  EXPECT(tessera_conflict_participant(NULL, 0) == NULL);
  EXPECT(tessera_conflict_demand(NULL, 0) == NULL);
  EXPECT(tessera_negotiation_conflicts(NULL, 1, NULL, NULL) == -EINVAL);
  tessera_conflicts_destroy(NULL);
  EXPECT(tessera_conflicts_count(NULL) == 0);
  EXPECT(tessera_conflicts_conflict(NULL, 0) == NULL);
  EXPECT(tessera_negotiation_ways_out(NULL, 1, NULL, NULL) == -EINVAL);
  tessera_ways_out_destroy(NULL);
  EXPECT(tessera_ways_out_count(NULL) == 0);
  EXPECT(tessera_ways_out_way(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_ways_out_participant(NULL, 0, 0) == NULL && tessera_ways_out_demand(NULL, 0, 0) == NULL);
  EXPECT(tessera_negotiation_compare_without(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_compare_with(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_compare_without_demand(NULL, NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_compare_with_demand(NULL, NULL, 0, NULL, NULL, NULL) == -EINVAL);
  tessera_comparison_destroy(NULL);
  EXPECT(tessera_comparison_now(NULL) == NULL && tessera_comparison_then(NULL) == NULL);
  EXPECT(tessera_comparison_extra_cost(NULL, NULL) == -EINVAL);

  EXPECT(tessera_negotiation_survey(NULL, NULL, NULL) == -EINVAL);
  tessera_survey_destroy(NULL);
  EXPECT(tessera_survey_agreement_count(NULL) == 0 && tessera_survey_agreement(NULL, 0) == NULL);
  EXPECT(tessera_survey_refutation_count(NULL) == 0);
  EXPECT(tessera_survey_refutation(NULL, 0, NULL) == -EINVAL);

  EXPECT(tessera_problem_prepare(NULL, NULL, NULL) == -EINVAL);
  tessera_prepared_destroy(NULL);
  EXPECT(tessera_prepared_agreement(NULL, 1, 1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_prepared_negotiation(NULL, 1, 1, NULL, NULL) == -EINVAL);

  tessera_allocator_destroy(NULL);
  EXPECT(tessera_heap_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_open_with(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_udmabuf_share(NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_gbm_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_gbm_open_for(NULL, 0, NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_vulkan_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_vulkan_open_for(NULL, TESSERA_VULKAN_USE_SAMPLED, NULL, NULL) == -EINVAL);
  EXPECT(tessera_memory_create(NULL, NULL) == -EINVAL);
  EXPECT(tessera_allocator_create(NULL, NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_allocator_name(NULL) == NULL && tessera_allocator_device(NULL) == NULL);
  EXPECT(tessera_allocator_facts(NULL, NULL) == -EINVAL);
  EXPECT(tessera_allocator_other_count(NULL) == 0);
  EXPECT(tessera_allocator_other(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_allocator_participant(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_allocator_preview(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_allocator_allocate(NULL, NULL, NULL, NULL, NULL) == -EINVAL);

  tessera_quirks_destroy(NULL);
  EXPECT(tessera_quirks_create(NULL, NULL) == -EINVAL);
  EXPECT(tessera_quirks_read(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_quirks_override(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_quirks_write(NULL) == NULL);
  EXPECT(tessera_quirks_apply(NULL, NULL, 0, NULL, NULL) == -EINVAL);

  tessera_inventory_destroy(NULL);
  EXPECT(tessera_inventory_find(NULL, NULL) == -EINVAL);
  EXPECT(tessera_inventory_find_with(0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_inventory_allocator_count(NULL) == 0);
  EXPECT(tessera_inventory_allocator(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_card_count(NULL) == 0);
  EXPECT(tessera_inventory_card(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_camera_count(NULL) == 0);
  EXPECT(tessera_inventory_camera(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_video_count(NULL) == 0);
  EXPECT(tessera_inventory_video(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_inventory_renderer_count(NULL) == 0);
  EXPECT(tessera_inventory_renderer(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_problem(NULL, 0) == NULL);
  EXPECT(tessera_inventory_hardware_count(NULL) == 0);
  EXPECT(tessera_inventory_hardware(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_node(NULL, 0, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_relation(NULL, 0, 0, NULL) == -EINVAL);
  EXPECT(tessera_inventory_record(NULL, NULL, 0, NULL, NULL) == -EINVAL);

  tessera_watch_destroy(NULL);
  EXPECT(tessera_watch_create(NULL, NULL) == -EINVAL);
  EXPECT(tessera_watch_descriptor(NULL) == -EINVAL);
  EXPECT(tessera_watch_next(NULL, NULL, NULL) == -EINVAL);

  tessera_card_destroy(NULL);
  EXPECT(tessera_card_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_reopen(-1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_path(NULL) == NULL);
  EXPECT(tessera_card_device(NULL) == NULL);
  EXPECT(tessera_card_set_quirks(NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_allocator(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_displays(NULL, NULL, NULL) == -EINVAL);
  tessera_displays_destroy(NULL);
  EXPECT(tessera_displays_plane_count(NULL) == 0 && tessera_displays_connector_count(NULL) == 0);
  EXPECT(tessera_displays_plane(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_displays_connector(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_card_plane_participant(NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_probe_scaling(NULL, 0, 0, 0, 0, NULL, NULL) == -EINVAL);
  tessera_scaling_destroy(NULL);
  EXPECT(tessera_scaling_limits(NULL, NULL) == -EINVAL);
  EXPECT(tessera_scaling_describe(NULL) == NULL);
  EXPECT(tessera_card_plane_participant_scaled(NULL, 0, NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_writeback_participant(NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_try(NULL, NULL, NULL, NULL) == -EINVAL);
  tessera_camera_destroy(NULL);
  EXPECT(tessera_camera_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_camera_reopen(-1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_camera_path(NULL) == NULL);
  EXPECT(tessera_camera_set_quirks(NULL, NULL) == -EINVAL);
  EXPECT(tessera_camera_participant(NULL, 1, 1, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_camera_takes_dma_buffers(NULL) == -EINVAL);
  EXPECT(tessera_camera_own_allocators(NULL, 1, 1, NULL, 0, NULL, NULL) == -EINVAL);
  tessera_video_destroy(NULL);
  EXPECT(tessera_video_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_reopen(-1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_path(NULL) == NULL);
  EXPECT(tessera_video_set_quirks(NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_participant(NULL, 0, 1, 1, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_allocator(NULL, 0, 1, 1, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_own_allocators(NULL, 0, 1, 1, NULL, 0, NULL, NULL) == -EINVAL);
  tessera_renderer_destroy(NULL);
  EXPECT(tessera_renderer_open(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_renderer_open_software(NULL, NULL) == -EINVAL);
  EXPECT(tessera_renderer_path(NULL) == NULL && tessera_renderer_device(NULL) == NULL);
  EXPECT(tessera_renderer_participant(NULL, 0, NULL, NULL, NULL) == -EINVAL);

  tessera_profile_destroy(NULL);
  EXPECT(tessera_profile_read(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_profile_participant_count(NULL) == 0);
  EXPECT(tessera_profile_participant(NULL, 0, NULL) == -EINVAL);

  tessera_recording_destroy(NULL);
  EXPECT(tessera_recording_read(NULL, 0, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_recording_join(NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_recording_allocator_count(NULL) == 0);
  EXPECT(tessera_recording_allocator(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_recording_role_count(NULL) == 0);
  EXPECT(tessera_recording_role(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_recording_participant(NULL, NULL, NULL, 1, 1, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_recording_problem(NULL, 0) == NULL);

  EXPECT(tessera_device_find(0, NULL, NULL) == -EINVAL);
  tessera_feedback_destroy(NULL);
  EXPECT(tessera_feedback_create(0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_read(0, NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_tranche(NULL, 0, 0, NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_participant(NULL, 0, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_add_rows(NULL, 0, 0, NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_feedback_main_device(NULL) == 0);
  EXPECT(tessera_feedback_export_table(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_feedback_tranche_count(NULL) == 0);
  EXPECT(tessera_feedback_tranche(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_feedback_participant(NULL, NULL, NULL, NULL) == -EINVAL);

  tessera_buffer_destroy(NULL);
  EXPECT(tessera_buffer_import(NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_ref(NULL) == NULL);
  EXPECT(tessera_buffer_image(NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_plane(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_buffer_descriptor(NULL, 0) == -EINVAL);
  EXPECT(tessera_buffer_export(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_export(NULL, 0, &descriptor, NULL) == -EINVAL);
  EXPECT(tessera_buffer_export_memory_file(NULL, 0, &descriptor, NULL) == -EINVAL);
  EXPECT(tessera_buffer_bytes(NULL, 0) == 0);
  EXPECT(tessera_buffer_memory(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_agreement(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_touched_bytes(NULL) == 0);
  EXPECT(tessera_buffer_initial_fence(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access(NULL, 0, TESSERA_READ, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_end_access(NULL, 0, TESSERA_READ, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access_all(NULL, TESSERA_READ, 0, NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_buffer_end_access_all(NULL, TESSERA_READ, NULL) == -EINVAL);
  EXPECT(tessera_buffer_read_rows(NULL, NULL, 0, 0, NULL) == -EINVAL);
  EXPECT(tessera_buffer_write_rows(NULL, NULL, 0, 0, NULL) == -EINVAL);
  EXPECT(tessera_buffer_send(NULL, -1, 0, NULL) == -EINVAL);
  EXPECT(tessera_buffer_receive(-1, 0, NULL, NULL) < 0);

  tessera_live_buffers_destroy(NULL);
  EXPECT(tessera_live_buffers_find(0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_live_buffers_count(NULL) == 0);
  EXPECT(tessera_live_buffers_buffer(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_live_buffers_holder(NULL, 0, 0, NULL) == -EINVAL);
  EXPECT(tessera_live_buffers_device(NULL, 0, 0) == NULL && tessera_live_buffers_problem(NULL, 0) == NULL);

  tessera_importer_destroy(NULL);
  EXPECT(tessera_card_importer(NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_importer_shown_as(NULL, 0, 1, 1, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_card_writeback_importer(NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_camera_importer(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_camera_importer_in_memory_of(NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_video_importer(NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_allocator_importer(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_renderer_importer(NULL, TESSERA_RENDERER_DRAWS, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_cpu_importer(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_importer_create(NULL, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_importer_take(NULL, NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_importer_release(NULL) == -EINVAL);
  tessera_verification_destroy(NULL);
  EXPECT(tessera_negotiation_verify(NULL, 0, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_set_log(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_verification_level(NULL) == TESSERA_PROOF_NONE);
  EXPECT(tessera_verification_agreement(NULL) == NULL);
  EXPECT(tessera_verification_buffer_count(NULL) == 0);
  EXPECT(tessera_verification_buffer(NULL, 0) == NULL);
  EXPECT(tessera_verification_proof_count(NULL) == 0);
  EXPECT(tessera_verification_proof(NULL, 0, NULL) == -EINVAL);

  tessera_fence_destroy(NULL);
  EXPECT(tessera_fence_create(-1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_fence_wait(NULL, 0, NULL) == -EINVAL);
  EXPECT(tessera_fence_status(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_fence_merge(NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_fence_export(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_fence(NULL, TESSERA_READ, NULL, NULL) == -EINVAL);
  EXPECT(tessera_buffer_attach_fence(NULL, TESSERA_READ, NULL, NULL) == -EINVAL);

  tessera_timeline_destroy(NULL);
  EXPECT(tessera_timeline_create(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_create_at(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_import(NULL, -1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_import_at(NULL, -1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_export(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_last(NULL, TESSERA_POINT_REACHED, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_signal(NULL, 1, NULL) == -EINVAL);
  EXPECT(tessera_timeline_attach_fence(NULL, 1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_fence(NULL, 1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_timeline_follow(NULL, 1, NULL, 1, NULL) == -EINVAL);
  EXPECT(tessera_timeline_wait(NULL, 1, TESSERA_POINT_REACHED, 0, NULL) == -EINVAL);
  EXPECT(tessera_timeline_announce(NULL, 1, TESSERA_POINT_REACHED, -1, NULL) == -EINVAL);

  tessera_pool_destroy(NULL);
  EXPECT(tessera_pool_create(NULL, NULL, NULL, 0, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_pool_create_growing(NULL, NULL, NULL, 0, 1, NULL, NULL) == -EINVAL);
  EXPECT(tessera_pool_create_of(NULL, 0, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_pool_wait(NULL, 0, NULL, NULL) == -EINVAL);
  EXPECT(tessera_pool_acquire(NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_pool_statistics(NULL, NULL) == -EINVAL);
  EXPECT(tessera_lease_buffer(NULL) == NULL);
  EXPECT(tessera_lease_index(NULL) == 0);
  EXPECT(tessera_lease_age(NULL) == 0);
  EXPECT(tessera_lease_present(NULL) == -EINVAL);
  tessera_lease_release(NULL, NULL);
  return NULL;
}

const char *client_struct_sizes(void) {
  struct tessera_participant *participant;
  struct {
    struct tessera_terms known;
    unsigned char later[16];
  } newer;
  struct {
    struct tessera_image known;
    unsigned char later[16];
  } answer;
  struct tessera_terms terms = client_demands();
  struct tessera_buffer *buffer;
  const char *nobody = "nobody";
  size_t index;

  EXPECT(tessera_participant_create("participant", "device", &participant, NULL) == 0);
  terms.size = 0;
  EXPECT(tessera_participant_add_offer(participant, "none", &terms, NULL) == -EINVAL);
  terms.size = sizeof(size_t);
  EXPECT(tessera_participant_add_offer(participant, "older", &terms, NULL) == -EINVAL);
  terms.size = (size_t)-1;
  EXPECT(tessera_participant_add_offer(participant, "huge", &terms, NULL) == -EINVAL);
  /* Counts that were never set. */
  terms = client_demands();
  terms.allocators = &nobody;
  terms.allocator_count = (size_t)-1;
  EXPECT(tessera_participant_add_offer(participant, "anywhere", &terms, NULL) == -EINVAL);
  terms = client_demands();
  terms.format_count = (size_t)-1;
  EXPECT(tessera_participant_add_offer(participant, "anything", &terms, NULL) == -EINVAL);

  /* A caller that is newer, and uses nothing that this library does not know. */
  memset(&newer, 0, sizeof newer);
  newer.known = client_demands();
  newer.known.size = sizeof newer;
  EXPECT(tessera_participant_add_offer(participant, "newer", &newer.known, NULL) == 0);
  newer.later[3] = 1;
  EXPECT(tessera_participant_add_offer(participant, "newest", &newer.known, NULL) == -E2BIG);
  tessera_participant_destroy(participant);

  EXPECT(client_make(&buffer) == 0);
  memset(&answer, 0xff, sizeof answer);
  answer.known.size = sizeof answer;
  EXPECT(tessera_buffer_image(buffer, &answer.known) == 0);
  EXPECT(answer.known.size == sizeof answer && answer.known.width == 64);
  for (index = 0; index < sizeof answer.later; ++index) EXPECT(answer.later[index] == 0);
  answer.known.size = 4;
  EXPECT(tessera_buffer_image(buffer, &answer.known) == -EINVAL);
  tessera_buffer_destroy(buffer);
  return NULL;
}

const char *client_agreement(void) {
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_image image;
  struct tessera_plane plane;
  struct tessera_explanation *explanation;
  size_t index, formats = 0;
  char *text;

  EXPECT(tessera_memory_create(&allocator, NULL) == 0);
  EXPECT(strlen(tessera_allocator_name(allocator)) > 0);
  EXPECT(client_problem(allocator, &problem) == 0);
  EXPECT(tessera_problem_add_allocator(problem, allocator, NULL) == -EEXIST);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_set_choice_limit(negotiation, 4096) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);

  image.size = sizeof image;
  EXPECT(tessera_agreement_image(agreement, &image) == 0);
  EXPECT(image.width == 64 && image.height == 48 && image.fourcc == XR24);
  EXPECT(image.modifier == TESSERA_MODIFIER_LINEAR);
  EXPECT(image.plane_count == 1 && image.dma_buffer_count == 1 && image.buffer_count == 2);
  plane.size = sizeof plane;
  EXPECT(tessera_agreement_plane(agreement, 0, &plane) == 0);
  EXPECT(plane.stride == 256 && plane.offset == 0 && plane.rows == 48 && plane.bytes >= 256 * 48);
  EXPECT(tessera_agreement_plane(agreement, 1, &plane) == -EINVAL);
  EXPECT(strcmp(tessera_agreement_allocator(agreement), tessera_allocator_name(allocator)) == 0);
  text = tessera_agreement_describe(agreement);
  EXPECT(text != NULL && strstr(text, "64x48") != NULL);
  free(text);
  text = tessera_negotiation_explain(negotiation, agreement);
  EXPECT(text != NULL && strstr(text, "format: ") != NULL);
  EXPECT(tessera_explanation_create(negotiation, NULL, &explanation, NULL) == -EINVAL);
  EXPECT(tessera_explanation_create(negotiation, agreement, NULL, NULL) == -EINVAL);
  EXPECT(tessera_explanation_create(negotiation, agreement, &explanation, NULL) == 0);
  for (index = 0; index < tessera_explanation_count(explanation); ++index) {
    /* The same sentences as the text. */
    EXPECT(strstr(text, tessera_explanation_sentence(explanation, index)) != NULL);
    if (strcmp(tessera_explanation_topic(explanation, index), "format") == 0) ++formats;
  }
  EXPECT(index >= 6 && formats >= 1);
  EXPECT(tessera_explanation_topic(explanation, index) == NULL);
  EXPECT(tessera_explanation_sentence(explanation, (size_t)-1) == NULL);
  tessera_explanation_destroy(explanation);
  free(text);
  text = NULL;
  EXPECT(tessera_agreement_check(agreement, problem, &text) == 0 && text == NULL);

  EXPECT(tessera_negotiation_refuse(
      negotiation, agreement, "nobody", TESSERA_LESSON_FORMAT, "a test", NULL) == -ENOENT);
  EXPECT(tessera_negotiation_refuse(negotiation, agreement, "writer", 77, "a test", NULL) == -EINVAL);
  EXPECT(tessera_negotiation_refuse(
      negotiation, agreement, "writer", TESSERA_LESSON_FORMAT, "a test", NULL) == 0);
  tessera_agreement_destroy(agreement);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == -ENOENT);

  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  text = tessera_format_describe(XR24, TESSERA_MODIFIER_LINEAR);
  EXPECT(text != NULL && strstr(text, "XR24") != NULL && strstr(text, "LINEAR") != NULL);
  free(text);
  text = tessera_format_describe(XR24, TESSERA_MODIFIER_IMPLICIT);
  EXPECT(text != NULL && strstr(text, "implicit") != NULL);
  free(text);
  return NULL;
}

static int own_allocate(void *data, const struct tessera_agreement *agreement, int *descriptors) {
  struct own_allocator *own = (struct own_allocator *)data;
  struct tessera_plane plane;
  int memory;
  if (own->failure != 0) return own->failure;
  plane.size = sizeof plane;
  if (tessera_agreement_plane(agreement, 0, &plane) < 0) return -EPROTO;
  memory = memfd_create("own", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory < 0) return -errno;
  if (ftruncate(memory, (off_t)plane.bytes) < 0 || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) < 0) {
    close(memory);
    return -EIO;
  }
  descriptors[0] = memory;
  ++own->allocated;
  return 0;
}

static void own_destroy(void *data) { ++((struct own_allocator *)data)->destroyed; }

int client_own_allocator(
    struct own_allocator *own, const char *name, int rank, struct tessera_allocator **allocator) {
  struct tessera_production production;
  struct tessera_allocator_functions functions;
  memset(&production, 0, sizeof production);
  production.size = sizeof production;
  production.rank = rank;
  memset(&functions, 0, sizeof functions);
  functions.size = sizeof functions;
  functions.allocate = own_allocate;
  functions.destroy = own_destroy;
  return tessera_allocator_create(name, &production, &functions, own, allocator, NULL);
}

/* The display's narrow rows are the only thing in the way. */
static const char *all_conflicts(
    const struct tessera_negotiation *negotiation, const struct tessera_conflict *conflict) {
  const struct tessera_conflict *one;
  struct tessera_conflicts *all;
  size_t index;

  EXPECT(tessera_negotiation_conflicts(negotiation, 0, &all, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_conflicts(negotiation, 16, &all, NULL) == 0);
  EXPECT(tessera_conflicts_count(all) >= 1);
  EXPECT(tessera_conflicts_conflict(all, tessera_conflicts_count(all)) == NULL);
  one = tessera_conflicts_conflict(all, 0);
  EXPECT(tessera_conflict_count(one) == tessera_conflict_count(conflict));
  for (index = 0; index < tessera_conflict_count(one); ++index)
    EXPECT(strcmp(tessera_conflict_demand(one, index), tessera_conflict_demand(conflict, index)) == 0);
  tessera_conflicts_destroy(all);
  return NULL;
}

static const char *ways_out(const struct tessera_negotiation *negotiation) {
  struct tessera_ways_out *ways;
  struct tessera_way_out way;
  struct tessera_plane plane;
  size_t index, kinds[3] = {0, 0, 0};

  EXPECT(tessera_negotiation_ways_out(negotiation, 1, &ways, NULL) == 0);
  way.size = sizeof way;
  plane.size = sizeof plane;
  for (index = 0; tessera_ways_out_way(ways, index, &way) == 0; ++index) {
    EXPECT(strlen(way.sentence) > 0 && way.agreement != NULL && way.kind <= TESSERA_WAY_CONVERSION);
    ++kinds[way.kind];
    if (way.kind == TESSERA_WAY_RELAXATION) {
      EXPECT(way.participant == NULL && way.own == NULL && way.demand_count == 1);
      EXPECT(strcmp(tessera_ways_out_participant(ways, index, 0), "display") == 0);
      EXPECT(strstr(tessera_ways_out_demand(ways, index, 0), "stride") != NULL);
      EXPECT(tessera_ways_out_demand(ways, index, 1) == NULL);
      EXPECT(tessera_agreement_plane(way.agreement, 0, &plane) == 0 && plane.stride == 256);
    } else {
      /* The display takes no image of this width at all. */
      EXPECT(way.kind == TESSERA_WAY_WITHOUT && strcmp(way.participant, "display") == 0);
      EXPECT(way.own == NULL && way.demand_count == 0 && tessera_ways_out_demand(ways, index, 0) == NULL);
    }
  }
  EXPECT(index == tessera_ways_out_count(ways));
  EXPECT(kinds[TESSERA_WAY_RELAXATION] == 1 && kinds[TESSERA_WAY_WITHOUT] == 1);
  EXPECT(tessera_ways_out_participant(ways, index, 0) == NULL);
  tessera_ways_out_destroy(ways);
  return NULL;
}

static const char *comparisons(
    const struct tessera_negotiation *negotiation, const struct tessera_conflict *conflict) {
  struct tessera_comparison *comparison;
  struct tessera_participant *other;
  struct tessera_terms terms = client_demands();
  struct tessera_plane plane;
  struct tessera_error *error = NULL;
  int64_t cost = 77;

  terms.formats = NULL;
  terms.format_count = 0;

  EXPECT(tessera_negotiation_compare_without(negotiation, "nobody", &comparison, NULL) == -ENOENT);
  EXPECT(tessera_negotiation_compare_without(negotiation, "display", &comparison, NULL) == 0);
  EXPECT(tessera_comparison_now(comparison) == NULL && tessera_comparison_then(comparison) != NULL);
  EXPECT(strcmp(tessera_agreement_allocator(tessera_comparison_then(comparison)), "own") == 0);
  EXPECT(tessera_comparison_extra_cost(comparison, &cost) == -ENODATA && cost == 77);
  tessera_comparison_destroy(comparison);
  EXPECT(tessera_negotiation_compare_without_demand(
      negotiation, conflict, tessera_conflict_count(conflict), &comparison, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_compare_without_demand(negotiation, conflict, 0, &comparison, NULL) == 0);
  EXPECT(tessera_comparison_then(comparison) != NULL);
  tessera_comparison_destroy(comparison);
  EXPECT(tessera_negotiation_compare_with_demand(negotiation, conflict, 0, &terms, &comparison, NULL) == -EINVAL);
  terms.stride_multiple = 512;
  terms.needs_contiguous = 1;
  EXPECT(tessera_negotiation_compare_with_demand(negotiation, conflict, 0, &terms, &comparison, &error) == -EINVAL);
  EXPECT(strstr(tessera_error_message(error), "2 demands") != NULL);
  tessera_error_destroy(error);
  terms.needs_contiguous = 0;
  EXPECT(tessera_negotiation_compare_with_demand(
      negotiation, conflict, tessera_conflict_count(conflict), &terms, &comparison, NULL) == -EINVAL);
  terms.size = 1;
  EXPECT(tessera_negotiation_compare_with_demand(negotiation, conflict, 0, &terms, &comparison, NULL) == -EINVAL);
  terms.size = sizeof terms;
  EXPECT(tessera_negotiation_compare_with_demand(negotiation, conflict, 0, &terms, &comparison, NULL) == 0);
  plane.size = sizeof plane;
  EXPECT(tessera_comparison_now(comparison) == NULL && tessera_comparison_then(comparison) != NULL);
  EXPECT(tessera_agreement_plane(tessera_comparison_then(comparison), 0, &plane) == 0 && plane.stride == 512);
  tessera_comparison_destroy(comparison);
  EXPECT(tessera_participant_create("display", NULL, &other, NULL) == 0);
  EXPECT(tessera_negotiation_compare_with(negotiation, other, &comparison, NULL) == -EEXIST);
  tessera_participant_destroy(other);
  return NULL;
}

/* What a wider stride costs whoever has an agreement. */
static const char *wider(const struct tessera_allocator *allocator) {
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_comparison *comparison;
  struct tessera_conflicts *none;
  struct tessera_ways_out *ways;
  struct tessera_participant *other;
  struct tessera_terms terms = client_demands();
  struct tessera_image now, then;
  int64_t cost;

  EXPECT(client_problem(allocator, &problem) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  terms.stride_multiple = 4096;
  EXPECT(tessera_participant_create("other", NULL, &other, NULL) == 0);
  EXPECT(tessera_participant_add_offer(other, "wide", &terms, NULL) == 0);
  EXPECT(tessera_negotiation_compare_with(negotiation, other, &comparison, NULL) == 0);
  tessera_participant_destroy(other);
  now.size = then.size = sizeof now;
  EXPECT(tessera_agreement_image(tessera_comparison_now(comparison), &now) == 0);
  EXPECT(tessera_agreement_image(tessera_comparison_then(comparison), &then) == 0);
  EXPECT(tessera_comparison_extra_cost(comparison, &cost) == 0);
  EXPECT(cost > 0 && (uint64_t)cost == then.cost - now.cost);
  tessera_comparison_destroy(comparison);
  EXPECT(tessera_negotiation_conflicts(negotiation, 4, &none, NULL) == 0 && tessera_conflicts_count(none) == 0);
  tessera_conflicts_destroy(none);
  EXPECT(tessera_negotiation_ways_out(negotiation, 4, &ways, NULL) == 0 && tessera_ways_out_count(ways) == 0);
  tessera_ways_out_destroy(ways);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  return NULL;
}

const char *client_conflict(void) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_participant *display;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_conflict *conflict = NULL;
  struct tessera_error *error = NULL;
  struct tessera_terms terms = client_demands();
  const char *complaint;
  char *text;

  EXPECT(client_own_allocator(&own, "own", 0, &allocator) == 0);
  EXPECT(client_problem(allocator, &problem) == 0);
  EXPECT(tessera_participant_create("display", "card0", &display, NULL) == 0);
  terms.max_stride = 128;
  terms.stride_multiple = 128;
  EXPECT(tessera_participant_add_offer(display, "narrow", &terms, NULL) == 0);
  EXPECT(tessera_participant_add_offer(display, "narrow", &terms, NULL) == -EEXIST);
  terms.min_stride = 256;
  EXPECT(tessera_participant_add_offer(display, "contradiction", &terms, NULL) == -EINVAL);
  EXPECT(tessera_problem_add_participant(problem, display, NULL) == 0);
  EXPECT(tessera_problem_add_participant(problem, display, NULL) == -EEXIST);
  tessera_participant_destroy(display);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, &conflict, &error) == -ENOENT);
  EXPECT(conflict != NULL && error != NULL);
  EXPECT(strcmp(tessera_error_code(error), "conflict") == 0);
  tessera_error_destroy(error);
  EXPECT(tessera_conflict_is_proven(conflict) == 1);
  EXPECT(tessera_conflict_count(conflict) >= 1);
  EXPECT(strcmp(tessera_conflict_participant(conflict, 0), "display") == 0);
  EXPECT(strlen(tessera_conflict_demand(conflict, 0)) > 0);
  EXPECT(tessera_conflict_demand(conflict, 1000) == NULL);
  text = tessera_conflict_explain(conflict);
  EXPECT(text != NULL && strstr(text, "display") != NULL);
  free(text);
  text = tessera_conflict_write(conflict);
  EXPECT(text != NULL && text[0] == '{');
  free(text);
  complaint = all_conflicts(negotiation, conflict);
  if (complaint == NULL) complaint = ways_out(negotiation);
  if (complaint == NULL) complaint = comparisons(negotiation, conflict);
  if (complaint == NULL) complaint = wider(allocator);
  tessera_conflict_destroy(conflict);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  return complaint;
}

const char *client_documents(void) {
  static const char profile_text[] =
      "{\"version\": 1, \"kind\": \"profile\"}";
  struct tessera_allocator *allocator;
  struct tessera_problem *problem, *copy;
  struct tessera_agreement *agreement, *again;
  struct tessera_profile *profile;
  struct tessera_error *error = NULL;
  char *text, *second;

  EXPECT(tessera_memory_create(&allocator, NULL) == 0);
  EXPECT(client_problem(allocator, &problem) == 0);
  text = tessera_problem_write(problem);
  EXPECT(text != NULL);
  EXPECT(tessera_problem_read(text, strlen(text), &copy, NULL) == 0);
  second = tessera_problem_write(copy);
  EXPECT(second != NULL && strcmp(text, second) == 0);
  EXPECT(tessera_problem_read(text, strlen(text) / 2, &copy, &error) == -EBADMSG);
  EXPECT(strlen(tessera_error_message(error)) > 0);
  tessera_error_destroy(error);
  free(text);
  free(second);
  tessera_problem_destroy(copy);

  EXPECT(client_agree(allocator, &agreement) == 0);
  text = tessera_agreement_write(agreement);
  EXPECT(text != NULL);
  EXPECT(tessera_agreement_read(text, strlen(text), &again, NULL) == 0);
  free(text);
  EXPECT(tessera_agreement_check(again, problem, NULL) == 0);
  tessera_agreement_destroy(again);
  tessera_agreement_destroy(agreement);
  tessera_problem_destroy(problem);

  /* An agreement that does not keep the terms of another problem. */
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  text = NULL;
  EXPECT(tessera_agreement_check(agreement, problem, &text) == -EPROTO);
  EXPECT(text != NULL && strlen(text) > 0);
  free(text);
  tessera_agreement_destroy(agreement);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  EXPECT(tessera_profile_read(profile_text, sizeof profile_text - 1, &profile, NULL) == -EBADMSG);
  return NULL;
}

/* Two planes of one memory file, of 64x48 in NV12, under one bracket. */
static const char *all_planes(void) {
  struct tessera_buffer *buffer;
  struct tessera_image image;
  struct tessera_plane planes[2];
  struct tessera_access accesses[3], one;
  const int memory = memfd_create("planes", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  int index;

  EXPECT(memory >= 0 && ftruncate(memory, 64 * 72) == 0 && fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) == 0);
  memset(&image, 0, sizeof image);
  memset(planes, 0, sizeof planes);
  image.size = sizeof image;
  image.width = 64;
  image.height = 48;
  image.fourcc = 0x3231564eu;
  image.plane_count = 2;
  image.dma_buffer_count = 1;
  for (index = 0; index < 2; ++index) {
    planes[index].size = sizeof planes[index];
    planes[index].stride = 64;
    planes[index].rows = index == 0 ? 48 : 24;
    planes[index].bytes = planes[index].rows * 64;
  }
  planes[1].offset = planes[0].bytes;
  EXPECT(tessera_buffer_import(&image, planes, &memory, &buffer, NULL) == 0);
  close(memory);
  for (index = 0; index < 3; ++index) accesses[index].size = sizeof accesses[index];
  one.size = sizeof one;
  EXPECT(tessera_buffer_begin_access_all(buffer, TESSERA_WRITE, 0, accesses, 1, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access_all(buffer, TESSERA_WRITE, 0, accesses, 3, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access_all(buffer, TESSERA_WRITE, 0, NULL, 2, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access_all(buffer, 0, 0, accesses, 2, NULL) == -EINVAL);
  accesses[1].size = 1;
  EXPECT(tessera_buffer_begin_access_all(buffer, TESSERA_WRITE, 0, accesses, 2, NULL) == -EINVAL);
  accesses[1].size = sizeof accesses[1];
  EXPECT(tessera_buffer_begin_access_all(buffer, TESSERA_WRITE, TESSERA_FOREVER, accesses, 2, NULL) == 0);
  EXPECT(accesses[0].bytes == 64 * 48 && accesses[1].bytes == 64 * 24 && accesses[1].stride == 64);
  EXPECT((char *)accesses[1].data == (char *)accesses[0].data + 64 * 48);
  memset(accesses[0].data, 16, (size_t)accesses[0].bytes);
  memset(accesses[1].data, 128, (size_t)accesses[1].bytes);
  EXPECT(tessera_buffer_end_access_all(buffer, TESSERA_WRITE, NULL) == 0);
  EXPECT(tessera_buffer_begin_access(buffer, 1, TESSERA_READ, 0, &one, NULL) == 0);
  EXPECT(((unsigned char *)one.data)[64 * 24 - 1] == 128);
  EXPECT(tessera_buffer_end_access(buffer, 1, TESSERA_READ, NULL) == 0);
  tessera_buffer_destroy(buffer);
  return NULL;
}

const char *client_buffer(void) {
  struct tessera_buffer *buffer, *other;
  struct tessera_image image;
  struct tessera_plane plane;
  struct tessera_access access, second;
  int copy, descriptor;

  EXPECT(client_make(&buffer) == 0);
  other = tessera_buffer_ref(buffer);
  EXPECT(other == buffer);
  tessera_buffer_destroy(other);

  image.size = sizeof image;
  plane.size = sizeof plane;
  access.size = sizeof access;
  second.size = sizeof second;
  EXPECT(tessera_buffer_image(buffer, &image) == 0 && image.plane_count == 1);
  EXPECT(tessera_buffer_plane(buffer, 0, &plane) == 0 && plane.stride == 256);
  EXPECT(tessera_buffer_plane(buffer, 1, &plane) == -EINVAL);
  EXPECT(tessera_buffer_bytes(buffer, 0) >= 256 * 48);
  EXPECT(tessera_buffer_bytes(buffer, 1) == 0);
  descriptor = tessera_buffer_descriptor(buffer, 0);
  EXPECT(descriptor >= 0);
  EXPECT(tessera_buffer_descriptor(buffer, 1) == -EINVAL);
  EXPECT(tessera_buffer_export(buffer, 0, &copy, NULL) == 0);
  EXPECT(copy != descriptor && (fcntl(copy, F_GETFD) & FD_CLOEXEC) != 0);

  EXPECT(tessera_buffer_begin_access(buffer, 0, TESSERA_WRITE, TESSERA_FOREVER, &access, NULL) == 0);
  EXPECT(access.data != NULL && access.stride == 256 && access.bytes >= 256 * 48);
  memset(access.data, 42, (size_t)access.bytes);
  EXPECT(tessera_buffer_begin_access(buffer, 0, TESSERA_READ, 0, &second, NULL) == 0);
  EXPECT(((unsigned char *)second.data)[17] == 42);
  EXPECT(tessera_buffer_end_access(buffer, 0, TESSERA_READ, NULL) == 0);
  EXPECT(tessera_buffer_end_access(buffer, 0, TESSERA_WRITE, NULL) == 0);
  EXPECT(tessera_buffer_begin_access(buffer, 0, 0, 0, &access, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access(buffer, 0, 4, 0, &access, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access(buffer, 9, TESSERA_READ, 0, &access, NULL) == -EINVAL);
  EXPECT(tessera_buffer_begin_access(buffer, 0, TESSERA_READ, -2, &access, NULL) == -EINVAL);

  /* The same memory, taken as if it came from elsewhere. */
  plane.size = sizeof plane;
  EXPECT(tessera_buffer_plane(buffer, 0, &plane) == 0);
  EXPECT(tessera_buffer_import(&image, &plane, &copy, &other, NULL) == 0);
  EXPECT(tessera_buffer_begin_access(other, 0, TESSERA_READ, 0, &access, NULL) == 0);
  EXPECT(((unsigned char *)access.data)[99] == 42);
  EXPECT(tessera_buffer_end_access(other, 0, TESSERA_READ, NULL) == 0);
  tessera_buffer_destroy(other);
  plane.offset = 1u << 20;
  EXPECT(tessera_buffer_import(&image, &plane, &copy, &other, NULL) < 0);
  plane.offset = UINT64_MAX;
  EXPECT(tessera_buffer_import(&image, &plane, &copy, &other, NULL) < 0);
  close(copy);
  tessera_buffer_destroy(buffer);
  return all_planes();
}

const char *client_transfer(void) {
  struct tessera_buffer *buffer, *received;
  struct tessera_image image;
  int sockets[2];

  EXPECT(client_make(&buffer) == 0);
  EXPECT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0);
  EXPECT(tessera_buffer_receive(sockets[1], 0, &received, NULL) == -ETIMEDOUT);
  EXPECT(tessera_buffer_send(buffer, sockets[0], TESSERA_FOREVER, NULL) == 0);
  EXPECT(tessera_buffer_receive(sockets[1], TESSERA_FOREVER, &received, NULL) == 0);
  image.size = sizeof image;
  EXPECT(tessera_buffer_image(received, &image) == 0 && image.fourcc == XR24);
  tessera_buffer_destroy(received);
  tessera_buffer_destroy(buffer);
  close(sockets[0]);
  EXPECT(tessera_buffer_receive(sockets[1], TESSERA_FOREVER, &received, NULL) == -EPIPE);
  close(sockets[1]);
  return NULL;
}

/* Puts the three numbers that `data` is. */
static int careless_allocate(void *data, const struct tessera_agreement *agreement, int *descriptors) {
  (void)agreement;
  memcpy(descriptors, data, 3 * sizeof *descriptors);
  return 0;
}

/* What a pipe's reader sees when nobody can write to it any more. */
static int is_hung_up(int reader) {
  struct pollfd entry = {reader, POLLIN, 0};
  return poll(&entry, 1, 0) == 1 && (entry.revents & POLLHUP) != 0;
}

/* An allocator that gives the wrong descriptors: all of them are closed, and each once. */
static const char *careless(void) {
  static const char three_planes[] =
      "{\"tessera\": \"problem\", \"version\": 1, \"extent\": {\"width\": 64, \"height\": 48}, \"allocators\": [],"
      " \"participants\": [{\"name\": \"writer\", \"offers\": [{\"label\": \"any\", \"constraints\": ["
      "{\"term\": \"formats\", \"rows\": [{\"formats\": [\"YU12\"], \"layouts\": [\"LINEAR\"]}],"
      " \"evidence\": {\"kind\": \"user\", \"source\": \"test\"}},"
      "{\"term\": \"topology\", \"topology\": [\"buffer per plane\"],"
      " \"evidence\": {\"kind\": \"user\", \"source\": \"test\"}}]}]}]}";
  struct tessera_production production;
  struct tessera_allocator_functions functions;
  struct tessera_allocator *allocator;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  int one[2], other[2], third[2], given[3];

  memset(&production, 0, sizeof production);
  production.size = sizeof production;
  memset(&functions, 0, sizeof functions);
  functions.size = sizeof functions;
  functions.allocate = careless_allocate;
  EXPECT(tessera_allocator_create("careless", &production, &functions, given, &allocator, NULL) == 0);
  EXPECT(tessera_problem_read(three_planes, strlen(three_planes), &problem, NULL) == 0);
  EXPECT(tessera_problem_add_allocator(problem, allocator, NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);

  EXPECT(pipe2(one, O_CLOEXEC) == 0 && pipe2(other, O_CLOEXEC) == 0 && pipe2(third, O_CLOEXEC) == 0);
  given[0] = one[1], given[1] = -1, given[2] = other[1];
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL) == -EPROTO);
  EXPECT(is_hung_up(one[0]) && is_hung_up(other[0]));
  given[0] = -1, given[1] = given[2] = third[1];
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL) == -EPROTO);
  EXPECT(is_hung_up(third[0]));
  close(one[0]), close(other[0]), close(third[0]);

  EXPECT(pipe2(one, O_CLOEXEC) == 0 && pipe2(other, O_CLOEXEC) == 0);
  given[0] = one[1], given[1] = given[2] = other[1];
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL) == -EPROTO);
  EXPECT(is_hung_up(one[0]) && is_hung_up(other[0]));
  close(one[0]), close(other[0]);

  tessera_agreement_destroy(agreement);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocator);
  return NULL;
}

const char *client_foreign_allocator(void) {
  struct own_allocator own = {0, 0, 0};
  struct tessera_production production;
  struct tessera_allocator_functions functions;
  struct tessera_allocator *allocator, *memory;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  struct tessera_error *error = NULL;

  memset(&production, 0, sizeof production);
  production.size = sizeof production;
  memset(&functions, 0, sizeof functions);
  functions.size = sizeof functions;
  EXPECT(tessera_allocator_create("own", &production, &functions, &own, &allocator, NULL) == -EINVAL);
  EXPECT(own.destroyed == 0);
  EXPECT(client_own_allocator(&own, "own", 0, &allocator) == 0);
  EXPECT(strcmp(tessera_allocator_name(allocator), "own") == 0);
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL) == 0);
  EXPECT(own.allocated == 1);
  tessera_buffer_destroy(buffer);

  own.failure = -EBUSY;
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, &error) == -EBUSY);
  EXPECT(tessera_error_number(error) == -EBUSY);
  tessera_error_destroy(error);
  own.failure = INT_MIN;
  EXPECT(tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL) == -INT_MAX);

  /* What was agreed with one allocator is not made by another. */
  EXPECT(tessera_memory_create(&memory, NULL) == 0);
  EXPECT(tessera_allocator_allocate(memory, agreement, NULL, &buffer, NULL) == -EINVAL);
  tessera_allocator_destroy(memory);
  tessera_agreement_destroy(agreement);
  EXPECT(own.destroyed == 0);
  tessera_allocator_destroy(allocator);
  EXPECT(own.destroyed == 1);
  return careless();
}

static const char *lend(unsigned kind) {
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_pool *pool;
  struct tessera_lease *first, *second, *third;
  struct tessera_pool_statistics statistics;

  EXPECT(tessera_memory_create(&allocator, NULL) == 0);
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_pool_create(allocator, agreement, "pool", 9, 0, &pool, NULL) == -EINVAL);
  EXPECT(tessera_pool_create(allocator, agreement, "pool", kind, 0, &pool, NULL) == 0);
  tessera_allocator_destroy(allocator);
  tessera_agreement_destroy(agreement);
  EXPECT(tessera_pool_acquire(pool, &first, NULL) == 0);
  EXPECT(tessera_pool_acquire(pool, &second, NULL) == 0);
  EXPECT(tessera_pool_acquire(pool, &third, NULL) == -EAGAIN);
  EXPECT(tessera_lease_index(first) != tessera_lease_index(second));
  EXPECT(tessera_lease_buffer(first) != tessera_lease_buffer(second));
  EXPECT(tessera_lease_age(first) == 0);
  EXPECT(tessera_lease_present(first) == (kind == TESSERA_POOL_SWAPCHAIN ? 0 : -ENOTSUP));
  statistics.size = sizeof statistics;
  EXPECT(tessera_pool_statistics(pool, &statistics) == 0);
  EXPECT(statistics.buffers == 2 && statistics.lent == 2 && statistics.most_lent == 2);
  EXPECT(statistics.acquired == 2 && statistics.grown == 0);
  tessera_lease_release(first, NULL);
  EXPECT(tessera_pool_acquire(pool, &first, NULL) == 0);
  EXPECT(tessera_lease_age(first) == (kind == TESSERA_POOL_SWAPCHAIN ? 1u : 0u));
  tessera_pool_destroy(pool);
  /* Leases outlive their pool. */
  EXPECT(tessera_buffer_bytes(tessera_lease_buffer(second), 0) > 0);
  tessera_lease_release(first, NULL);
  tessera_lease_release(second, NULL);
  return NULL;
}

const char *client_pool(void) { return lend(TESSERA_POOL_QUEUE); }
const char *client_swapchain(void) { return lend(TESSERA_POOL_SWAPCHAIN); }

/* Whether a child process would see none of this one's fences. */
static int sync_files_are_close_on_exec(void) {
  char path[32], target[32];
  int descriptor, found = 0;
  for (descriptor = 0; descriptor < 1024; ++descriptor) {
    ssize_t length;
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    length = readlink(path, target, sizeof target);
    if (length < 20 || strncmp(target, "anon_inode:sync_file", 20) != 0) continue;
    ++found;
    if ((fcntl(descriptor, F_GETFD) & FD_CLOEXEC) == 0) return 0;
  }
  return found > 0;
}

const char *client_fences(const char *heap) {
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  struct tessera_fence *fence, *other, *both;
  struct tessera_fence_status status;
  struct tessera_memory memory;
  int sync_file;

  if (heap == NULL) {
    /* Memory files have no devices, and so no fences. */
    EXPECT(client_make(&buffer) == 0);
    EXPECT(tessera_buffer_fence(buffer, TESSERA_WRITE, &fence, NULL) == -EINVAL);
    EXPECT(tessera_fence_create(tessera_buffer_descriptor(buffer, 0), &fence, NULL) == -EINVAL);
    EXPECT(tessera_fence_create(-1, &fence, NULL) == -EINVAL);
    tessera_buffer_destroy(buffer);
    return NULL;
  }
  EXPECT(tessera_heap_open(heap, &allocator, NULL) == 0);
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, "fences", &buffer, NULL) == 0);
  EXPECT(tessera_buffer_fence(buffer, TESSERA_WRITE, &fence, NULL) == 0);
  EXPECT(tessera_fence_wait(fence, 0, NULL) == 0);
  status.size = sizeof status - 1;
  EXPECT(tessera_fence_status(fence, &status, NULL) == -EINVAL);
  EXPECT(tessera_fence_status(fence, NULL, NULL) == -EINVAL);
  status.size = sizeof status;
  EXPECT(tessera_fence_status(fence, &status, NULL) == 0);
  EXPECT(status.is_signalled == 1 && status.failure == 0 && status.signalled_at >= -1);
  memory.size = sizeof memory;
  EXPECT(tessera_buffer_memory(buffer, 0, &memory, NULL) == 0);
  EXPECT(memory.kind == TESSERA_MEMORY_DMA_BUFFER && memory.bytes == tessera_buffer_bytes(buffer, 0));
  EXPECT(tessera_fence_export(fence, &sync_file, NULL) == 0);
  EXPECT(tessera_fence_create(sync_file, &other, NULL) == 0);
  EXPECT(sync_files_are_close_on_exec());
  EXPECT(tessera_fence_merge(fence, other, &both, NULL) == 0);
  EXPECT(tessera_fence_wait(both, TESSERA_FOREVER, NULL) == 0);
  EXPECT(tessera_buffer_attach_fence(buffer, TESSERA_READ, both, NULL) == 0);
  tessera_fence_destroy(fence);
  tessera_fence_destroy(other);
  tessera_fence_destroy(both);
  tessera_buffer_destroy(buffer);
  tessera_agreement_destroy(agreement);
  tessera_allocator_destroy(allocator);
  return NULL;
}

/* Each node is of one device, and whoever works together is there. */
static const char *hardware(const struct tessera_inventory *inventory) {
  struct tessera_hardware device, other;
  struct tessera_node node;
  struct tessera_relation relation;
  size_t index, place, all;

  device.size = other.size = sizeof device;
  node.size = sizeof node;
  relation.size = sizeof relation;
  for (index = 0; tessera_inventory_hardware(inventory, index, &device) == 0; ++index) {
    EXPECT(strlen(device.place) > 0 && device.bus != NULL && device.driver != NULL && device.node_count > 0);
    for (place = 0; place < device.node_count; ++place) {
      EXPECT(tessera_inventory_node(inventory, index, place, &node) == 0);
      EXPECT(strncmp(node.path, "/dev/", 5) == 0 && node.kind <= TESSERA_NODE_OTHER);
      EXPECT(node.graph == NULL || strncmp(node.graph, "/dev/media", 10) == 0);
    }
    EXPECT(tessera_inventory_node(inventory, index, place, &node) == -EINVAL);
    for (place = 0; place < device.relation_count; ++place) {
      EXPECT(tessera_inventory_relation(inventory, index, place, &relation) == 0);
      EXPECT(relation.kind <= TESSERA_RELATION_SHOWS_FOR_IT && strcmp(relation.place, device.place) != 0);
      for (all = 0; tessera_inventory_hardware(inventory, all, &other) == 0; ++all)
        if (strcmp(other.place, relation.place) == 0) break;
      EXPECT(all < tessera_inventory_hardware_count(inventory));
    }
    EXPECT(tessera_inventory_relation(inventory, index, place, &relation) == -EINVAL);
  }
  EXPECT(index == tessera_inventory_hardware_count(inventory));
  EXPECT(tessera_inventory_node(inventory, index, 0, &node) == -EINVAL);
  return NULL;
}

const char *client_devices(void) {
  struct tessera_inventory *inventory;
  struct tessera_allocator *allocator;
  struct tessera_error *error = NULL;
  struct tessera_card *card;
  struct tessera_camera *camera;
  struct tessera_video *video;
  struct tessera_timeline *timeline;
  struct tessera_renderer *renderer;
  struct tessera_allocator *none;
  struct tessera_allocator_facts facts;
  struct tessera_participant *participant;
  struct tessera_importer *importer;
  const char *complaint;
  size_t index, count;
  int other;

  EXPECT(tessera_inventory_find(&inventory, NULL) == 0);
  complaint = hardware(inventory);
  if (complaint != NULL) return complaint;
  count = tessera_inventory_allocator_count(inventory);
  for (index = 0; index < count; ++index) {
    EXPECT(tessera_inventory_allocator(inventory, index, &allocator) == 0);
    EXPECT(strlen(tessera_allocator_name(allocator)) > 0);
    tessera_allocator_destroy(allocator);
  }
  EXPECT(tessera_inventory_allocator(inventory, count, &allocator) == -EINVAL);
  count = tessera_inventory_card_count(inventory);
  for (index = 0; index < count; ++index) {
    EXPECT(tessera_inventory_card(inventory, index, &card) == 0);
    EXPECT(strncmp(tessera_card_path(card), "/dev/", 5) == 0);
    tessera_card_destroy(card);
  }
  EXPECT(tessera_inventory_card(inventory, count, &card) == -EINVAL);
  count = tessera_inventory_camera_count(inventory);
  for (index = 0; index < count; ++index) {
    EXPECT(tessera_inventory_camera(inventory, index, &camera) == 0);
    EXPECT(strncmp(tessera_camera_path(camera), "/dev/", 5) == 0);
    tessera_camera_destroy(camera);
  }
  EXPECT(tessera_inventory_camera(inventory, (size_t)-1, &camera) == -EINVAL);
  count = tessera_inventory_video_count(inventory);
  for (index = 0; index < count; ++index) {
    /* One without queues has images by other means. */
    const int result = tessera_inventory_video(inventory, index, &video, NULL);
    EXPECT(result == 0 || result == -ENOTSUP);
    if (result < 0) continue;
    EXPECT(strncmp(tessera_video_path(video), "/dev/video", 10) == 0);
    tessera_video_destroy(video);
  }
  EXPECT(tessera_inventory_video(inventory, count, &video, &error) == -EINVAL);
  tessera_error_destroy(error);
  error = NULL;
  EXPECT(tessera_inventory_renderer_count(inventory) == 0);
  EXPECT(tessera_inventory_renderer(inventory, 0, &renderer) == -EINVAL);
  EXPECT(tessera_inventory_problem(inventory, 1u << 20) == NULL);
  count = tessera_inventory_allocator_count(inventory);
  tessera_inventory_destroy(inventory);
  EXPECT(tessera_inventory_find_with(4, NULL, &inventory, NULL) == -EINVAL);
  EXPECT(tessera_inventory_find_with(0, NULL, &inventory, NULL) == 0);
  EXPECT(tessera_inventory_allocator_count(inventory) == count);
  tessera_inventory_destroy(inventory);

  EXPECT(tessera_heap_open("/dev/dma_heap/none", &allocator, &error) == -ENOENT);
  EXPECT(strcmp(tessera_error_path(error), "/dev/dma_heap/none") == 0);
  EXPECT(tessera_error_hint(error) != NULL);
  tessera_error_destroy(error);
  EXPECT(tessera_card_open("/dev/dri/none", &card, NULL) == -ENOENT);
  EXPECT(tessera_camera_open("/dev/none", &camera, NULL) == -ENOENT);
  EXPECT(tessera_udmabuf_open("/dev/none", &allocator, NULL) == -ENOENT);
  EXPECT(tessera_card_reopen(-1, &card, NULL) == -EBADF);
  EXPECT(tessera_camera_reopen(-1, &camera, NULL) == -EBADF);
  EXPECT(tessera_video_open("/dev/none", &video, NULL) == -ENOENT);
  EXPECT(tessera_video_reopen(-1, &video, NULL) == -EBADF);
  /* A device that is no camera is not opened to find that out. */
  other = open("/dev/null", O_RDWR | O_CLOEXEC);
  EXPECT(other >= 0);
  EXPECT(tessera_camera_reopen(other, &camera, NULL) == -ENOTTY);
  EXPECT(tessera_video_reopen(other, &video, &error) == -ENOTTY);
  EXPECT(strcmp(tessera_error_path(error), "/dev/null") == 0);
  tessera_error_destroy(error);
  close(other);
  EXPECT(tessera_timeline_create_at("/dev/dri/none", &timeline, NULL) == -ENOENT);
  EXPECT(tessera_timeline_import_at("/dev/dri/none", 0, &timeline, NULL) == -ENOENT);
  EXPECT(tessera_gbm_open_for("/dev/dri/none", 8, NULL, 0, &allocator, NULL) == -EINVAL);
  EXPECT(tessera_gbm_open_for("/dev/dri/none", TESSERA_USE_SCANOUT, NULL, 1, &allocator, NULL) == -EINVAL);
  EXPECT(tessera_gbm_open_for("/dev/dri/none", TESSERA_USE_SCANOUT, &linear, 1, &allocator, NULL) < 0);
  EXPECT(tessera_vulkan_open_for("/dev/dri/none", 0, &allocator, &error) == -EINVAL);
  EXPECT(strcmp(tessera_error_code(error), "invalid argument") == 0);
  tessera_error_destroy(error);
  EXPECT(tessera_vulkan_open_for("/dev/dri/none", 8, &allocator, NULL) == -EINVAL);
  EXPECT(tessera_vulkan_open_for("/dev/dri/none", TESSERA_VULKAN_USE_SAMPLED | 1u << 31, &allocator, NULL) == -EINVAL);
  EXPECT(tessera_vulkan_open_for(NULL, TESSERA_VULKAN_USE_SAMPLED, &allocator, NULL) == -EINVAL);
  EXPECT(tessera_vulkan_open_for("/dev/dri/none", TESSERA_VULKAN_USE_SAMPLED, NULL, NULL) == -EINVAL);
  EXPECT(tessera_renderer_open("/dev/dri/none", &renderer, NULL) < 0);

  /* Memory files are nobody's GPU. */
  EXPECT(tessera_memory_create(&allocator, NULL) == 0);
  EXPECT(tessera_allocator_device(allocator) == NULL);
  facts.size = sizeof facts - 1;
  EXPECT(tessera_allocator_facts(allocator, &facts) == -EINVAL);
  facts.size = sizeof facts;
  EXPECT(tessera_allocator_facts(allocator, &facts) == 0);
  EXPECT(facts.is_exportable == 0 && facts.is_contiguous == 0 && facts.is_protected == 0 && facts.address_bits == 64);
  EXPECT(tessera_allocator_other_count(allocator) == 0);
  EXPECT(tessera_allocator_other(allocator, 0, &none) == -EINVAL);
  EXPECT(tessera_allocator_participant(allocator, "GPU", &participant, NULL) == -ENOTSUP);
  EXPECT(tessera_allocator_importer(allocator, "GPU", &importer, NULL) == -ENOTSUP);
  tessera_allocator_destroy(allocator);
  return NULL;
}
