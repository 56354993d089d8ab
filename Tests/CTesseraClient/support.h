/* What the parts of the client share. */
#pragma once

#include <tessera.h>

#include "client.h"

#define TEXT(number) #number
#define LINE(number) TEXT(number)
/* Ends a part at the first thing that is wrong. */
#define EXPECT(condition) \
  do { \
    if (!(condition)) return "line " LINE(__LINE__) ": " #condition; \
  } while (0)

#define XR24 0x34325258u

/* Terms that demand linear XR24 and nothing else. */
struct tessera_terms client_demands(void);

/* A problem of one CPU, "writer", that writes an image of 64x48. */
int client_problem(const struct tessera_allocator *allocator, struct tessera_problem **problem);

/* The best agreement of that problem. */
int client_agree(const struct tessera_allocator *allocator, struct tessera_agreement **agreement);

/* One buffer of memory files as agreed. */
int client_make(struct tessera_buffer **buffer);

/* What an allocator of the program's own counts, and the errno that it fails with. */
struct own_allocator {
  int allocated, destroyed, failure;
};

/* An allocator of the program's own, which makes memory files that everybody takes; a lower rank comes first. */
int client_own_allocator(
    struct own_allocator *own, const char *name, int rank, struct tessera_allocator **allocator);

/* A table of quirks of nothing but these rows, a document. */
int client_quirks_of(const char *rows, struct tessera_quirks **quirks);
