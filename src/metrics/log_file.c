// Records go straight to the operating system, so that TensorBoard sees them at once; sync makes
// them durable.
#include "metrics/log_file.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

RgStatus rg_log_file_open(const char* path, bool fresh, RgLogFile* out, RgError* error) {
    *out = (RgLogFile){.descriptor = -1};
    size_t length = strlen(path);
    char* copy = rg_alloc(length + 1);
    if (copy == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory while opening %s", path);
    }
    memcpy(copy, path, length + 1);
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (fresh ? O_EXCL : 0);
    int descriptor = open(path, flags, 0666);
    int64_t end = descriptor >= 0 ? (int64_t)lseek(descriptor, 0, SEEK_END) : -1;
    if (end < 0) {
        int reason = errno;
        if (descriptor >= 0) {
            close(descriptor);
        }
        rg_free(copy);
        return rg_fail_io(error, "write", path, reason);
    }
    *out = (RgLogFile){copy, descriptor, end};
    return RG_OK;
}

RgStatus rg_log_file_append(RgLogFile* file, const void* record, size_t bytes, RgError* error) {
    size_t done = 0;
    while (done < bytes) {
        ssize_t written = write(file->descriptor, (const char*)record + done, bytes - done);
        if (written < 0 && errno != EINTR) {
            int reason = errno;
            // half a record would end the file for every reader: take it back
            if (ftruncate(file->descriptor, file->length) == 0) {
                lseek(file->descriptor, file->length, SEEK_SET);
            }
            return rg_fail_io(error, "write", file->path, reason);
        }
        done += written > 0 ? (size_t)written : 0;
    }
    file->length += (int64_t)bytes;
    return RG_OK;
}

RgStatus rg_log_file_sync(RgLogFile* file, RgError* error) {
    // devices and pipes cannot be synced, and need not be
    if (fsync(file->descriptor) != 0 && errno != EINVAL && errno != EROFS) {
        return rg_fail_io(error, "write", file->path, errno);
    }
    return RG_OK;
}

RgStatus rg_log_file_close(RgLogFile* file, RgError* error) {
    RgStatus status = RG_OK;
    if (file->path != NULL && close(file->descriptor) != 0) {
        status = rg_fail_io(error, "write", file->path, errno);
    }
    rg_free(file->path);
    *file = (RgLogFile){.descriptor = -1};
    return status;
}
