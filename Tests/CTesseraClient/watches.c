#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/*
 * The next node that comes or goes, whatever changes meanwhile, as the screen of a new card does; -ETIMEDOUT where
 * nothing happens for minutes, for an emulated udev takes long.
 */
static int wait_for_change(struct tessera_watch *watch, struct tessera_change *change) {
  struct pollfd wait;
  int result;
  wait.fd = tessera_watch_descriptor(watch);
  wait.events = POLLIN;
  do {
    while ((result = tessera_watch_next(watch, change, NULL)) == -EAGAIN)
      if (poll(&wait, 1, 300 * 1000) <= 0) return -ETIMEDOUT;
    if (result == 0)
      printf("       %u: %s (%s %u:%u)\n", (unsigned)change->kind, change->path, change->subsystem,
          (unsigned)change->node_major, (unsigned)change->node_minor);
  } while (result == 0 && change->kind == TESSERA_CHANGE_CHANGED);
  return result;
}

/* Takes all that is there, as added; how many nodes that are, or less than 0. */
static int take_all(struct tessera_watch *watch) {
  struct tessera_change change;
  int count = 0, result;
  change.size = sizeof change;
  while ((result = tessera_watch_next(watch, &change, NULL)) == 0) {
    if (change.kind != TESSERA_CHANGE_ADDED || strncmp(change.path, "/dev/", 5) != 0) return -1;
    if (strlen(change.subsystem) == 0 || change.node_major == 0) return -1;
    ++count;
  }
  return result == -EAGAIN ? count : result;
}

const char *client_watch(void) {
  struct tessera_watch *watch, *other;
  struct tessera_change change;
  struct tessera_error *error = NULL;
  struct pollfd ready;
  int count, result;

  result = tessera_watch_create(&watch, &error);
  if (result < 0) {
    /* A sandbox without netlink sockets is told, and what to do about it. */
    printf("       %s\n", tessera_error_message(error));
    EXPECT(tessera_error_hint(error) != NULL);
    tessera_error_destroy(error);
    return NULL;
  }
  EXPECT((fcntl(tessera_watch_descriptor(watch), F_GETFD) & FD_CLOEXEC) != 0);
  /* What cannot be told is not lost. */
  EXPECT(tessera_watch_next(watch, NULL, NULL) == -EINVAL);
  change.size = sizeof change - 1;
  EXPECT(tessera_watch_next(watch, &change, NULL) == -EINVAL);
  EXPECT(tessera_watch_create(&other, NULL) == 0);
  EXPECT(tessera_watch_descriptor(watch) != tessera_watch_descriptor(other));
  count = take_all(watch);
  EXPECT(count >= 0 && take_all(other) == count);
  change.size = sizeof change;
  EXPECT(tessera_watch_next(watch, &change, &error) == -EAGAIN);
  EXPECT(strcmp(tessera_error_code(error), "nothing new") == 0);
  tessera_error_destroy(error);
  ready.fd = tessera_watch_descriptor(watch);
  ready.events = POLLIN;
  EXPECT(poll(&ready, 1, 0) == 0);
  tessera_watch_destroy(watch);
  tessera_watch_destroy(other);
  return NULL;
}

static int run(const char *program, const char *word) {
  char command[512];
  snprintf(command, sizeof command, "%s %s", program, word);
  return system(command);
}

const char *client_hotplug(const char *program) {
  struct tessera_watch *watch;
  struct tessera_change added, removed;
  struct tessera_card *card;
  const char *first = NULL;
  int count, round;

  EXPECT(tessera_watch_create(&watch, NULL) == 0);
  count = take_all(watch);
  printf("       %d nodes\n", count);
  EXPECT(count > 0);
  added.size = sizeof added;
  removed.size = sizeof removed;
  for (round = 0; round < 3; ++round) {
    EXPECT(run(program, "on") == 0);
    EXPECT(wait_for_change(watch, &added) == 0);
    EXPECT(added.kind == TESSERA_CHANGE_ADDED && strcmp(added.subsystem, "drm") == 0);
    EXPECT(strncmp(added.path, "/dev/dri/card", 13) == 0 && added.node_major == 226);
    EXPECT(tessera_card_open(added.path, &card, NULL) == 0);
    tessera_card_destroy(card);
    EXPECT(run(program, "off") == 0);
    EXPECT(wait_for_change(watch, &removed) == 0);
    EXPECT(removed.kind == TESSERA_CHANGE_REMOVED && removed.node_minor == added.node_minor);
    /* A name lives as long as the watch. */
    EXPECT(removed.path == added.path && removed.subsystem == added.subsystem);
    if (first == NULL) first = added.path;
    EXPECT(first == added.path);
  }
  EXPECT(tessera_watch_next(watch, &added, NULL) == -EAGAIN);
  tessera_watch_destroy(watch);
  return NULL;
}
