// The thread pool: every index exactly once whatever the number of workers, reuse, and no nesting.
#include "core/memory.h"
#include "core/threads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { MOST = 1000 };

typedef struct Counts {
    _Atomic int of_index[MOST];
    _Atomic int wrong_worker;
    int workers;
} Counts;

static void count_index(void* context, int index, int worker) {
    Counts* counts = context;
    atomic_fetch_add(&counts->of_index[index], 1);
    if (worker < 0 || worker >= counts->workers) {
        atomic_fetch_add(&counts->wrong_worker, 1);
    }
}

static void check_once(RgThreadPool* pool, int count) {
    static Counts counts;
    memset(&counts, 0, sizeof counts);
    counts.workers = rg_thread_pool_workers(pool);
    rg_parallel_for(pool, count, count_index, &counts);
    for (int i = 0; i < MOST; i++) {
        assert_int_equal(counts.of_index[i], i < count ? 1 : 0);
    }
    assert_int_equal(counts.wrong_worker, 0);
}

static void test_every_index_once(void** state) {
    (void)state;
    for (int workers = 1; workers <= 4; workers++) {
        RgThreadPool* pool;
        RgError error;
        assert_int_equal(rg_thread_pool_create(workers, &pool, &error), RG_OK);
        assert_int_equal(rg_thread_pool_workers(pool), workers);
        int64_t allocations = rg_allocation_count();
        // the same pool for many jobs of all sizes, small ones too
        for (int repeat = 0; repeat < 200; repeat++) {
            check_once(pool, repeat % 7);
            check_once(pool, repeat == 0 ? MOST : repeat * 5);
        }
        assert_int_equal(rg_allocation_count(), allocations);
        rg_thread_pool_destroy(pool);
    }
    check_once(NULL, MOST);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void add_to_plain_sum(void* context, int index, int worker) {
    // one slot per worker and no atomics: the pool itself must order these writes before the read
    // below
    int64_t* sums = context;
    sums[worker] += index;
}

static void test_results_are_visible_to_the_caller(void** state) {
    (void)state;
    RgThreadPool* pool;
    assert_int_equal(rg_thread_pool_create(3, &pool, NULL), RG_OK);
    for (int repeat = 0; repeat < 300; repeat++) {
        int64_t sums[3] = {0};
        rg_parallel_for(pool, MOST, add_to_plain_sum, sums);
        assert_int_equal(sums[0] + sums[1] + sums[2], MOST * (MOST - 1) / 2);
    }
    rg_thread_pool_destroy(pool);
}

static void finish_late(void* context, int index, int worker) {
    // everybody takes long enough for all to get work, and the helpers are slower than the caller
    const struct timespec moment = {0, worker == 0 ? 300000 : 3000000};
    nanosleep(&moment, NULL);
    int* done = context;
    done[index] = 1;
}

static void test_the_caller_waits_for_the_last_task(void** state) {
    (void)state;
    RgThreadPool* pool;
    assert_int_equal(rg_thread_pool_create(4, &pool, NULL), RG_OK);
    for (int repeat = 0; repeat < 20; repeat++) {
        int done[20] = {0};
        rg_parallel_for(pool, 20, finish_late, done);
        for (int i = 0; i < 20; i++) {
            assert_int_equal(done[i], 1);
        }
    }
    rg_thread_pool_destroy(pool);
}

static void nest(void* context, int index, int worker) {
    (void)index;
    (void)worker;
    static Counts counts;
    rg_parallel_for(context, 1, count_index, &counts);
}

/// Assertions are part of debug and sanitizer builds; a child process meets one.
static void test_nested_use_is_caught(void** state) {
    (void)state;
#if defined(NDEBUG) && !defined(RG_ASSERTIONS)
    skip();
#endif
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        RgThreadPool* pool;
        close(STDERR_FILENO);
        if (rg_thread_pool_create(1, &pool, NULL) == RG_OK) {
            rg_parallel_for(pool, 1, nest, pool);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void test_bad_sizes(void** state) {
    (void)state;
    RgThreadPool* pool;
    RgError error = {0};
    assert_int_equal(rg_thread_pool_create(0, &pool, &error), RG_ERROR_ARGUMENT);
    assert_null(pool);
    assert_non_null(strstr(error.message, "at least 1"));
    rg_thread_pool_destroy(NULL);
    assert_int_equal(rg_thread_pool_workers(NULL), 1);
    assert_true(rg_processor_count() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_index_once),
        cmocka_unit_test(test_results_are_visible_to_the_caller),
        cmocka_unit_test(test_the_caller_waits_for_the_last_task),
        cmocka_unit_test(test_nested_use_is_caught),
        cmocka_unit_test(test_bad_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
