// Fresh weights. Every number is drawn from (seed, tensor), so the same seed gives the same policy
// on every machine.
// @source orthogonal: Saxe et al. 2014, arXiv:1312.6120; decays and dt: Gu & Dao 2023,
// arXiv:2312.00752, section 3.6.
#include "core/error.h"
#include "core/math.h"
#include "core/memory.h"
#include "core/random.h"
#include "policy/model.h"

#include <math.h>

enum { STREAM_WEIGHTS = 0x77656967 };

static void draw_uniform(RgReal* out, int64_t count, RgRandomKey key, double low, double high) {
    for (int64_t i = 0; i < count; i++) {
        double unit = (double)rg_random_uniform(key, (uint64_t)i);
        out[i] = (RgReal)(low + (high - low) * unit);
    }
}

// Rows of normal numbers, each scaled to a norm.
static void draw_normed_rows(RgReal* out, int32_t rows, int32_t columns, RgRandomKey key,
                             double norm) {
    for (int32_t r = 0; r < rows; r++) {
        RgReal* row = out + (size_t)r * (size_t)columns;
        double squares = 0;
        for (int32_t c = 0; c < columns; c++) {
            double x = (double)rg_random_normal(key, (uint64_t)r * (uint64_t)columns + (uint64_t)c);
            row[c] = (RgReal)x;
            squares += x * x;
        }
        double scale = norm / sqrt(fmax(squares, 1e-30));
        for (int32_t c = 0; c < columns; c++) {
            row[c] = (RgReal)((double)row[c] * scale);
        }
    }
}

// Makes `count` vectors of `size` numbers (count <= size) orthonormal, one after the other; twice,
// because once leaves the rounding errors of nearly parallel vectors.
static void orthonormalise(double* vectors, int32_t count, int32_t size) {
    for (int32_t v = 0; v < count; v++) {
        double* own = vectors + (size_t)v * (size_t)size;
        for (int32_t pass = 0; pass < 2; pass++) {
            for (int32_t w = 0; w < v; w++) {
                const double* other = vectors + (size_t)w * (size_t)size;
                double along = 0;
                for (int32_t i = 0; i < size; i++) {
                    along += own[i] * other[i];
                }
                for (int32_t i = 0; i < size; i++) {
                    own[i] -= along * other[i];
                }
            }
        }
        double squares = 0;
        for (int32_t i = 0; i < size; i++) {
            squares += own[i] * own[i];
        }
        double scale = 1 / sqrt(fmax(squares, 1e-30));
        for (int32_t i = 0; i < size; i++) {
            own[i] *= scale;
        }
    }
}

// Orthogonal columns or rows, whichever are fewer, of gain √2.
static void draw_orthogonal(RgReal* out, int32_t rows, int32_t columns, RgRandomKey key,
                            double* work) {
    int32_t count = rows < columns ? rows : columns, size = rows < columns ? columns : rows;
    for (int64_t i = 0; i < (int64_t)count * size; i++) {
        work[i] = (double)rg_random_normal(key, (uint64_t)i);
    }
    orthonormalise(work, count, size);
    const double gain = sqrt(2.0);
    for (int32_t r = 0; r < rows; r++) {
        for (int32_t c = 0; c < columns; c++) {
            double x = rows < columns ? work[(size_t)r * (size_t)size + (size_t)c]
                                      : work[(size_t)c * (size_t)size + (size_t)r];
            out[(size_t)r * (size_t)columns + (size_t)c] = (RgReal)(gain * x);
        }
    }
}

// The bias whose softplus is dt: log(exp(dt) - 1).
static void draw_dt_bias(RgReal* out, int64_t count, RgRandomKey key) {
    const double low = rg_dlog(0.001), high = rg_dlog(0.1);
    for (int64_t i = 0; i < count; i++) {
        double dt = rg_dexp(low + (high - low) * (double)rg_random_uniform(key, (uint64_t)i));
        out[i] = (RgReal)rg_dlog(rg_dexp(dt) - 1);
    }
}

static void draw_decays(RgReal* out, const RgTensor* tensor, RgRandomKey key) {
    for (int32_t r = 0; r < tensor->shape[0]; r++) {
        if (tensor->init == RG_INIT_DECAY_HEAD) {
            double unit = (double)rg_random_uniform(key, (uint64_t)r);
            out[r] = (RgReal)rg_dlog(1 + 15 * unit);
            continue;
        }
        for (int32_t i = 0; i < tensor->shape[1]; i++) {
            out[(size_t)r * (size_t)tensor->shape[1] + (size_t)i] = (RgReal)rg_dlog(r + 1.0);
        }
    }
}

static void draw_tensor(RgReal* out, const RgTensor* tensor, RgRandomKey key, double* work) {
    int64_t count = rg_tensor_size(tensor);
    int32_t rows = tensor->shape[0], columns = tensor->shape[1];
    switch (tensor->init) {
    case RG_INIT_ZERO:
        draw_uniform(out, count, key, 0, 0);
        break;
    case RG_INIT_ONE:
        draw_uniform(out, count, key, 1, 1);
        break;
    case RG_INIT_ORTHOGONAL:
        draw_orthogonal(out, rows, columns, key, work);
        break;
    case RG_INIT_POLICY_HEAD:
        draw_normed_rows(out, rows, columns, key, 0.01);
        break;
    case RG_INIT_VALUE_HEAD:
        draw_normed_rows(out, rows, columns, key, 1.0);
        break;
    case RG_INIT_CONV:
        draw_uniform(out, count, key, -1 / sqrt((double)rows), 1 / sqrt((double)rows));
        break;
    case RG_INIT_DT_PROJ:
        draw_uniform(out, count, key, -1 / sqrt((double)columns), 1 / sqrt((double)columns));
        break;
    case RG_INIT_DT_BIAS:
        draw_dt_bias(out, count, key);
        break;
    case RG_INIT_DECAY_HEAD:
    case RG_INIT_DECAY_STATE:
        draw_decays(out, tensor, key);
        break;
    }
}

RgStatus rg_model_init(RgModel* model, uint64_t seed, RgError* error) {
    size_t largest = 0;
    for (int32_t i = 0; i < model->tensor_count; i++) {
        size_t size = (size_t)rg_tensor_size(&model->tensors[i]);
        largest = size > largest ? size : largest;
    }
    double* work = rg_alloc_array(largest, sizeof *work);
    if (!work) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to draw weights: %zu numbers", largest);
    }
    for (int32_t i = 0; i < model->tensor_count; i++) {
        RgRandomKey key = rg_random_key(seed, (uint64_t)i, 0, STREAM_WEIGHTS);
        draw_tensor(model->weights + model->tensors[i].offset, &model->tensors[i], key, work);
    }
    rg_free(work);
    rg_model_pack(model);
    return RG_OK;
}
