// The allocation hook: counters, alignment, zeroes, and what happens when it says no.
#include "core/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int hook_calls, hook_releases, hook_limit;

/// Fails from call number hook_limit on; the memory is dirty on purpose.
static void* counting_allocate(size_t bytes, size_t alignment) {
    if (hook_calls >= hook_limit) {
        return NULL;
    }
    hook_calls++;
    void* memory = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (memory != NULL) {
        memset(memory, 0x5a, bytes);
    }
    return memory;
}

static void counting_release(void* memory) {
    hook_releases++;
    free(memory);
}

static int restore_hooks(void** state) {
    (void)state;
    rg_set_allocator(NULL, NULL);
    return 0;
}

static void test_counter_returns_to_zero(void** state) {
    (void)state;
    assert_int_equal(rg_allocated_bytes(), 0);
    int64_t count = rg_allocation_count();
    char* a = rg_alloc(1);
    double* b = rg_alloc_array(1000, sizeof *b);
    assert_int_equal(rg_allocated_bytes(), 1 + 1000 * (int64_t)sizeof *b);
    assert_int_equal(rg_allocation_count(), count + 2);
    rg_free(a);
    assert_int_equal(rg_allocated_bytes(), 1000 * (int64_t)sizeof *b);
    rg_free(b);
    rg_free(NULL);
    assert_int_equal(rg_allocated_bytes(), 0);
    assert_int_equal(rg_allocation_count(), count + 2);
}

static void test_memory_is_aligned_and_zero(void** state) {
    (void)state;
    hook_calls = hook_releases = 0;
    hook_limit = 1000;
    rg_set_allocator(counting_allocate, counting_release);
    for (size_t bytes = 1; bytes < 300; bytes++) {
        unsigned char* memory = rg_alloc(bytes);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % RG_ALIGNMENT, 0);
        for (size_t i = 0; i < bytes; i++) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 0xff, bytes);
        rg_free(memory);
    }
    assert_int_equal(hook_calls, 299);
    assert_int_equal(hook_releases, 299);
    rg_set_allocator(NULL, NULL);
}

static void test_refusals(void** state) {
    (void)state;
    hook_calls = 0;
    hook_limit = 1;
    rg_set_allocator(counting_allocate, counting_release);
    void* first = rg_alloc(10);
    assert_non_null(first);
    assert_null(rg_alloc(10));
    assert_int_equal(rg_allocated_bytes(), 10);
    rg_free(first);
    rg_set_allocator(NULL, NULL);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_impossible_sizes(void** state) {
    (void)state;
    assert_null(rg_alloc(0));
    assert_null(rg_alloc(SIZE_MAX));
    assert_null(rg_alloc_array(SIZE_MAX / 2, 4));
    assert_null(rg_alloc_array(0, 4));
    assert_null(rg_alloc_array(4, 0));
    assert_int_equal(rg_allocated_bytes(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counter_returns_to_zero),
        cmocka_unit_test_teardown(test_memory_is_aligned_and_zero, restore_hooks),
        cmocka_unit_test_teardown(test_refusals, restore_hooks),
        cmocka_unit_test(test_impossible_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
