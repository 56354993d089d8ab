/* Tessera through its C interface, in a library that is found at run time beside the Tessera of the program itself. */
#pragma once

#include <stddef.h>

/* Opens libtessera.so; what the loader says if that fails, else NULL. */
const char *peer_interface_open(const char *library);
/* A problem out of JSON, or NULL. */
void *peer_interface_problem(const char *json, size_t length);
/* The best agreement, or NULL; and the same thrown away, 0 if there was one. */
void *peer_interface_agree(const void *problem);
int peer_interface_solve(const void *problem);
/* The allocator of a heap, or of memory files for NULL. */
void *peer_interface_allocator(const char *heap);
/* A buffer made and freed: 0, or a negative errno. */
int peer_interface_allocate(const void *allocator, const void *agreement);
