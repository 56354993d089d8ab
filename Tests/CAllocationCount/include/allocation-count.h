/* Counts what each thread allocates on the heap, in any library of the process. */
#pragma once

/* How often the calling thread has asked for memory so far. */
unsigned long allocation_count(void);
