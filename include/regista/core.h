/// Regista's foundation: status codes, errors, and the allocation hook. Every other public header
/// includes it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RG_API __attribute__((visibility("default")))
#else
#define RG_API
#endif

/// What a call came to. Anything but RG_OK fills the caller's RgError.
typedef enum RgStatus {
    RG_OK = 0,
    RG_ERROR_ARGUMENT,    ///< a value outside its documented range
    RG_ERROR_SHAPE,       ///< sizes that do not fit together
    RG_ERROR_MEMORY,      ///< the allocation hook returned NULL
    RG_ERROR_IO,          ///< a file or folder could not be read or written
    RG_ERROR_FORMAT,      ///< a file was read, but is not what it should be
    RG_ERROR_CONFIG,      ///< an unknown key or a value that the key does not take
    RG_ERROR_UNSUPPORTED, ///< valid, but not built into this program
    RG_ERROR_EXTERNAL,    ///< another program (ffmpeg, …) is missing or failed
    RG_ERROR_NUMERIC,     ///< not-a-number or infinity where a number is needed
    RG_STATUS_COUNT
} RgStatus;

/// One failure: what, where (file, line, key) and what to do about it, in one line of text.
typedef struct RgError {
    RgStatus code;
    char message[256];
} RgError;

/// Short name of a status, e.g. "config error". Never NULL.
RG_API const char* rg_status_name(RgStatus status);

/// Version text "major.minor.patch".
RG_API const char* rg_version(void);

/// Replaces malloc and free for everything Regista allocates. Call before anything else is created.
/// @param allocate returns at least `bytes` bytes aligned to `alignment` (a power of two), or NULL.
/// @param release  gets a pointer that `allocate` returned. Both NULL restore the defaults.
RG_API void rg_set_allocator(void* (*allocate)(size_t bytes, size_t alignment),
                             void (*release)(void* memory));

/// Bytes currently allocated by Regista. 0 after everything was destroyed.
RG_API int64_t rg_allocated_bytes(void);

/// Number of allocations made since the program started; does not grow while an environment steps
/// or a policy learns.
RG_API int64_t rg_allocation_count(void);

#ifdef __cplusplus
}
#endif
