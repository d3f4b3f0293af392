// One parameter buffer, one gradient buffer, two moment buffers: the optimiser is one loop over
// fixed chunks.
#pragma once

#include "learn/learn_def.h"

/// Elements that one task sums or updates. Sums run inside a chunk and then over chunks, so they do
/// not depend on workers.
enum { RG_OPTIMIZER_CHUNK = 8192 };

typedef struct RgOptimizerConfig {
    RgOptimizerKind kind;
    double learning_rate, beta1, beta2, epsilon, max_gradient_norm;
} RgOptimizerConfig;

/// Moments and their clock. Adam: exponential means of gradient and squared gradient. RMSProp:
/// momentum and squared gradient.
typedef struct RgOptimizer {
    int64_t count;         ///< parameters
    int64_t steps;         ///< optimiser steps made
    float *first, *second; ///< (count)
    double* chunk_sums;    ///< one a chunk
} RgOptimizer;

RgStatus rg_optimizer_create(int64_t count, RgOptimizer* out, RgError* error);
void rg_optimizer_destroy(RgOptimizer* optimizer);

/// Sums shards into the first one, in shard order, and returns its Euclidean norm (not finite when
/// an element is not).
/// @param shards in/out (shard_count) gradient buffers; the sum ends up in shards[0]
double rg_sum_shards(RgOptimizer* optimizer, RgThreadPool* pool, float* const* shards,
                     int32_t shard_count);

/// One step: weights move against gradient * min(1, max_gradient_norm / norm).
/// Adam (Kingma and Ba 2015, arXiv:1412.6980) with bias correction; RMSProp (Hinton, Coursera
/// lecture 6e) with momentum.
void rg_optimizer_step(RgOptimizer* optimizer, RgThreadPool* pool, const RgOptimizerConfig* config,
                       float* weights, const float* gradient, double norm);
