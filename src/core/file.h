// Durable files: written beside the target, synced, renamed. A reader sees the old file or the new
// one, never half.
#pragma once

#include "regista/core.h"

/// Writes `bytes` bytes to `path` atomically (temporary file in the same folder, fsync, rename,
/// fsync of the folder). On failure the old file is intact and no temporary file is left; the
/// message names path and reason (disk full, …).
RgStatus rg_file_write(const char* path, const void* data, size_t bytes, RgError* error);

/// Reads a whole file into *data (free with rg_free); a zero byte follows the contents. *bytes may
/// be NULL.
RgStatus rg_file_read(const char* path, char** data, size_t* bytes, RgError* error);

/// Creates `path` and its parents (like mkdir -p); fine if it exists and is a folder.
RgStatus rg_make_folders(const char* path, RgError* error);

/// Deletes a folder with everything in it; fine if it does not exist.
RgStatus rg_remove_tree(const char* path, RgError* error);

/// "cannot <what> <path>: <reason>" as RG_ERROR_IO, with a remedy where there is an obvious one.
/// `reason` is an errno.
RgStatus rg_fail_io(RgError* error, const char* what, const char* path, int reason);

bool rg_file_exists(const char* path);
