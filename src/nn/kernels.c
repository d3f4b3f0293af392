// Which kernels run: the reference, or the best vectorised table that this processor understands.
#include "nn/kernels.h"

#include "core/simd.h"

#include <stdatomic.h>
#include <string.h>

#define REFERENCE_ENTRY(type, name) .name = rg_ref_##name,
static const RgKernels reference = {.name = "reference", RG_KERNEL_LIST(REFERENCE_ENTRY)};

#ifdef RG_SIMD
extern const RgKernels rg_simd_scalar;
#endif
#ifdef RG_SIMD_X86
extern const RgKernels rg_simd_v3;
extern const RgKernels rg_simd_v4;
#endif

static _Atomic(const RgKernels*) selected;

const RgKernels* rg_kernels_at(int index) {
    const RgKernels* tables[4];
    int count = 0;
#ifdef RG_SIMD_X86
    if (rg_has_v4()) {
        tables[count++] = &rg_simd_v4;
    }
    if (rg_has_v3()) {
        tables[count++] = &rg_simd_v3;
    }
#endif
#ifdef RG_SIMD
    tables[count++] = &rg_simd_scalar;
#endif
    tables[count++] = &reference;
    return index >= 0 && index < count ? tables[index] : NULL;
}

const RgKernels* rg_kernels_find(const char* name) {
    for (int i = 0; rg_kernels_at(i); i++) {
        if (strcmp(rg_kernels_at(i)->name, name) == 0) {
            return rg_kernels_at(i);
        }
    }
    return NULL;
}

const RgKernels* rg_kernels_current(void) {
    const RgKernels* kernels = atomic_load_explicit(&selected, memory_order_relaxed);
    return kernels ? kernels : rg_kernels_at(0);
}

void rg_kernels_select(const RgKernels* kernels) {
    atomic_store_explicit(&selected, kernels, memory_order_relaxed);
}

size_t rg_scan_workspace(int32_t steps, int32_t states) {
    // h before every step, and the lanes of db and dc, for one panel of channels (simd/scan.c)
    return ((size_t)steps * 3 + 4) * (size_t)states * RG_PANEL + (size_t)steps * 2 * RG_PANEL;
}
