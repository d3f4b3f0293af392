// A file that only grows, record by record. A record is in it as a whole or not at all, also when
// the disk runs full.
#pragma once

#include "regista/core.h"

typedef struct RgLogFile {
    char* path;
    int descriptor;
    int64_t length; ///< bytes of whole records
} RgLogFile;

/// Creates `path`, or continues it behind its present end. A new file must not exist when `fresh`
/// is set.
RgStatus rg_log_file_open(const char* path, bool fresh, RgLogFile* out, RgError* error);

/// Appends one record. On RG_ERROR_IO the file is as before.
RgStatus rg_log_file_append(RgLogFile* file, const void* record, size_t bytes, RgError* error);

/// Waits until everything is on the disk.
RgStatus rg_log_file_sync(RgLogFile* file, RgError* error);

/// Closes; a file that is not open is fine.
RgStatus rg_log_file_close(RgLogFile* file, RgError* error);
