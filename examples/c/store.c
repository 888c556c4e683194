/* Who can write the folder can make the terminal forget a cancel, or overwrite another file through a
 * symbolic link. So the store follows no symbolic link, and refuses a folder that others can use. */
#define _POSIX_C_SOURCE 200809L

#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char NAME[] = "cancel";
static const char NEW_NAME[] = "cancel.new";

/* The longest path, with its NUL. */
#define PATH_ROOM 4096

/* Opens the folder. Returns -1 and sets `why` if that fails, and if the folder is not private. */
static int open_folder(const char *path, const char **why) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) {
        *why = strerror(errno);
        return -1;
    }
    struct stat status;
    if (fstat(folder, &status) == 0 && (status.st_mode & 077) == 0) {
        return folder;
    }
    *why = "others can use the store's folder; make it private with chmod 700";
    close(folder);
    errno = EACCES;
    return -1;
}

/* Reads the whole file. */
static enum store_found read_file(int file, uint8_t *bytes, size_t room, size_t *len,
                                  const char **why) {
    struct stat status;
    if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode)) {
        *why = "expected a regular file in the store's folder, found something else";
        return STORE_ERROR;
    }
    *len = 0;
    for (;;) {
        ssize_t got = read(file, bytes + *len, room - *len);
        if (got == 0) {
            return STORE_FOUND;
        }
        if (got > 0) {
            *len += (size_t)got;
            if (*len == room) {
                *why = "the stored file is longer than every cancel";
                return STORE_ERROR;
            }
        } else if (errno != EINTR) {
            *why = strerror(errno);
            return STORE_ERROR;
        }
    }
}

enum store_found store_load(const char *path, uint8_t *bytes, size_t room, size_t *len,
                            const char **why) {
    int folder = open_folder(path, why);
    if (folder < 0) {
        return errno == ENOENT ? STORE_NOTHING : STORE_ERROR;
    }
    /* O_NONBLOCK, because opening a named pipe would wait. */
    int file = openat(folder, NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    enum store_found found = errno == ENOENT ? STORE_NOTHING : STORE_ERROR;
    if (file < 0) {
        *why = strerror(errno);
    } else {
        found = read_file(file, bytes, room, len, why);
        close(file);
    }
    close(folder);
    return found;
}

/* Writes all bytes, and waits until they are on the disk. */
static bool write_file(int file, const uint8_t *bytes, size_t len) {
    while (len > 0) {
        ssize_t written = write(file, bytes, len);
        if (written >= 0) {
            bytes += written;
            len -= (size_t)written;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return fsync(file) == 0;
}

/* Waits until what was made in the folder around `path` is on the disk. */
static bool sync_around(const char *path) {
    char around[PATH_ROOM] = ".";
    const char *slash = strrchr(path, '/');
    if (slash != NULL) {
        size_t len = slash == path ? 1 : (size_t)(slash - path);
        memcpy(around, path, len);
        around[len] = '\0';
    }
    int folder = open(around, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) {
        close(folder);
    }
    return synced;
}

/* Makes a folder, and those around it that do not exist, for this user only. */
static bool make_folder(const char *path) {
    char part[PATH_ROOM];
    size_t len = strlen(path);
    if (len >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t end = 1; end <= len; end++) {
        if (path[end] != '/' && path[end] != '\0') {
            continue;
        }
        memcpy(part, path, end);
        part[end] = '\0';
        bool made = mkdir(part, 0700) == 0;
        if (made ? !sync_around(part) : errno != EEXIST) {
            return false;
        }
    }
    return true;
}

const char *store_save(const char *path, const uint8_t *bytes, size_t len) {
    const char *why = NULL;
    if (!make_folder(path)) {
        return strerror(errno);
    }
    int folder = open_folder(path, &why);
    if (folder < 0) {
        return why;
    }
    /* It is left over if the power was cut in the middle of a save. */
    bool saved = unlinkat(folder, NEW_NAME, 0) == 0 || errno == ENOENT;
    /* O_EXCL fails if anything has this name, even a symbolic link to nothing. */
    int file = saved ? openat(folder, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    saved = file >= 0 && write_file(file, bytes, len);
    /* The rename must last, so the folder is synced, too. */
    saved = saved && renameat(folder, NEW_NAME, folder, NAME) == 0 && fsync(folder) == 0;
    if (!saved) {
        why = strerror(errno);
    }
    if (file >= 0) {
        close(file);
    }
    close(folder);
    return why;
}
