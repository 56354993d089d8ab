/* What the thread sanitizer must be told of Swift's Mutex.

   Its quick ways are compiled into whoever uses it, where the sanitizer sees them. Its slow ones, where threads wait for each
   other in the kernel, are in a library that it has not seen: without this it reports whatever such a lock guards. */

#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define swift __attribute__((swiftcall))
#define self __attribute__((swift_context)) void *handle

swift void lock_slow(uint32_t thread, self) __asm__("__real_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
swift void unlock_slow(self) __asm__("__real_$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

swift void watched_lock_slow(uint32_t thread, self) __asm__("__wrap_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
swift void watched_lock_slow(uint32_t thread, self) {
  lock_slow(thread, handle);
  __tsan_acquire(handle);
}

swift void watched_unlock_slow(self) __asm__("__wrap_$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
swift void watched_unlock_slow(self) {
  __tsan_release(handle);
  unlock_slow(handle);
}
