// POSIX and C's mathematics for Swift, the same name for glibc, musl and Darwin.
//
// Swift sees neither functions of variable arguments nor macros that are no plain numbers. These
// have a stand-in here, whose name begins with aez_.
#pragma once

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

static inline int aez_errno(void) { return errno; }

static inline void aez_set_errno(int code) { errno = code; }

static inline int aez_open(const char *_Nonnull path, int flags) { return open(path, flags); }

static inline int aez_openat(int directory, const char *_Nonnull path, int flags, mode_t mode) {
  return openat(directory, path, flags, mode);
}

// fcntl(2) with a number as its argument.
static inline int aez_fcntl(int descriptor, int command, int argument) {
  return fcntl(descriptor, command, argument);
}

static inline void aez_ignore_signal(int number) { signal(number, SIG_IGN); }

// Gives a signal the effect that it has in a new process.
static inline void aez_reset_signal(int number) { signal(number, SIG_DFL); }

static inline bool aez_signal_is_ignored(int number) {
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

extern char *_Nullable *_Null_unspecified environ;

// The environment of this process, for posix_spawn.
static inline char *_Nullable *_Null_unspecified aez_environ(void) { return environ; }

// Limits how far this process may write into a file; setrlimit's first type differs by system.
static inline int aez_limit_file_size(rlim_t bytes) {
  struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
  return setrlimit(RLIMIT_FSIZE, &limit);
}

// Sets from which size malloc maps a block by itself, and how much it keeps at the heap's end.
// Only glibc has such thresholds.
static inline void aez_set_malloc_thresholds(int mapped, int kept) {
#ifdef M_MMAP_THRESHOLD
  mallopt(M_MMAP_THRESHOLD, mapped);
  mallopt(M_TRIM_THRESHOLD, kept);
#endif
}

// Returns malloc's free memory to the system, where malloc has a call for that.
static inline void aez_trim_malloc(void) {
#ifdef M_TRIM_THRESHOLD
  malloc_trim(0);
#endif
}
