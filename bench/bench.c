#include "bench.h"

#include "nn/kernels.h"

#include <time.h>

double bench_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_peak_flops(void) {
    // the best of some short probes: another process may have had the core meanwhile
    double best = 0;
    for (int probe = 0; probe < 20; probe++) {
        int64_t flops;
        double before = bench_seconds();
        rg_kernels_current()->peak_probe(20000, &flops);
        double rate = (double)flops / (bench_seconds() - before);
        best = rate > best ? rate : best;
    }
    return best;
}
