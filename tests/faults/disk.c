/*
 * A disk that is watched.  Preloaded into a program, it sees every change that the program makes to
 * the files below one folder, in order:
 *
 *     OCTAVO_DISK_FOLDER   the folder; without it nothing is done
 *     OCTAVO_DISK_LOG      a file to which each change is added, with the bytes that were written
 *     OCTAVO_DISK_DIE_AT   the number of the change before which the program is killed
 *     OCTAVO_DISK_FROZEN   while there is a file of this name, the disk is read-only: no change is made
 *
 * One change is made at a time, so that what the log says was synced had been written before.  The
 * memory that SQLite shares between programs (-shm) is no part of it: it is made anew after a crash.
 *
 * A record: a mark, kind, length of the path, offset, length of the bytes (8 bytes each), path, bytes, a mark.
 * Kinds: 1 written, 2 cut to a length, 3 synced, 4 made, 5 removed, 6 renamed (bytes: the new path).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MARK 0x8b1f6e0d9ac35e27u
enum { WRITTEN = 1, CUT, SYNCED, MADE, REMOVED, RENAMED };
#define FILES 4096

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static char *paths[FILES];
static const char *folder;
static int log_file = -1;
static const char *frozen_by;
static long left = -1;
static pid_t owner;

static void hold(void) { pthread_mutex_lock(&one_at_a_time); }
static void let_go(void) { pthread_mutex_unlock(&one_at_a_time); }

__attribute__((constructor)) static void begin(void) {
    folder = getenv("OCTAVO_DISK_FOLDER");
    const char *log = getenv("OCTAVO_DISK_LOG"), *die = getenv("OCTAVO_DISK_DIE_AT");
    if (folder && log)
        log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    frozen_by = folder ? getenv("OCTAVO_DISK_FROZEN") : NULL;
    if (folder && die)
        left = atol(die);
    owner = getpid();
    pthread_atfork(hold, let_go, let_go);
}

static int ours(const char *path) {
    size_t length = folder ? strlen(folder) : 0, end = path ? strlen(path) : 0;
    if (!length || end < length || strncmp(path, folder, length))
        return 0;
    return end < 4 || strcmp(path + end - 4, "-shm");
}

static void change(uint64_t kind, const char *path, uint64_t at, const void *bytes, uint64_t size) {
    if (left == 0 && getpid() == owner)
        syscall(SYS_kill, owner, SIGKILL), pause();
    if (left > 0)
        left--;
    if (log_file < 0)
        return;
    uint64_t head[5] = {MARK, kind, strlen(path), at, size};
    struct iovec parts[4] = {{head, sizeof head}, {(void *)path, head[2]}, {(void *)bytes, size}, {head, 8}};
    if (syscall(SYS_writev, log_file, parts, 4) != (long)(sizeof head + head[2] + size + 8))
        abort();
}

static int frozen(void) {
    if (!frozen_by || syscall(SYS_faccessat, AT_FDCWD, frozen_by, F_OK))
        return 0;
    errno = EROFS;
    return 1;
}

static const char *path_of(int file) { return file >= 0 && file < FILES ? paths[file] : NULL; }

#define LOCKED(type, act)                                                                          \
    hold();                                                                                        \
    type done = (act);                                                                             \
    let_go();                                                                                      \
    return done;

static int opened(int file, const char *path, int flags, int was_there) {
    if (file < 0 || file >= FILES || !ours(path))
        return file;
    free(paths[file]);
    paths[file] = strdup(path);
    if (!was_there)
        change(MADE, path, 0, "", 0);
    else if (flags & O_TRUNC)
        change(CUT, path, 0, "", 0);
    return file;
}

static int open_one(int at, const char *path, int flags, int mode) {
    if (at != AT_FDCWD || !ours(path))
        return syscall(SYS_openat, at, path, flags, mode);
    struct stat seen;
    int was_there = stat(path, &seen) == 0;
    if (((flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT && !was_there)) && frozen())
        return -1;
    return opened(syscall(SYS_openat, at, path, flags, mode), path, flags, was_there);
}

#define MODE                                                                                       \
    int mode = 0;                                                                                  \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                                         \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode = va_arg(more, int);                                                                  \
        va_end(more);                                                                              \
    }

int open(const char *path, int flags, ...) { MODE LOCKED(int, open_one(AT_FDCWD, path, flags, mode)) }
int open64(const char *path, int flags, ...) { MODE LOCKED(int, open_one(AT_FDCWD, path, flags, mode)) }
int openat(int at, const char *path, int flags, ...) { MODE LOCKED(int, open_one(at, path, flags, mode)) }
int openat64(int at, const char *path, int flags, ...) { MODE LOCKED(int, open_one(at, path, flags, mode)) }

static int close_one(int file) {
    if (path_of(file)) {
        free(paths[file]);
        paths[file] = NULL;
    }
    return syscall(SYS_close, file);
}
int close(int file) {
    if (!path_of(file))
        return syscall(SYS_close, file);
    LOCKED(int, close_one(file))
}

static ssize_t write_one(int file, const void *bytes, size_t size) {
    if (path_of(file) && frozen())
        return -1;
    if (path_of(file)) {
        off_t at = lseek(file, 0, SEEK_CUR);
        struct stat seen;
        if (fcntl(file, F_GETFL) & O_APPEND && fstat(file, &seen) == 0)
            at = seen.st_size;
        change(WRITTEN, path_of(file), at, bytes, size);
    }
    return syscall(SYS_write, file, bytes, size);
}
ssize_t write(int file, const void *bytes, size_t size) {
    if (!path_of(file))
        return syscall(SYS_write, file, bytes, size);
    LOCKED(ssize_t, write_one(file, bytes, size))
}

static ssize_t pwrite_one(int file, const void *bytes, size_t size, off_t at) {
    if (path_of(file) && frozen())
        return -1;
    if (path_of(file))
        change(WRITTEN, path_of(file), at, bytes, size);
    return syscall(SYS_pwrite64, file, bytes, size, at);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    LOCKED(ssize_t, pwrite_one(file, bytes, size, at))
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) {
    LOCKED(ssize_t, pwrite_one(file, bytes, size, at))
}

static int cut_one(int file, off_t size) {
    if (path_of(file) && frozen())
        return -1;
    if (path_of(file))
        change(CUT, path_of(file), size, "", 0);
    return syscall(SYS_ftruncate, file, size);
}
int ftruncate(int file, off_t size) { LOCKED(int, cut_one(file, size)) }
int ftruncate64(int file, off_t size) { LOCKED(int, cut_one(file, size)) }

static int synced(int file, int done) {
    if (path_of(file) && !done)
        change(SYNCED, path_of(file), 0, "", 0);
    return done;
}
int fsync(int file) { LOCKED(int, synced(file, syscall(SYS_fsync, file))) }
int fdatasync(int file) { LOCKED(int, synced(file, syscall(SYS_fdatasync, file))) }

static int remove_one(int at, const char *path, int flags) {
    if (ours(path) && frozen())
        return -1;
    if (ours(path))
        change(REMOVED, path, 0, "", 0);
    return syscall(SYS_unlinkat, at, path, flags);
}
int unlink(const char *path) { LOCKED(int, remove_one(AT_FDCWD, path, 0)) }
int unlinkat(int at, const char *path, int flags) { LOCKED(int, remove_one(at, path, flags)) }

static int rename_one(const char *from, const char *to) {
    if ((ours(from) || ours(to)) && frozen())
        return -1;
    if (ours(from) || ours(to))
        change(RENAMED, from, 0, to, strlen(to));
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int rename(const char *from, const char *to) { LOCKED(int, rename_one(from, to)) }
