// A pool of sleeping workers. A call of rg_parallel_for publishes one job under the lock; workers
// and caller then draw indices from an atomic counter. Which worker gets which index is left to
// chance, so tasks may depend on the index only.
#if defined(__linux__)
#define _GNU_SOURCE // sched_getaffinity
#endif
#include "core/threads.h"

#include "core/error.h"
#include "core/memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

typedef struct Worker {
    RgThreadPool* pool;
    pthread_t thread;
    int index;
} Worker;

struct RgThreadPool {
    pthread_mutex_t mutex;
    pthread_cond_t job_posted;
    pthread_cond_t job_finished;
    int workers;
    int started; // threads running, workers - 1 after creation
    // under the mutex
    uint64_t job_number;
    int busy; // threads that have not finished the present job
    bool stopping;
    // the present job; written before it is posted, read-only until all have finished
    RgTask task;
    void* context;
    int count;
    _Atomic int next_index;
    _Atomic bool running; // catches nested use
    Worker threads[];     // workers - 1
};

static void work(RgThreadPool* pool, int worker) {
    for (;;) {
        int index = atomic_fetch_add(&pool->next_index, 1);
        if (index >= pool->count) {
            return;
        }
        pool->task(pool->context, index, worker);
    }
}

static void* worker_main(void* argument) {
    Worker* self = argument;
    RgThreadPool* pool = self->pool;
    uint64_t seen = 0;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->job_number == seen && !pool->stopping) {
            pthread_cond_wait(&pool->job_posted, &pool->mutex);
        }
        if (pool->stopping) {
            break;
        }
        seen = pool->job_number;
        pthread_mutex_unlock(&pool->mutex);
        work(pool, self->index);
        pthread_mutex_lock(&pool->mutex);
        if (--pool->busy == 0) {
            pthread_cond_signal(&pool->job_finished);
        }
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

static RgStatus start_threads(RgThreadPool* pool, RgError* error) {
    while (pool->started < pool->workers - 1) {
        Worker* worker = &pool->threads[pool->started];
        worker->pool = pool;
        worker->index = pool->started + 1;
        int code = pthread_create(&worker->thread, NULL, worker_main, worker);
        if (code != 0) {
            return rg_fail(error, RG_ERROR_MEMORY, "cannot start thread %d of %d: %s",
                           pool->started + 2, pool->workers, strerror(code));
        }
        pool->started++;
    }
    return RG_OK;
}

RgStatus rg_thread_pool_create(int workers, RgThreadPool** out, RgError* error) {
    *out = NULL;
    if (workers < 1) {
        return rg_fail(error, RG_ERROR_ARGUMENT, "a thread pool needs at least 1 worker, not %d",
                       workers);
    }
    RgThreadPool* pool = rg_alloc(sizeof *pool + (size_t)(workers - 1) * sizeof(Worker));
    if (pool == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a pool of %d threads", workers);
    }
    pool->workers = workers;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->job_posted, NULL);
    pthread_cond_init(&pool->job_finished, NULL);
    RgStatus status = start_threads(pool, error);
    if (status != RG_OK) {
        rg_thread_pool_destroy(pool);
        return status;
    }
    *out = pool;
    return RG_OK;
}

void rg_thread_pool_destroy(RgThreadPool* pool) {
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->job_posted);
    pthread_mutex_unlock(&pool->mutex);
    for (int i = 0; i < pool->started; i++) {
        pthread_join(pool->threads[i].thread, NULL);
    }
    pthread_cond_destroy(&pool->job_finished);
    pthread_cond_destroy(&pool->job_posted);
    pthread_mutex_destroy(&pool->mutex);
    rg_free(pool);
}

int rg_thread_pool_workers(const RgThreadPool* pool) {
    return pool != NULL ? pool->workers : 1;
}

void rg_parallel_for(RgThreadPool* pool, int count, RgTask task, void* context) {
    // one worker, or one task: no reason to wake anybody
    if (pool == NULL) {
        for (int index = 0; index < count; index++) {
            task(context, index, 0);
        }
        return;
    }
    bool nested = atomic_exchange(&pool->running, true);
    RG_ASSERT(!nested);
    (void)nested;
    pool->task = task;
    pool->context = context;
    pool->count = count;
    atomic_store(&pool->next_index, 0);
    bool wake = pool->started > 0 && count > 1;
    if (wake) {
        pthread_mutex_lock(&pool->mutex);
        pool->busy = pool->started;
        pool->job_number++;
        pthread_cond_broadcast(&pool->job_posted);
        pthread_mutex_unlock(&pool->mutex);
    }
    work(pool, 0);
    if (wake) {
        pthread_mutex_lock(&pool->mutex);
        while (pool->busy > 0) {
            pthread_cond_wait(&pool->job_finished, &pool->mutex);
        }
        pthread_mutex_unlock(&pool->mutex);
    }
    atomic_store(&pool->running, false);
}

int rg_processor_count(void) {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return CPU_COUNT(&set);
    }
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}
