#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

struct own_importer {
  /* What was called how often. */
  int taken, proved, released, destroyed;
  /* Refuses what this allocator made; NULL for nothing. */
  const char *refused;
  /* What follows from that. */
  uint32_t lesson;
  /* How far it tries. */
  uint32_t reached;
  /* Changes this while it is being verified; NULL for nothing. */
  struct tessera_negotiation *negotiation;
  int answer;
  size_t count;
};

static int own_take(
    void *data, struct tessera_buffer *const *buffers, size_t count, const struct tessera_agreement *agreement,
    uint32_t *lesson, const char **reason) {
  struct own_importer *own = (struct own_importer *)data;
  struct tessera_image image;
  size_t index;
  struct tessera_agreement *next;

  ++own->taken;
  own->count = count;
  image.size = sizeof image;
  for (index = 0; index < count; ++index)
    if (tessera_buffer_image(buffers[index], &image) < 0 || image.fourcc != XR24) return -EPROTO;
  if (*lesson != TESSERA_LESSON_FORMAT || *reason != NULL) return -EPROTO;
  if (own->negotiation != NULL) own->answer = tessera_negotiation_next(own->negotiation, &next, NULL, NULL);
  if (own->refused == NULL || strcmp(own->refused, tessera_agreement_allocator(agreement)) != 0) return 0;
  *lesson = own->lesson;
  *reason = "a test wants it so";
  return -EIO;
}

static int own_prove(void *data, uint32_t level, uint32_t *reached, uint32_t *lesson, const char **reason) {
  struct own_importer *own = (struct own_importer *)data;
  (void)lesson;
  ++own->proved;
  if (level <= TESSERA_PROOF_IMPORT || *reached != TESSERA_PROOF_IMPORT) return -EPROTO;
  *reached = own->reached;
  *reason = own->reached < level ? "there is no screen" : "showed them";
  return 0;
}

static void own_release(void *data) { ++((struct own_importer *)data)->released; }
static void own_destroy(void *data) { ++((struct own_importer *)data)->destroyed; }

static int own_importer_create(struct own_importer *own, const char *name, struct tessera_importer **importer) {
  struct tessera_importer_functions functions;
  memset(&functions, 0, sizeof functions);
  functions.size = sizeof functions;
  functions.take = own_take;
  functions.prove = own_prove;
  functions.release = own_release;
  functions.destroy = own_destroy;
  return tessera_importer_create(name, &functions, own, importer, NULL);
}

const char *client_importers(void) {
  struct own_importer own;
  struct tessera_importer_functions functions;
  struct tessera_importer *importer, *cpu;
  struct tessera_buffer *buffer, *other, *pair[2];
  struct tessera_allocator *memory;
  struct tessera_agreement *agreement;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_error *error = NULL;
  uint32_t lesson = 77;

  memset(&own, 0, sizeof own);
  memset(&functions, 0, sizeof functions);
  EXPECT(tessera_importer_create("own", &functions, &own, &importer, NULL) == -EINVAL);
  functions.size = sizeof functions;
  EXPECT(tessera_importer_create("own", &functions, &own, &importer, NULL) == -EINVAL);
  functions.take = own_take;
  functions.destroy = own_destroy;
  EXPECT(tessera_importer_create("", &functions, &own, &importer, NULL) == -EINVAL);
  EXPECT(own.destroyed == 0);
  /* Without what may be missing. */
  EXPECT(tessera_importer_create("own", &functions, &own, &importer, NULL) == 0);
  EXPECT(tessera_importer_release(importer) == 0);
  tessera_importer_destroy(importer);
  EXPECT(own.destroyed == 1);

  EXPECT(client_make(&buffer) == 0 && client_make(&other) == 0);
  pair[0] = buffer;
  pair[1] = other;
  EXPECT(own_importer_create(&own, "own", &importer) == 0);
  EXPECT(tessera_importer_take(importer, pair, 2, NULL, NULL, NULL) == 0);
  EXPECT(own.taken == 1 && own.count == 2);
  EXPECT(tessera_importer_release(importer) == 0);
  EXPECT(own.released == 1);
  EXPECT(tessera_importer_take(importer, NULL, 0, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_importer_take(importer, NULL, 2, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_importer_take(importer, pair, (size_t)-1, NULL, NULL, NULL) == -EINVAL);
  pair[1] = NULL;
  EXPECT(tessera_importer_take(importer, pair, 2, NULL, NULL, NULL) == -EINVAL);

  /* An agreement that is about other buffers. */
  EXPECT(tessera_memory_create(&memory, NULL) == 0);
  EXPECT(tessera_problem_create(640, 480, &problem, NULL) == 0);
  {
    struct tessera_participant *reader;
    struct tessera_terms terms = client_demands();
    terms.buffers = 1;
    EXPECT(tessera_participant_create("reader", NULL, &reader, NULL) == 0);
    EXPECT(tessera_participant_add_offer(reader, "any", &terms, NULL) == 0);
    EXPECT(tessera_problem_add_participant(problem, reader, NULL) == 0);
    tessera_participant_destroy(reader);
  }
  EXPECT(tessera_problem_add_allocator(problem, memory, NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == 0);
  EXPECT(tessera_importer_take(importer, pair, 1, agreement, NULL, NULL) == -EINVAL);
  EXPECT(own.taken == 1);
  tessera_agreement_destroy(agreement);
  tessera_negotiation_destroy(negotiation);
  tessera_problem_destroy(problem);

  /* A refusal says why, and what follows from it. */
  own.refused = tessera_allocator_name(memory);
  own.lesson = TESSERA_LESSON_CONTIGUOUS;
  EXPECT(tessera_importer_take(importer, pair, 1, NULL, &lesson, &error) == -ENOTSUP);
  EXPECT(lesson == TESSERA_LESSON_CONTIGUOUS);
  EXPECT(strcmp(tessera_error_code(error), "refused") == 0);
  EXPECT(strstr(tessera_error_message(error), "a test wants it so") != NULL);
  tessera_error_destroy(error);
  /* A lesson that nobody knows teaches the least. */
  own.lesson = 77;
  EXPECT(tessera_importer_take(importer, pair, 1, NULL, &lesson, NULL) == -ENOTSUP);
  EXPECT(lesson == TESSERA_LESSON_FORMAT);
  tessera_importer_destroy(importer);
  EXPECT(own.destroyed == 2);
  tessera_allocator_destroy(memory);

  /* The CPU takes a buffer by mapping it, and keeps it. */
  EXPECT(tessera_cpu_importer("reader", &cpu, NULL) == 0);
  EXPECT(tessera_importer_take(cpu, pair, 1, NULL, NULL, NULL) == 0);
  tessera_buffer_destroy(buffer);
  tessera_buffer_destroy(other);
  EXPECT(tessera_importer_release(cpu) == 0);
  tessera_importer_destroy(cpu);
  return NULL;
}

/* What was told how often, by topic. */
struct told {
  int topics[4];
};

static void tell(void *data, uint32_t topic, const char *sentence) {
  struct told *told = (struct told *)data;
  if (topic < 4 && sentence != NULL && sentence[0] != 0) ++told->topics[topic];
}

/* The problem of one CPU, with a display of the program's own. */
static int shared_problem(const struct tessera_allocator *allocator, struct tessera_problem **problem) {
  struct tessera_participant *display;
  struct tessera_terms terms = client_demands();
  int result = client_problem(allocator, problem);
  if (result < 0) return result;
  result = tessera_participant_create("display", "card0", &display, NULL);
  if (result == 0) {
    result = tessera_participant_add_offer(display, "plane", &terms, NULL);
    if (result == 0) result = tessera_problem_add_participant(*problem, display, NULL);
    tessera_participant_destroy(display);
  }
  if (result < 0) tessera_problem_destroy(*problem);
  return result;
}

/* Somebody who joins, whose rows are a multiple of so many bytes. */
static int joiner(const char *name, uint64_t stride_multiple, struct tessera_participant **participant) {
  struct tessera_terms terms = client_demands();
  int result = tessera_participant_create(name, NULL, participant, NULL);
  if (result < 0) return result;
  terms.stride_multiple = stride_multiple;
  terms.buffers = 1;
  result = tessera_participant_add_offer(*participant, "any", &terms, NULL);
  if (result < 0) tessera_participant_destroy(*participant);
  return result;
}

/* Who joins when the buffers of a verification, of two images with rows of 256 bytes, are in use. */
static const char *client_admission(
    struct tessera_negotiation *negotiation, const struct tessera_verification *in_use) {
  struct tessera_participant *participant;
  struct tessera_agreement *agreement = NULL;
  struct tessera_conflict *conflict = NULL;
  struct tessera_admission admission;
  struct tessera_importer *cpu;
  struct tessera_plane plane;

  admission.size = sizeof admission;
  plane.size = sizeof plane;
  EXPECT(joiner("encoder", 64, &participant) == 0);
  EXPECT(tessera_negotiation_admit(negotiation, NULL, NULL, in_use, &admission, &agreement, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, NULL, &admission, &agreement, NULL, NULL) ==
      -EINVAL);
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, in_use, NULL, &agreement, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, in_use, &admission, NULL, NULL, NULL) == -EINVAL);
  admission.size = 4;
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, in_use, &admission, &agreement, NULL, NULL) ==
      -EINVAL);

  /* It takes the buffers that there are, and wants one more beside them. */
  admission.size = sizeof admission;
  EXPECT(tessera_cpu_importer("another", &cpu, NULL) == 0);
  EXPECT(tessera_negotiation_admit(negotiation, participant, cpu, in_use, &admission, &agreement, NULL, NULL) ==
      -EINVAL);
  tessera_importer_destroy(cpu);
  EXPECT(tessera_cpu_importer("encoder", &cpu, NULL) == 0);
  EXPECT(tessera_negotiation_admit(negotiation, participant, cpu, in_use, &admission, &agreement, NULL, NULL) == 0);
  EXPECT(admission.is_move == 0 && admission.buffer_count == 1 && admission.bytes >= 256 * 48);
  EXPECT(tessera_agreement_plane(agreement, 0, &plane) == 0 && plane.stride == 256);
  tessera_agreement_destroy(agreement);
  tessera_importer_destroy(cpu);
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, in_use, &admission, &agreement, NULL, NULL) ==
      -EEXIST);
  tessera_participant_destroy(participant);

  /* Its rows are longer: everything must be made anew. */
  EXPECT(joiner("printer", 512, &participant) == 0);
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, in_use, &admission, &agreement, NULL, NULL) == 0);
  EXPECT(admission.is_move == 1 && admission.buffer_count == 4 && admission.bytes >= 4 * 512 * 48);
  EXPECT(tessera_agreement_plane(agreement, 0, &plane) == 0 && plane.stride == 512);
  tessera_agreement_destroy(agreement);
  tessera_participant_destroy(participant);

  /* Nothing suits it. */
  EXPECT(tessera_participant_create("nobody", NULL, &participant, NULL) == 0);
  agreement = NULL;
  EXPECT(tessera_negotiation_admit(negotiation, participant, NULL, in_use, &admission, &agreement, &conflict, NULL) ==
      -ENOENT);
  EXPECT(agreement == NULL && conflict != NULL);
  tessera_conflict_destroy(conflict);
  tessera_participant_destroy(participant);
  return NULL;
}

const char *client_verification(void) {
  struct own_allocator made = {0, 0, 0}, later = {0, 0, 0};
  struct own_importer own;
  struct told told;
  struct tessera_allocator *allocators[2];
  struct tessera_importer *importers[2], *stranger;
  struct tessera_problem *problem;
  struct tessera_negotiation *negotiation;
  struct tessera_verification *verification = NULL;
  struct tessera_conflict *conflict = NULL;
  struct tessera_error *error = NULL;
  struct tessera_agreement *agreement;
  struct tessera_proof proof;
  struct tessera_buffer *buffer;
  struct tessera_pool *pool;
  struct tessera_lease *lease;
  char *text;

  memset(&own, 0, sizeof own);
  memset(&told, 0, sizeof told);
  EXPECT(client_own_allocator(&made, "own", 0, &allocators[0]) == 0);
  EXPECT(client_own_allocator(&later, "later", 1, &allocators[1]) == 0);
  EXPECT(shared_problem(allocators[0], &problem) == 0);
  EXPECT(tessera_problem_add_allocator(problem, allocators[1], NULL) == 0);
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_set_log(negotiation, tell, &told) == 0);
  EXPECT(own_importer_create(&own, "display", &importers[0]) == 0);
  EXPECT(tessera_cpu_importer("writer", &importers[1], NULL) == 0);

  /* What makes no sense changes nothing. */
  EXPECT(tessera_negotiation_verify(negotiation, 4, allocators, 2, importers, 2, NULL, &verification, NULL, NULL) ==
      -EINVAL);
  EXPECT(tessera_negotiation_verify(negotiation, 1, NULL, 2, importers, 2, NULL, &verification, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_verify(negotiation, 1, allocators, 2, NULL, 2, NULL, &verification, NULL, NULL) == -EINVAL);
  EXPECT(tessera_negotiation_verify(negotiation, 1, allocators, 2, importers, 2, NULL, NULL, NULL, NULL) == -EINVAL);
  EXPECT(tessera_cpu_importer("stranger", &stranger, NULL) == 0);
  EXPECT(tessera_negotiation_verify(negotiation, 1, allocators, 2, &stranger, 1, NULL, &verification, NULL, NULL) ==
      -ENOENT);
  tessera_importer_destroy(stranger);
  EXPECT(verification == NULL && told.topics[TESSERA_TOPIC_AGREEMENT] == 0);

  /* The display refuses what one allocator makes, so another's buffers are tried. */
  own.refused = "own";
  own.lesson = TESSERA_LESSON_ALLOCATOR;
  own.reached = TESSERA_PROOF_TEST;
  own.negotiation = negotiation;
  EXPECT(tessera_negotiation_verify(
      negotiation, TESSERA_PROOF_PATTERN, allocators, 2, importers, 2, "client", &verification, &conflict, &error) == 0);
  EXPECT(conflict == NULL && error == NULL);
  EXPECT(own.answer == -EBUSY);
  EXPECT(made.allocated == 2 && later.allocated == 2 && own.taken == 2 && own.count == 2 && own.proved == 1);
  EXPECT(told.topics[TESSERA_TOPIC_AGREEMENT] == 2 && told.topics[TESSERA_TOPIC_REFUSAL] == 1);
  EXPECT(told.topics[TESSERA_TOPIC_PROOF] == 2 && told.topics[TESSERA_TOPIC_FAILURE] == 0);
  EXPECT(strcmp(tessera_agreement_allocator(tessera_verification_agreement(verification)), "later") == 0);
  EXPECT(tessera_verification_level(verification) == TESSERA_PROOF_TEST);
  EXPECT(tessera_verification_buffer_count(verification) == 2);
  EXPECT(tessera_verification_buffer(verification, 2) == NULL);
  EXPECT(tessera_verification_buffer(verification, (size_t)-1) == NULL);
  EXPECT(tessera_verification_proof_count(verification) == 2);
  proof.size = 4;
  EXPECT(tessera_verification_proof(verification, 0, &proof) == -EINVAL);
  proof.size = sizeof proof;
  EXPECT(tessera_verification_proof(verification, 2, &proof) == -EINVAL);
  EXPECT(tessera_verification_proof(verification, 0, &proof) == 0);
  EXPECT(strcmp(proof.participant, "writer") == 0 && proof.level == TESSERA_PROOF_PATTERN);
  EXPECT(strlen(proof.deed) > 0 && proof.limit == NULL);
  EXPECT(tessera_verification_proof(verification, 1, &proof) == 0);
  EXPECT(strcmp(proof.participant, "display") == 0 && proof.level == TESSERA_PROOF_TEST);
  EXPECT(strcmp(proof.limit, "there is no screen") == 0);

  /* The refusal is learned for good; why this is the agreement can still be asked. */
  text = tessera_negotiation_explain(negotiation, tessera_verification_agreement(verification));
  EXPECT(text != NULL && strstr(text, "memory") != NULL);
  free(text);
  EXPECT(tessera_negotiation_next(negotiation, &agreement, NULL, NULL) == -ENOENT);

  /* Its buffers live on in a pool, under the same numbers. */
  buffer = tessera_verification_buffer(verification, 0);
  {
    struct tessera_buffer *buffers[2];
    buffers[0] = buffer;
    buffers[1] = tessera_verification_buffer(verification, 1);
    EXPECT(tessera_pool_create_of(buffers, 2, 9, &pool, NULL) == -EINVAL);
    EXPECT(tessera_pool_create_of(buffers, 0, TESSERA_POOL_QUEUE, &pool, NULL) == -EINVAL);
    EXPECT(tessera_pool_create_of(buffers, 2, TESSERA_POOL_QUEUE, &pool, NULL) == 0);
  }
  tessera_verification_destroy(verification);
  EXPECT(tessera_importer_release(importers[1]) == 0);
  EXPECT(tessera_pool_acquire(pool, &lease, NULL) == 0);
  EXPECT(tessera_lease_index(lease) == 0 && tessera_lease_buffer(lease) == buffer);
  tessera_lease_release(lease, NULL);
  tessera_pool_destroy(pool);
  tessera_negotiation_destroy(negotiation);

  /* Without importers nobody is tried, and with an allocator that is not handed in nothing is made. */
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_verify(
      negotiation, TESSERA_PROOF_PATTERN, &allocators[1], 1, NULL, 0, NULL, &verification, NULL, NULL) == 0);
  EXPECT(tessera_verification_level(verification) == TESSERA_PROOF_NONE);
  text = (char *)client_admission(negotiation, verification);
  if (text != NULL) return text;
  EXPECT(tessera_verification_proof(verification, 1, &proof) == 0);
  EXPECT(proof.level == TESSERA_PROOF_NONE && proof.deed[0] == 0 && proof.limit != NULL);
  tessera_verification_destroy(verification);
  tessera_negotiation_destroy(negotiation);

  /* Whoever takes nothing leaves nothing. */
  memset(&told, 0, sizeof told);
  own.negotiation = NULL;
  own.lesson = TESSERA_LESSON_UNAVAILABLE;
  made.failure = -ENOMEM;
  own.refused = "later";
  EXPECT(tessera_negotiation_create(problem, &negotiation, NULL) == 0);
  EXPECT(tessera_negotiation_set_log(negotiation, tell, &told) == 0);
  EXPECT(tessera_negotiation_verify(
      negotiation, TESSERA_PROOF_IMPORT, allocators, 2, importers, 2, NULL, &verification, &conflict, &error) == -ENOENT);
  EXPECT(told.topics[TESSERA_TOPIC_FAILURE] == 1 && told.topics[TESSERA_TOPIC_REFUSAL] == 1);
  EXPECT(conflict != NULL && tessera_conflict_count(conflict) >= 1);
  EXPECT(strstr(tessera_error_message(error), "a test wants it so") != NULL);
  tessera_conflict_destroy(conflict);
  tessera_error_destroy(error);
  tessera_negotiation_destroy(negotiation);

  tessera_importer_destroy(importers[0]);
  tessera_importer_destroy(importers[1]);
  EXPECT(own.destroyed == 1);
  tessera_problem_destroy(problem);
  tessera_allocator_destroy(allocators[0]);
  tessera_allocator_destroy(allocators[1]);
  return NULL;
}
