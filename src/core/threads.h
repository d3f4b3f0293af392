// The only place that starts threads. Results never depend on the number of workers: a task sees
// its index only.
#pragma once

#include "regista/core.h"

typedef struct RgThreadPool RgThreadPool;

/// Work on task `index` of `count`. `worker` (0 … workers-1) may only choose scratch memory, never
/// change a result.
typedef void (*RgTask)(void* context, int index, int worker);

/// Starts a pool of `workers` >= 1 (the caller counts as worker 0, so 1 starts no thread).
RgStatus rg_thread_pool_create(int workers, RgThreadPool** out, RgError* error);
void rg_thread_pool_destroy(RgThreadPool* pool);
int rg_thread_pool_workers(const RgThreadPool* pool);

/// Runs task(context, 0 … count-1) and returns when all are done. NULL pool: in the calling thread.
/// Allocates nothing. Not re-entrant from inside a task.
void rg_parallel_for(RgThreadPool* pool, int count, RgTask task, void* context);

/// Processors this process may use, at least 1.
int rg_processor_count(void);
