// Files and folders through POSIX calls. Paths of any length: texts that are built here come from
// rg_alloc.
#include "core/file.h"

#include "core/error.h"
#include "core/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

RgStatus rg_fail_io(RgError* error, const char* what, const char* path, int reason) {
    const char* remedy = "";
    if (reason == ENOSPC || reason == EDQUOT) {
        remedy = "; free some space and try again";
    } else if (reason == EACCES || reason == EROFS || reason == EPERM) {
        remedy = "; choose a folder that you may write to";
    }
    return rg_fail(error, RG_ERROR_IO, "cannot %s %s: %s%s", what, path, strerror(reason), remedy);
}

static RgStatus fail_memory(RgError* error, const char* path) {
    return rg_fail(error, RG_ERROR_MEMORY, "no memory while working on %s", path);
}

// ---- writing

/// Name of a temporary file beside `path`, unique among processes and threads. NULL without memory.
static char* temporary_name(const char* path) {
    static _Atomic unsigned counter;
    size_t capacity = strlen(path) + 48;
    char* name = rg_alloc(capacity);
    if (name != NULL) {
        snprintf(name, capacity, "%s.tmp-%ld-%u", path, (long)getpid(),
                 atomic_fetch_add(&counter, 1));
    }
    return name;
}

/// 0 or errno.
static int write_all(int descriptor, const char* data, size_t bytes) {
    while (bytes > 0) {
        ssize_t written = write(descriptor, data, bytes);
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        data += written;
        bytes -= (size_t)written;
    }
    return 0;
}

/// Writes and syncs a new file; 0 or errno.
static int write_new_file(const char* path, const void* data, size_t bytes) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return errno;
    }
    int reason = write_all(descriptor, data, bytes);
    if (reason == 0 && fsync(descriptor) != 0) {
        reason = errno;
    }
    // some file systems report a full disk only here
    if (close(descriptor) != 0 && reason == 0) {
        reason = errno;
    }
    return reason;
}

/// Makes a rename in the folder of `path` durable. Folders that cannot be synced (some network file
/// systems) are let be.
static void sync_folder_of(char* path) {
    char* slash = strrchr(path, '/');
    const char* folder = ".";
    if (slash == path) {
        folder = "/";
    } else if (slash != NULL) {
        *slash = '\0';
        folder = path;
    }
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
}

RgStatus rg_file_write(const char* path, const void* data, size_t bytes, RgError* error) {
    char* temporary = temporary_name(path);
    if (temporary == NULL) {
        return fail_memory(error, path);
    }
    int reason = write_new_file(temporary, data, bytes);
    if (reason == 0 && rename(temporary, path) != 0) {
        reason = errno;
    }
    if (reason != 0) {
        unlink(temporary);
        rg_free(temporary);
        return rg_fail_io(error, "write", path, reason);
    }
    sync_folder_of(temporary);
    rg_free(temporary);
    return RG_OK;
}

// ---- reading

/// Bytes of an open regular file, or -1 with errno.
static int64_t regular_size(int descriptor) {
    struct stat information;
    if (fstat(descriptor, &information) != 0) {
        return -1;
    }
    if (!S_ISREG(information.st_mode)) {
        errno = S_ISDIR(information.st_mode) ? EISDIR : EINVAL;
        return -1;
    }
    return (int64_t)information.st_size;
}

/// Fills `data` with `bytes` bytes; 0 or errno. A file that shrank meanwhile is EIO.
static int read_all(int descriptor, char* data, size_t bytes) {
    while (bytes > 0) {
        ssize_t got = read(descriptor, data, bytes);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? errno : EIO;
        }
        data += got;
        bytes -= (size_t)got;
    }
    return 0;
}

RgStatus rg_file_read(const char* path, char** data, size_t* bytes, RgError* error) {
    *data = NULL;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return rg_fail_io(error, "read", path, errno);
    }
    int64_t size = regular_size(descriptor);
    if (size < 0) {
        int reason = errno;
        close(descriptor);
        return rg_fail_io(error, "read", path, reason);
    }
    char* text = rg_alloc((size_t)size + 1);
    if (text == NULL) {
        close(descriptor);
        return fail_memory(error, path);
    }
    int reason = read_all(descriptor, text, (size_t)size);
    close(descriptor);
    if (reason != 0) {
        rg_free(text);
        return rg_fail_io(error, "read", path, reason);
    }
    *data = text;
    if (bytes != NULL) {
        *bytes = (size_t)size;
    }
    return RG_OK;
}

bool rg_file_exists(const char* path) {
    return access(path, F_OK) == 0;
}

// ---- folders

/// Creates one folder; 0 if it is there afterwards, else errno.
static int make_folder(const char* path) {
    if (mkdir(path, 0777) == 0) {
        return 0;
    }
    int reason = errno;
    struct stat information;
    if (stat(path, &information) == 0) {
        return S_ISDIR(information.st_mode) ? 0 : ENOTDIR;
    }
    return reason;
}

RgStatus rg_make_folders(const char* path, RgError* error) {
    size_t length = strlen(path);
    char* prefix = rg_alloc(length + 1);
    if (prefix == NULL) {
        return fail_memory(error, path);
    }
    int reason = length == 0 ? ENOENT : 0;
    // every prefix that ends before a slash, then the whole
    for (size_t end = 1; end <= length && reason == 0; end++) {
        if (path[end] == '/' || path[end] == '\0') {
            memcpy(prefix, path, end);
            prefix[end] = '\0';
            reason = make_folder(prefix);
        }
    }
    rg_free(prefix);
    return reason == 0 ? RG_OK : rg_fail_io(error, "create folder", path, reason);
}

static int remove_entry(int parent, const char* name);

/// Removes everything inside an open folder and closes it; 0 or errno.
static int remove_contents(int descriptor) {
    DIR* folder = fdopendir(descriptor);
    if (folder == NULL) {
        int reason = errno;
        close(descriptor);
        return reason;
    }
    int reason = 0;
    const struct dirent* entry;
    while (reason == 0 && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            reason = remove_entry(descriptor, entry->d_name);
        }
    }
    closedir(folder);
    return reason;
}

/// Removes a file, a link (not what it points to) or a folder; 0 or errno.
static int remove_entry(int parent, const char* name) {
    struct stat information;
    if (fstatat(parent, name, &information, AT_SYMLINK_NOFOLLOW) != 0) {
        return errno == ENOENT ? 0 : errno;
    }
    if (!S_ISDIR(information.st_mode)) {
        return unlinkat(parent, name, 0) == 0 ? 0 : errno;
    }
    int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) {
        return errno;
    }
    int reason = remove_contents(descriptor);
    if (reason == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0) {
        reason = errno;
    }
    return reason;
}

RgStatus rg_remove_tree(const char* path, RgError* error) {
    int reason = remove_entry(AT_FDCWD, path);
    return reason == 0 ? RG_OK : rg_fail_io(error, "remove", path, reason);
}
