// A disk that fails, or a machine that stops, at one chosen system call: put before the C library
// with LD_PRELOAD. It numbers the calls that read from and write to regular files and folders.
//
//   FAULT       what goes wrong: kill, EIO, ENOSPC, short (half of each transfer is done), none
//   FAULT_AT    the number of the call at which it does, from 1; errors go on from there
//   FAULT_LOG   a file whose length is the number of calls
//   FAULT_READS whether reads count as well, 0 or 1
//   FAULT_NAMED files without a name are refused, as by file systems that have none

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

// What the program says goes to where the disk does not fail.
static int is_on_disk(int file) {
  struct stat info;
  if (file <= STDERR_FILENO) return 0;
  if (syscall(SYS_newfstatat, file, "", &info, AT_EMPTY_PATH) != 0) return 0;
  return S_ISREG(info.st_mode) || S_ISDIR(info.st_mode);
}

static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
  const char *log = setting("FAULT_LOG");
  if (*log) log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// Counts a call; whether it is to fail, with errno set. A full disk lets pass what needs no room.
static int fails_if(int grows) {
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (log_file >= 0) syscall(SYS_write, log_file, ".", 1);
  const char *fault = setting("FAULT");
  long at = atol(setting("FAULT_AT"));
  if (at == 0 || number < at) return 0;
  if (strcmp(fault, "kill") == 0) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (strcmp(fault, "EIO") == 0) return errno = EIO, 1;
  if (strcmp(fault, "ENOSPC") == 0 && grows) return errno = ENOSPC, 1;
  return 0;
}

static int fails(void) { return fails_if(1); }

static size_t part(size_t count) {
  return strcmp(setting("FAULT"), "short") == 0 && count > 1 ? count / 2 : count;
}

static int counts_reads(void) { return *setting("FAULT_READS") == '1'; }

ssize_t write(int file, const void *bytes, size_t count) {
  if (is_on_disk(file)) {
    if (fails()) return -1;
    count = part(count);
  }
  return syscall(SYS_write, file, bytes, count);
}

ssize_t read(int file, void *bytes, size_t count) {
  if (counts_reads() && is_on_disk(file)) {
    if (fails_if(0)) return -1;
    count = part(count);
  }
  return syscall(SYS_read, file, bytes, count);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  if (counts_reads()) {
    if (fails_if(0)) return -1;
    count = part(count);
  }
  return syscall(SYS_pread64, file, bytes, count, offset);
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  return pread64(file, bytes, count, offset);
}

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    if (*setting("FAULT_NAMED")) return errno = EOPNOTSUPP, -1;
    if (fails()) return -1;
  } else if ((flags & O_CREAT) && fails()) {
    return -1;
  }
  return (int)syscall(SYS_openat, folder, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? __builtin_va_arg(list, mode_t) : 0;
  __builtin_va_end(list);
  return open_file(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) __attribute__((alias("openat")));

// Calls that change a name or what is known of a file.
#define CHANGE(...) return fails_if(0) ? -1 : (int)syscall(__VA_ARGS__)
#define GROW(...) return fails_if(1) ? -1 : (int)syscall(__VA_ARGS__)

int fsync(int file) { GROW(SYS_fsync, file); }
int fchmod(int file, mode_t mode) { CHANGE(SYS_fchmod, file, mode); }
int futimens(int file, const struct timespec times[2]) {
  CHANGE(SYS_utimensat, file, NULL, times, 0);
}
int mkdirat(int folder, const char *path, mode_t mode) { GROW(SYS_mkdirat, folder, path, mode); }
int unlinkat(int folder, const char *path, int flags) { CHANGE(SYS_unlinkat, folder, path, flags); }
int symlinkat(const char *target, int folder, const char *path) {
  GROW(SYS_symlinkat, target, folder, path);
}
int linkat(int from, const char *path, int to, const char *name, int flags) {
  GROW(SYS_linkat, from, path, to, name, flags);
}
int renameat(int from, const char *path, int to, const char *name) {
  CHANGE(SYS_renameat, from, path, to, name);
}
