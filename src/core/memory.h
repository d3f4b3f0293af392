// All memory comes from one hook pair with a live counter (regista/core.h).
#pragma once

#include "regista/core.h"

enum { RG_ALIGNMENT = 64 };

/// @return `bytes` zeroed bytes aligned to RG_ALIGNMENT, or NULL (also for 0 bytes). Free with
/// rg_free.
void* rg_alloc(size_t bytes);

/// `count` zeroed elements; NULL on overflow.
void* rg_alloc_array(size_t count, size_t element_bytes);

/// Releases memory of rg_alloc; NULL is fine.
void rg_free(void* memory);
