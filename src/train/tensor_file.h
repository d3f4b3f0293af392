// A file of named arrays in the safetensors layout, for everything of a checkpoint that is not
// weights: moments, recurrent states, environments. It is read back into arrays of known names and
// sizes; a hash of the contents catches damage.
#pragma once

#include "regista/core.h"

typedef enum RgTensorType { RG_TENSOR_F32, RG_TENSOR_U8 } RgTensorType;

typedef struct RgTensorView {
    const char* name;
    RgTensorType type;
    int64_t shape[2];
    void* data; ///< shape[0] * shape[1] elements; NULL when that is 0
} RgTensorView;

/// Writes all tensors (atomically).
RgStatus rg_tensor_file_write(const char* path, const RgTensorView* tensors, int count,
                              RgError* error);

/// Fills the tensors' data. RG_ERROR_FORMAT naming file and tensor when one is missing, of another
/// type or shape, cut short or damaged; data may be half-written then.
RgStatus rg_tensor_file_read(const char* path, const RgTensorView* tensors, int count,
                             RgError* error);
