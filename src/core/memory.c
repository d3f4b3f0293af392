// Every block carries a header of one alignment unit that remembers its size, so that the live
// counter can be exact although the release hook is given a bare pointer.
#include "core/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static void* default_allocate(size_t bytes, size_t alignment) {
    return aligned_alloc(alignment, bytes);
}

static void* (*allocate_hook)(size_t bytes, size_t alignment) = default_allocate;
static void (*release_hook)(void* memory) = free;
static _Atomic int64_t live_bytes;
static _Atomic int64_t allocations;

void rg_set_allocator(void* (*allocate)(size_t bytes, size_t alignment),
                      void (*release)(void* memory)) {
    allocate_hook = allocate != NULL ? allocate : default_allocate;
    release_hook = release != NULL ? release : free;
}

int64_t rg_allocated_bytes(void) {
    return atomic_load(&live_bytes);
}

int64_t rg_allocation_count(void) {
    return atomic_load(&allocations);
}

void* rg_alloc(size_t bytes) {
    if (bytes == 0 || bytes > SIZE_MAX / 2) {
        return NULL;
    }
    // whole alignment units: aligned_alloc asks for it, and vector code may read to the end of the
    // last one
    size_t body = (bytes + RG_ALIGNMENT - 1) / RG_ALIGNMENT * RG_ALIGNMENT;
    char* block = allocate_hook(RG_ALIGNMENT + body, RG_ALIGNMENT);
    if (block == NULL) {
        return NULL;
    }
    memset(block, 0, RG_ALIGNMENT + body);
    memcpy(block, &bytes, sizeof bytes);
    atomic_fetch_add(&live_bytes, (int64_t)bytes);
    atomic_fetch_add(&allocations, 1);
    return block + RG_ALIGNMENT;
}

void* rg_alloc_array(size_t count, size_t element_bytes) {
    if (element_bytes != 0 && count > SIZE_MAX / element_bytes) {
        return NULL;
    }
    return rg_alloc(count * element_bytes);
}

void rg_free(void* memory) {
    if (memory == NULL) {
        return;
    }
    char* block = (char*)memory - RG_ALIGNMENT;
    size_t bytes;
    memcpy(&bytes, block, sizeof bytes);
    atomic_fetch_sub(&live_bytes, (int64_t)bytes);
    release_hook(block);
}
