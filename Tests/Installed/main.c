/*
 * Every part of the C client against the installed library, with a count of descriptors. Arguments: what devices there are,
 * such as heap=/dev/dma_heap/system; the parts that need others are left out.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

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
      {"formats", client_formats},
      {"an agreement", client_agreement},
      {"a conflict", client_conflict},
      {"documents", client_documents},
      {"a buffer", client_buffer},
      {"a buffer over a socket", client_transfer},
      {"an allocator of one's own", client_foreign_allocator},
      {"an importer of one's own", client_importers},
      {"a verification", client_verification},
      {"a pool", client_pool},
      {"a swapchain", client_swapchain},
      {"a pool that grows", client_pool_that_grows},
      {"devices", client_devices},
      {"quirks", client_quirks},
      {"a recording", client_recording},
      {"a recording read", client_recording_read},
      {"recordings joined", client_recordings_joined},
      {"a prepared problem", client_prepared},
      {"a survey", client_survey},
      {"experience", client_experience},
      {"facts of a buffer", client_buffer_facts},
      {"a watch", client_watch},
      {"feedback", client_feedback},
  };
  static const struct {
    const char *kind;
    const char *name;
    const char *(*run)(const char *path);
  } device_parts[] = {
      {"heap", "fences", client_fences},          {"card", "a card", client_card},
      {"camera", "a camera", client_camera},      {"converter", "a converter", client_converter},
      {"timelines", "timelines", client_timelines}, {"gpu", "a GPU", client_gpu},
      {"vulkan", "Vulkan", client_vulkan},        {"recording", "what was recorded", client_recorded},
      {"renderers", "what was recorded of renderers", client_recorded_renderers},
      {"hotplug", "devices that come and go", client_hotplug},
      {"feedback", "feedback of a card", client_feedback_of_card},
      {"displays", "the displays of a card", client_displays},
      {"live", "live buffers of a heap", client_live_buffers},
      {"udmabuf", "memory files of udmabuf", client_memory_files},
  };
  int before = 0, after, failures = 0, round, argument;
  size_t index, length;

  /* What is made once and kept is made in the first round. */
  for (round = 0; round < 2; ++round) {
    before = open_descriptors();
    for (index = 0; index < sizeof parts / sizeof *parts; ++index)
      failures += failed(parts[index].name, parts[index].run());
    failures += failed("memory without fences", client_fences(NULL));
    failures += failed("live buffers", client_live_buffers(NULL));
    failures += failed("memory files", client_memory_files(NULL));
    for (argument = 1; argument < count; ++argument) {
      for (index = 0; index < sizeof device_parts / sizeof *device_parts; ++index) {
        length = strlen(device_parts[index].kind);
        if (strncmp(arguments[argument], device_parts[index].kind, length) != 0) continue;
        if (arguments[argument][length] == '=') break;
      }
      if (index == sizeof device_parts / sizeof *device_parts) failures += failed(arguments[argument], "no such part");
      else failures += failed(device_parts[index].name, device_parts[index].run(arguments[argument] + length + 1));
    }
  }
  after = open_descriptors();
  printf("%s descriptors: %d before, %d after\n", before == after ? "ok    " : "FAILED", before, after);
  return failures != 0 || before != after;
}
