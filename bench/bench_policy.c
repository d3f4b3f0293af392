// How fast a policy thinks (rollout steps, the rate) and learns (forward and backward of row
// blocks, among the details). Both run in every repetition, so that they see the same conditions.
#include "bench.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"
#include "policy/policy_def.h"

#include <stdlib.h>

enum {
    OBSERVATIONS = 115, // simple115v2
    ACTIONS = 19,       // the default action set
    ROWS = 128,
    BLOCK_ROWS = 16, // a learning block, T steps
    STEPS = 32,
    MOST_REPEATS = 64,
    SECONDS_MS = 200 // of each half of a repetition, about
};

// What one thread works on; nothing is shared but the policy's weights.
typedef struct Worker {
    RgPolicyScratch* scratch;
    float *observations, *state, *logits, *values, *gradient;
    int32_t rows; // of its steps
} Worker;

typedef struct PolicyBench {
    const char* name;
    RgPolicy* policy;
    RgThreadPool* pool;
    Worker* workers;
    int32_t threads;
    int32_t rows;
    int32_t step_calls;  // of one repetition and thread
    int32_t learn_calls; // likewise
    double learn_rates[MOST_REPEATS];
    int32_t repeats;
} PolicyBench;

static void step_task(void* context, int index, int worker) {
    const PolicyBench* self = context;
    Worker* w = &self->workers[index];
    (void)worker;
    for (int32_t i = 0; i < self->step_calls; i++) {
        rg_policy_step(self->policy, w->scratch, w->rows, w->logits, w->values, w->state,
                       w->observations, NULL);
    }
}

static void learn_task(void* context, int index, int worker) {
    const PolicyBench* self = context;
    Worker* w = &self->workers[index];
    (void)worker;
    for (int32_t i = 0; i < self->learn_calls; i++) {
        rg_policy_forward(self->policy, w->scratch, STEPS, BLOCK_ROWS, BLOCK_ROWS, w->logits,
                          w->values, w->state, w->observations, NULL);
        // how large a slope is does not matter here: outputs serve as slopes
        rg_policy_backward(self->policy, w->scratch, w->gradient, w->logits, w->values);
    }
}

static double timed(PolicyBench* self, RgTask task) {
    double begin = bench_seconds();
    rg_parallel_for(self->pool, self->threads, task, self);
    return bench_seconds() - begin;
}

// Calls that take about SECONDS_MS, from a first few.
static int32_t calls_for(PolicyBench* self, int32_t* calls, RgTask task) {
    *calls = 1;
    timed(self, task);
    *calls = 8;
    double each = timed(self, task) / 8;
    int32_t enough = (int32_t)(SECONDS_MS * 1e-3 / each);
    return enough > 1 ? enough : 1;
}

static RgStatus open_worker(Worker* w, const RgPolicy* policy, int32_t rows, RgError* error) {
    int32_t most = STEPS * BLOCK_ROWS > rows ? STEPS * BLOCK_ROWS : rows;
    int32_t state_rows = rows > BLOCK_ROWS ? rows : BLOCK_ROWS;
    size_t positions = (size_t)most;
    size_t state = (size_t)state_rows * (size_t)rg_policy_state_size(policy) + 1;
    w->rows = rows;
    w->observations = rg_alloc_array(positions * OBSERVATIONS, sizeof(float));
    w->state = rg_alloc_array(state, sizeof(float));
    w->logits = rg_alloc_array(positions * ACTIONS, sizeof(float));
    w->values = rg_alloc_array(positions, sizeof(float));
    w->gradient = rg_alloc_array((size_t)rg_policy_parameter_count(policy), sizeof(float));
    if (!w->observations || !w->state || !w->logits || !w->values || !w->gradient) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to measure %d rows", (int)rows);
    }
    RgRandomKey key = rg_random_key(1, 0, 0, 0);
    for (size_t i = 0; i < positions * OBSERVATIONS; i++) {
        w->observations[i] = 2 * rg_random_uniform(key, i) - 1;
    }
    return rg_policy_scratch_create(policy, BLOCK_ROWS, STEPS, &w->scratch, error);
}

static void destroy(void* memory) {
    PolicyBench* self = memory;
    if (!self) {
        return;
    }
    for (int32_t i = 0; self->workers && i < self->threads; i++) {
        Worker* w = &self->workers[i];
        rg_policy_scratch_destroy(w->scratch);
        rg_free(w->observations);
        rg_free(w->state);
        rg_free(w->logits);
        rg_free(w->values);
        rg_free(w->gradient);
    }
    rg_free(self->workers);
    rg_policy_destroy(self->policy);
    rg_free(self);
}

static RgStatus open_all(PolicyBench* self, const BenchOptions* options, RgError* error) {
    RgPolicyDef def;
    if (!rg_policy_preset(&def, self->name)) {
        return rg_fail(error, RG_ERROR_CONFIG,
                       "no policy preset '%s': there are mamba_lite_2025, lite_seed, mlp, gru",
                       self->name);
    }
    RG_TRY(rg_policy_create(&def, OBSERVATIONS, ACTIONS, options->seed, &self->policy, error));
    self->workers = rg_alloc_array((size_t)self->threads, sizeof *self->workers);
    if (!self->workers) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for %d workers", (int)self->threads);
    }
    for (int32_t i = 0; i < self->threads; i++) {
        // rows shared out evenly, the first workers take what is left over
        int32_t rows = self->rows / self->threads + (i < self->rows % self->threads);
        RG_TRY(open_worker(&self->workers[i], self->policy, rows, error));
    }
    return RG_OK;
}

static RgStatus create(const BenchOptions* options, void** out, RgError* error) {
    PolicyBench* self = rg_alloc(sizeof *self);
    *out = NULL;
    if (!self) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a benchmark");
    }
    self->name = options->policy ? options->policy : "mamba_lite_2025";
    self->pool = options->pool;
    self->threads = options->threads > 0 ? options->threads : 1;
    self->rows = options->rows > 0 ? options->rows : ROWS;
    RgStatus status = open_all(self, options, error);
    if (status != RG_OK) {
        destroy(self);
        return status;
    }
    self->step_calls = calls_for(self, &self->step_calls, step_task);
    self->learn_calls = calls_for(self, &self->learn_calls, learn_task);
    *out = self;
    return RG_OK;
}

static double step(void* memory) {
    PolicyBench* self = memory;
    double learned = (double)self->learn_calls * self->threads * STEPS * BLOCK_ROWS;
    double rate = learned / timed(self, learn_task);
    self->learn_rates[self->repeats % MOST_REPEATS] = rate;
    self->repeats++;
    return timed(self, step_task);
}

static double count(const void* memory) {
    const PolicyBench* self = memory;
    return (double)self->step_calls * self->rows;
}

static int by_value(const void* a, const void* b) {
    double x = *(const double*)a, y = *(const double*)b;
    return (x > y) - (x < y);
}

static double median_learn_rate(const PolicyBench* self) {
    double sorted[MOST_REPEATS] = {0};
    int32_t repeats = self->repeats < MOST_REPEATS ? self->repeats : MOST_REPEATS;
    for (int32_t i = 0; i < repeats; i++) {
        sorted[i] = self->learn_rates[i];
    }
    qsort(sorted, (size_t)repeats, sizeof *sorted, by_value);
    return repeats > 0 ? sorted[repeats / 2] : 0;
}

static void describe(const void* memory, bool first, cJSON* out) {
    const PolicyBench* self = memory;
    if (first) {
        cJSON_AddStringToObject(out, "policy", self->name);
        cJSON_AddNumberToObject(out, "rows", self->rows);
        cJSON_AddNumberToObject(out, "threads", self->threads);
        cJSON_AddStringToObject(out, "isa", rg_policy_isa());
        return;
    }
    const cJSON* rate = cJSON_GetObjectItemCaseSensitive(out, bench_policy.rate_key);
    double steps = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(rate, "median"));
    double learned = median_learn_rate(self);
    double flops = (double)rg_policy_step_flops(self->policy);
    double peak = bench_peak_flops() * self->threads;
    // backward: a product for the gradients of inputs and one for those of weights, each as large
    // as forward's
    cJSON_AddNumberToObject(out, "share_of_peak", steps * flops / peak);
    cJSON_AddNumberToObject(out, "learn_agent_steps_per_s", learned);
    cJSON_AddNumberToObject(out, "learn_share_of_peak", learned * 3 * flops / peak);
    cJSON_AddNumberToObject(out, "step_flops", flops);
    cJSON_AddNumberToObject(out, "parameters", (double)rg_policy_parameter_count(self->policy));
}

const BenchCase bench_policy = {
    .name = "policy",
    .rate_key = "agent_steps_per_s",
    .create = create,
    .step = step,
    .count = count,
    .describe = describe,
    .destroy = destroy,
};
