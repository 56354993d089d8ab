#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

/* Whatever is alive here is told without a hole. */
static const char *look_around(int32_t process) {
  struct tessera_live_buffers *buffers;
  struct tessera_live_buffer buffer;
  struct tessera_holder holder;
  size_t index, place;

  EXPECT(tessera_live_buffers_find(process, &buffers, NULL) == 0);
  buffer.size = sizeof buffer;
  holder.size = sizeof holder;
  for (index = 0; index < tessera_live_buffers_count(buffers); ++index) {
    EXPECT(tessera_live_buffers_buffer(buffers, index, &buffer) == 0);
    EXPECT(buffer.inode != 0 && buffer.exporter != NULL && buffer.age >= -1 && buffer.references >= -1);
    for (place = 0; place < buffer.holder_count; ++place) {
      EXPECT(tessera_live_buffers_holder(buffers, index, place, &holder) == 0);
      EXPECT(holder.process > 0 && holder.command != NULL);
      EXPECT(holder.descriptor_count + holder.mapping_count > 0);
    }
    EXPECT(tessera_live_buffers_holder(buffers, index, place, &holder) == -EINVAL);
    for (place = 0; place < buffer.device_count; ++place)
      EXPECT(tessera_live_buffers_device(buffers, index, place) != NULL);
    EXPECT(tessera_live_buffers_device(buffers, index, place) == NULL);
  }
  EXPECT(tessera_live_buffers_buffer(buffers, index, &buffer) == -EINVAL);
  EXPECT(tessera_live_buffers_holder(buffers, index, 0, &holder) == -EINVAL);
  EXPECT(tessera_live_buffers_device(buffers, index, 0) == NULL);
  for (index = 0; tessera_live_buffers_problem(buffers, index) != NULL; ++index)
    EXPECT(strstr(tessera_live_buffers_problem(buffers, index), " may not be read (") != NULL);
  /* One process that may be read hides nothing. */
  EXPECT(process == 0 || index == 0);
  tessera_live_buffers_destroy(buffers);
  return NULL;
}

/* A buffer of this process, with who holds it. */
static const char *find_own(const struct tessera_buffer *own) {
  struct tessera_live_buffers *buffers;
  struct tessera_live_buffer buffer;
  struct tessera_holder holder;
  struct stat status;
  size_t index, place, found = 0;
  const int descriptor = tessera_buffer_descriptor(own, 0);

  EXPECT(fstat(descriptor, &status) == 0);
  EXPECT(tessera_live_buffers_find((int32_t)getpid(), &buffers, NULL) == 0);
  buffer.size = sizeof buffer - 1;
  EXPECT(tessera_live_buffers_buffer(buffers, 0, &buffer) == -EINVAL);
  buffer.size = sizeof buffer;
  holder.size = sizeof holder;
  for (index = 0; tessera_live_buffers_buffer(buffers, index, &buffer) == 0; ++index) {
    if (buffer.inode != status.st_ino) continue;
    EXPECT(buffer.bytes == tessera_buffer_bytes(own, 0) && buffer.name != NULL && strcmp(buffer.name, "live") == 0);
    EXPECT(strlen(buffer.exporter) > 0 && buffer.age >= 0 && buffer.references > 0 && buffer.holder_count == 1);
    EXPECT(tessera_live_buffers_holder(buffers, index, 0, &holder) == 0);
    EXPECT(holder.process == getpid() && strlen(holder.command) > 0);
    for (place = 0; place < holder.descriptor_count; ++place) found += holder.descriptors[place] == descriptor;
  }
  tessera_live_buffers_destroy(buffers);
  EXPECT(found == 1);
  return NULL;
}

const char *client_live_buffers(const char *heap) {
  struct tessera_live_buffers *buffers = NULL;
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_buffer *buffer;
  struct tessera_error *error = NULL;
  const char *complaint;

  EXPECT(tessera_live_buffers_find(-1, &buffers, NULL) == -EINVAL);
  EXPECT(tessera_live_buffers_find(INT32_MAX, &buffers, &error) == -ENOENT && buffers == NULL);
  EXPECT(strstr(tessera_error_path(error), "/proc/2147483647") != NULL);
  tessera_error_destroy(error);
  complaint = look_around((int32_t)getpid());
  if (complaint == NULL) complaint = look_around(0);
  if (complaint != NULL || heap == NULL) return complaint;
  EXPECT(tessera_heap_open(heap, &allocator, NULL) == 0);
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_allocator_allocate(allocator, agreement, "live", &buffer, NULL) == 0);
  complaint = find_own(buffer);
  if (complaint == NULL) complaint = look_around(0);
  tessera_buffer_destroy(buffer);
  tessera_agreement_destroy(agreement);
  tessera_allocator_destroy(allocator);
  return complaint;
}
