// Swift's runtime crashes with a trace when an allocation fails, and there is no hook for what it
// does. So glibc's allocation functions are called through these, which see the failure first.
// Other C libraries have no other name for theirs, and sanitizers have functions of their own.

#include "out_of_memory.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define AE_SANITIZED 1
#endif
#endif

static void (*_Atomic clean_up)(void);

void ae_end_when_out_of_memory(void (*cleanUp)(void)) { atomic_store(&clean_up, cleanUp); }

#if defined(__GLIBC__) && !defined(AE_SANITIZED)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

// Gives the thread that cleans up the time to end the process.
static void hold(int number) {
  (void)number;
  sleep(3);
  _exit(74);
}

static void fail(void) {
  static atomic_flag said = ATOMIC_FLAG_INIT;
  void (*const handler)(void) = atomic_load(&clean_up);
  // Nobody has asked, or no memory is left even to clean up.
  if (!handler) return;
  if (atomic_flag_test_and_set(&said)) _exit(74);
  static const char text[] =
      "aezip: out of memory: the system gives no more; see `ulimit -v`, or try with --jobs 1\n";
  ssize_t written = write(2, text, sizeof text - 1);
  (void)written;
  // Without memory there are no stacks for new threads either, and libdispatch traps where it gets
  // none. That is the same failure, and needs no trace.
  signal(SIGILL, hold);
  signal(SIGTRAP, hold);
  signal(SIGABRT, hold);
  handler();
  hold(0);
}

void *malloc(size_t size) {
  void *block = __libc_malloc(size);
  if (!block && size) fail();
  return block;
}

void *calloc(size_t count, size_t size) {
  void *block = __libc_calloc(count, size);
  if (!block && count && size) fail();
  return block;
}

void *realloc(void *old, size_t size) {
  void *block = __libc_realloc(old, size);
  if (!block && size) fail();
  return block;
}

void *aligned_alloc(size_t alignment, size_t size) {
  void *block = __libc_memalign(alignment, size);
  if (!block && size) fail();
  return block;
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) || !alignment || (alignment & (alignment - 1))) return EINVAL;
  void *block = __libc_memalign(alignment, size);
  if (!block && size) {
    fail();
    return ENOMEM;
  }
  *result = block;
  return 0;
}

#endif
