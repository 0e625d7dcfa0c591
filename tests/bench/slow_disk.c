// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

// A disk that takes SLOW_DISK_MS milliseconds for each write and each sync, for LD_PRELOAD. Sockets
// and pipes are as fast as ever, and so is what is no regular file.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static void wait_if_file(int fd) {
  struct stat x;
  if (fstat(fd, &x) != 0 || !S_ISREG(x.st_mode))
    return;
  const char* text = getenv("SLOW_DISK_MS");
  const long ms = text != NULL ? atol(text) : 50;
  const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  ssize_t (*next)(int, const void*, size_t) = dlsym(RTLD_NEXT, "write");
  wait_if_file(fd);
  return next(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  ssize_t (*next)(int, const void*, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  wait_if_file(fd);
  return next(fd, bytes, size, at);
}

int fsync(int fd) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
  wait_if_file(fd);
  return next(fd);
}

int fdatasync(int fd) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
  wait_if_file(fd);
  return next(fd);
}

int sync_file_range(int fd, off64_t at, off64_t size, unsigned flags) {
  int (*next)(int, off64_t, off64_t, unsigned) = dlsym(RTLD_NEXT, "sync_file_range");
  wait_if_file(fd);
  return next(fd, at, size, flags);
}
