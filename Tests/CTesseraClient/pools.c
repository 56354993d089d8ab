#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>

#include "support.h"

/* A lease that another thread gives back once somebody waits. */
struct loan {
  struct tessera_pool *pool;
  struct tessera_lease *lease;
};

static void *give_back(void *data) {
  struct loan *loan = (struct loan *)data;
  struct tessera_pool_statistics statistics;
  statistics.size = sizeof statistics;
  do {
    sched_yield();
    if (tessera_pool_statistics(loan->pool, &statistics) < 0) return NULL;
  } while (statistics.waiting == 0);
  tessera_lease_release(loan->lease, NULL);
  return NULL;
}

const char *client_pool_that_grows(void) {
  struct own_allocator made = {0, 0, 0};
  struct tessera_allocator *allocator;
  struct tessera_agreement *agreement;
  struct tessera_pool *pool;
  struct tessera_lease *first, *second, *third;
  struct tessera_pool_statistics statistics;
  struct tessera_error *error = NULL;
  struct loan loan;
  pthread_t thread;

  EXPECT(client_own_allocator(&made, "own", 0, &allocator) == 0);
  EXPECT(client_agree(allocator, &agreement) == 0);
  EXPECT(tessera_pool_create_growing(allocator, agreement, NULL, TESSERA_POOL_QUEUE, 0, &pool, NULL) == -EINVAL);
  EXPECT(tessera_pool_create_growing(allocator, agreement, NULL, 9, 2, &pool, NULL) == -EINVAL);
  EXPECT(tessera_pool_create_growing(allocator, agreement, "grows", TESSERA_POOL_QUEUE, 2, &pool, NULL) == 0);
  tessera_agreement_destroy(agreement);
  tessera_allocator_destroy(allocator);
  EXPECT(made.allocated == 0);

  /* What the allocator answers is told to who waits too. */
  made.failure = -ENOSPC;
  EXPECT(tessera_pool_acquire(pool, &first, NULL) == -ENOSPC);
  EXPECT(tessera_pool_wait(pool, TESSERA_FOREVER, &first, NULL) == -ENOSPC);
  made.failure = 0;
  EXPECT(tessera_pool_acquire(pool, &first, NULL) == 0);
  EXPECT(tessera_pool_wait(pool, 0, &second, NULL) == 0);
  EXPECT(made.allocated == 2);

  EXPECT(tessera_pool_acquire(pool, &third, NULL) == -EAGAIN);
  EXPECT(tessera_pool_wait(pool, -2, &third, NULL) == -EINVAL);
  EXPECT(tessera_pool_wait(pool, 0, &third, NULL) == -ETIMEDOUT);
  EXPECT(tessera_pool_wait(pool, 1000000, &third, &error) == -ETIMEDOUT);
  EXPECT(strcmp(tessera_error_code(error), "timed out") == 0);
  tessera_error_destroy(error);

  loan.pool = pool;
  loan.lease = first;
  EXPECT(pthread_create(&thread, NULL, give_back, &loan) == 0);
  EXPECT(tessera_pool_wait(pool, TESSERA_FOREVER, &third, NULL) == 0);
  EXPECT(pthread_join(thread, NULL) == 0);
  EXPECT(tessera_lease_index(third) == 0);

  memset(&statistics, 0xff, sizeof statistics);
  statistics.size = sizeof statistics;
  EXPECT(tessera_pool_statistics(pool, &statistics) == 0);
  EXPECT(statistics.buffers == 2 && statistics.lent == 2 && statistics.grown == 2 && statistics.acquired == 3);
  EXPECT(statistics.waiting == 0 && statistics.waited == 3 && statistics.reserved == 0);
  /* A program of version 0.1 knows less of them; what is behind that stays as it is. */
  memset(&statistics, 0xff, sizeof statistics);
  statistics.size = offsetof(struct tessera_pool_statistics, waited);
  EXPECT(tessera_pool_statistics(pool, &statistics) == 0);
  EXPECT(statistics.size == offsetof(struct tessera_pool_statistics, waited));
  EXPECT(statistics.acquired == 3 && statistics.waited == UINT64_MAX && statistics.waiting == UINT32_MAX);
  statistics.size = offsetof(struct tessera_pool_statistics, waited) + 1;
  EXPECT(tessera_pool_statistics(pool, &statistics) == -EINVAL);

  tessera_lease_release(second, NULL);
  tessera_lease_release(third, NULL);
  tessera_pool_destroy(pool);
  EXPECT(made.destroyed == 1);
  return NULL;
}
