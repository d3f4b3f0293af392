#include "learn/optimizer.h"

#include "core/error.h"
#include "core/math.h"
#include "core/memory.h"
#include "core/threads.h"

#include <math.h>

static int chunk_count(int64_t count) {
    return (int)((count + RG_OPTIMIZER_CHUNK - 1) / RG_OPTIMIZER_CHUNK);
}

static int64_t chunk_end(int64_t count, int64_t begin) {
    return begin + RG_OPTIMIZER_CHUNK < count ? begin + RG_OPTIMIZER_CHUNK : count;
}

RgStatus rg_optimizer_create(int64_t count, RgOptimizer* out, RgError* error) {
    *out = (RgOptimizer){.count = count};
    out->first = rg_alloc_array((size_t)count, sizeof(float));
    out->second = rg_alloc_array((size_t)count, sizeof(float));
    out->chunk_sums = rg_alloc_array((size_t)chunk_count(count), sizeof(double));
    if (out->first == NULL || out->second == NULL || out->chunk_sums == NULL) {
        rg_optimizer_destroy(out);
        return rg_fail(error, RG_ERROR_MEMORY,
                       "no memory for the optimiser of %lld parameters; use a smaller policy",
                       (long long)count);
    }
    return RG_OK;
}

void rg_optimizer_destroy(RgOptimizer* optimizer) {
    rg_free(optimizer->first);
    rg_free(optimizer->second);
    rg_free(optimizer->chunk_sums);
    *optimizer = (RgOptimizer){0};
}

typedef struct SumJob {
    float* const* shards;
    int32_t shard_count;
    int64_t count;
    double* chunk_sums;
} SumJob;

static void sum_chunk(void* context, int index, int worker) {
    const SumJob* job = context;
    (void)worker;
    int64_t begin = (int64_t)index * RG_OPTIMIZER_CHUNK, end = chunk_end(job->count, begin);
    float* restrict total = job->shards[0];
    for (int32_t s = 1; s < job->shard_count; s++) {
        const float* restrict shard = job->shards[s];
        for (int64_t i = begin; i < end; i++) {
            total[i] += shard[i];
        }
    }
    // four running sums keep the order fixed and let the loop use vectors
    double sums[4] = {0, 0, 0, 0};
    int64_t i = begin;
    for (; i + 4 <= end; i += 4) {
        for (int lane = 0; lane < 4; lane++) {
            double g = (double)total[i + lane];
            sums[lane] += g * g;
        }
    }
    for (; i < end; i++) {
        sums[0] += (double)total[i] * (double)total[i];
    }
    job->chunk_sums[index] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

double rg_sum_shards(RgOptimizer* optimizer, RgThreadPool* pool, float* const* shards,
                     int32_t shard_count) {
    SumJob job = {shards, shard_count, optimizer->count, optimizer->chunk_sums};
    int chunks = chunk_count(optimizer->count);
    rg_parallel_for(pool, chunks, sum_chunk, &job);
    double square = 0;
    for (int c = 0; c < chunks; c++) {
        square += optimizer->chunk_sums[c];
    }
    return sqrt(square);
}

typedef struct StepJob {
    const RgOptimizer* optimizer;
    float* weights;
    const float* gradient;
    RgOptimizerKind kind;
    float scale, rate, beta1, beta2, epsilon;
    float correct1, correct2; // 1 / (1 - beta^t)
} StepJob;

static void adam_chunk(const StepJob* job, int64_t begin, int64_t end) {
    float *restrict w = job->weights, *restrict m = job->optimizer->first, *restrict v = job->optimizer->second;
    const float* restrict gradient = job->gradient;
    for (int64_t i = begin; i < end; i++) {
        float g = gradient[i] * job->scale;
        m[i] = job->beta1 * m[i] + (1 - job->beta1) * g;
        v[i] = job->beta2 * v[i] + (1 - job->beta2) * g * g;
        w[i] -= job->rate * (m[i] * job->correct1) / (sqrtf(v[i] * job->correct2) + job->epsilon);
    }
}

static void rmsprop_chunk(const StepJob* job, int64_t begin, int64_t end) {
    float *restrict w = job->weights, *restrict m = job->optimizer->first, *restrict v = job->optimizer->second;
    const float* restrict gradient = job->gradient;
    for (int64_t i = begin; i < end; i++) {
        float g = gradient[i] * job->scale;
        v[i] = job->beta2 * v[i] + (1 - job->beta2) * g * g;
        m[i] = job->beta1 * m[i] + job->rate * g / (sqrtf(v[i]) + job->epsilon);
        w[i] -= m[i];
    }
}

static void step_chunk(void* context, int index, int worker) {
    const StepJob* job = context;
    (void)worker;
    int64_t begin = (int64_t)index * RG_OPTIMIZER_CHUNK,
            end = chunk_end(job->optimizer->count, begin);
    if (job->kind == RG_OPTIMIZER_ADAM) {
        adam_chunk(job, begin, end);
    } else {
        rmsprop_chunk(job, begin, end);
    }
}

void rg_optimizer_step(RgOptimizer* optimizer, RgThreadPool* pool, const RgOptimizerConfig* config,
                       float* weights, const float* gradient, double norm) {
    optimizer->steps++;
    double limit = config->max_gradient_norm;
    StepJob job = {
        .optimizer = optimizer,
        .weights = weights,
        .gradient = gradient,
        .kind = config->kind,
        .scale = (float)(limit > 0 && norm > limit ? limit / norm : 1),
        .rate = (float)config->learning_rate,
        .beta1 = (float)config->beta1,
        .beta2 = (float)config->beta2,
        .epsilon = (float)config->epsilon,
        .correct1 = (float)(1 / (1 - rg_dpow(config->beta1, (double)optimizer->steps))),
        .correct2 = (float)(1 / (1 - rg_dpow(config->beta2, (double)optimizer->steps))),
    };
    rg_parallel_for(pool, chunk_count(optimizer->count), step_chunk, &job);
}
