#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

const char *client_recording(void) {
  static const struct tessera_extent nothing = {640, 0}, usual = {320, 240};
  struct tessera_inventory *inventory;
  struct tessera_error *error = NULL;
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
  free(text);
  tessera_inventory_destroy(inventory);
  return NULL;
}

/* Compares what the library writes of the devices here with what the command wrote. */
static const char *recorded(const char *file, uint32_t libraries) {
  struct tessera_inventory *inventory;
  FILE *stream = fopen(file, "r");
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
  free(text);
  free(expected);
  tessera_inventory_destroy(inventory);
  return NULL;
}

const char *client_recorded(const char *file) { return recorded(file, 0); }
const char *client_recorded_renderers(const char *file) {
  return recorded(file, TESSERA_LIBRARY_OPENGL | TESSERA_LIBRARY_VULKAN);
}
