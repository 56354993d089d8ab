#include "interface.h"

#include <dlfcn.h>
#include <errno.h>

#include "../../../Headers/tessera.h"

#define CALLS(CALL) \
  CALL(tessera_problem_read) \
  CALL(tessera_negotiation_create) \
  CALL(tessera_negotiation_next) \
  CALL(tessera_negotiation_destroy) \
  CALL(tessera_agreement_destroy) \
  CALL(tessera_heap_open) \
  CALL(tessera_memory_create) \
  CALL(tessera_allocator_allocate) \
  CALL(tessera_buffer_destroy)

#define DECLARE(name) __typeof__(&name) name;
static struct {
  CALLS(DECLARE)
} library;

const char *peer_interface_open(const char *path) {
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return dlerror();
#define FIND(name) \
  if ((library.name = (__typeof__(&name))dlsym(handle, #name)) == NULL) return dlerror();
  CALLS(FIND)
  return NULL;
}

void *peer_interface_problem(const char *json, size_t length) {
  struct tessera_problem *problem = NULL;
  library.tessera_problem_read(json, length, &problem, NULL);
  return problem;
}

void *peer_interface_agree(const void *problem) {
  struct tessera_negotiation *negotiation = NULL;
  struct tessera_agreement *agreement = NULL;
  if (library.tessera_negotiation_create(problem, &negotiation, NULL) < 0) return NULL;
  library.tessera_negotiation_next(negotiation, &agreement, NULL, NULL);
  library.tessera_negotiation_destroy(negotiation);
  return agreement;
}

int peer_interface_solve(const void *problem) {
  struct tessera_agreement *agreement = peer_interface_agree(problem);
  if (agreement == NULL) return -ENOENT;
  library.tessera_agreement_destroy(agreement);
  return 0;
}

void *peer_interface_allocator(const char *heap) {
  struct tessera_allocator *allocator = NULL;
  if (heap == NULL)
    library.tessera_memory_create(&allocator, NULL);
  else
    library.tessera_heap_open(heap, &allocator, NULL);
  return allocator;
}

int peer_interface_allocate(const void *allocator, const void *agreement) {
  struct tessera_buffer *buffer = NULL;
  int status = library.tessera_allocator_allocate(allocator, agreement, NULL, &buffer, NULL);
  if (status == 0) library.tessera_buffer_destroy(buffer);
  return status;
}
