// Writes a small run's metrics into a folder, for test_tensorboard.py: ten steps, then a resume
// behind step 5.
#include "metrics/metrics.h"

#include <math.h>
#include <stdio.h>

static RgStatus write_steps(const char* folder, int64_t last_step, int64_t end, RgError* error) {
    RgMetrics* metrics;
    RgStatus status = rg_metrics_open(folder, last_step, &metrics, error);
    for (int64_t step = last_step + 1; step <= end && status == RG_OK; step++) {
        const RgScalar scalars[] = {{"loss/policy", 0.5 * (double)step},
                                    {"episode/return", -1.0 / (double)(step + 1)},
                                    {"never", NAN}};
        status = rg_metrics_add(metrics, step, scalars, 3, error);
    }
    if (status == RG_OK) {
        status = rg_metrics_add_text(metrics, end, "config", "seed: 1", error);
    }
    RgStatus closed = rg_metrics_close(metrics, status == RG_OK ? error : NULL);
    return status != RG_OK ? status : closed;
}

int main(int argc, char** argv) {
    RgError error = {0};
    if (argc != 2 || write_steps(argv[1], -1, 9, &error) != RG_OK ||
        write_steps(argv[1], 5, 7, &error) != RG_OK) {
        fprintf(stderr, "write_sample_metrics FOLDER: %s\n", error.message);
        return 1;
    }
    return 0;
}
