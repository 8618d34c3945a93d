#ifndef GATEHOUSE_CLINUX_SHIM_H
#define GATEHOUSE_CLINUX_SHIM_H
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/memfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* `errno` is a macro over a function call, which Swift does not import. */
static inline int gatehouse_errno(void) { return errno; }

/* SIG_IGN is a cast integer, which Swift does not import. */
static inline int gatehouse_ignore_signal(int number) {
    return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0;
}

/* These are declared under _GNU_SOURCE only, without which Swift's own Glibc module is made: with it, types such
   as fd_set would have two definitions in one compilation. */
extern int accept4(int number, struct sockaddr *address, socklen_t *length, int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

/* The same reason: struct ucred. */
struct gatehouse_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

static inline int gatehouse_accept(int number) {
    return accept4(number, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

/* fcntl and open are variadic, which Swift does not import. */
static inline int gatehouse_set_nonblocking(int number) {
    int flags = fcntl(number, F_GETFL);
    return flags < 0 ? -1 : fcntl(number, F_SETFL, flags | O_NONBLOCK);
}
static inline int gatehouse_set_close_on_exec(int number) { return fcntl(number, F_SETFD, FD_CLOEXEC); }
static inline int gatehouse_create_private_file(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
}
static inline int gatehouse_open_for_appending(const char *path, int create) {
    /* Not to wait for a reader when it is a pipe; no effect on a regular file. */
    int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    return open(path, create ? flags | O_CREAT | O_EXCL : flags, S_IRUSR | S_IWUSR | S_IRGRP);
}
static inline int gatehouse_open_for_reading(const char *path) { return open(path, O_RDONLY | O_CLOEXEC); }

/* RLIMIT_NOFILE is an enumerator, and the parameter an integer: a conversion that Swift does not make. */
static inline int gatehouse_get_open_file_limit(struct rlimit *limit) { return getrlimit(RLIMIT_NOFILE, limit); }
static inline int gatehouse_set_open_file_limit(const struct rlimit *limit) { return setrlimit(RLIMIT_NOFILE, limit); }
#endif
