/* Every part of the C client against the installed library, with a count of descriptors. Argument: a DMA heap, if any. */
#include <dirent.h>
#include <stdio.h>

#include "client.h"

static int open_descriptors(void) {
  DIR *folder = opendir("/proc/self/fd");
  int count = 0;
  if (folder == NULL) return -1;
  while (readdir(folder) != NULL) ++count;
  closedir(folder);
  return count;
}

static int failed(const char *name, const char *complaint) {
  printf("%s %s%s%s\n", complaint == NULL ? "ok    " : "FAILED", name, complaint == NULL ? "" : ": ",
      complaint == NULL ? "" : complaint);
  return complaint != NULL;
}

int main(int count, char **arguments) {
  static const struct {
    const char *name;
    const char *(*run)(void);
  } parts[] = {
      {"every function takes NULL", client_calls_with_null},
      {"older and newer callers", client_struct_sizes},
      {"an agreement", client_agreement},
      {"a conflict", client_conflict},
      {"documents", client_documents},
      {"a buffer", client_buffer},
      {"a buffer over a socket", client_transfer},
      {"an allocator of one's own", client_foreign_allocator},
      {"a pool", client_pool},
      {"a swapchain", client_swapchain},
      {"devices", client_devices},
  };
  const char *heap = count > 1 ? arguments[1] : NULL;
  int before = 0, after, failures = 0, round;
  size_t index;

  /* What is made once and kept is made in the first round. */
  for (round = 0; round < 2; ++round) {
    before = open_descriptors();
    for (index = 0; index < sizeof parts / sizeof *parts; ++index)
      failures += failed(parts[index].name, parts[index].run());
    failures += failed(heap == NULL ? "memory without fences" : "fences", client_fences(heap));
  }
  after = open_descriptors();
  printf("%s descriptors: %d before, %d after\n", before == after ? "ok    " : "FAILED", before, after);
  return failures != 0 || before != after;
}
