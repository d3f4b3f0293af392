// Both estimators walk one row from its last step to its first and carry one number.
#include "learn/advantages.h"

#include "core/math.h"

#include <math.h>
#include <stddef.h>

void rg_gae(const RgTrajectory* path, float* advantages, float* returns, const float* values) {
    size_t stride = (size_t)path->stride;
    float gamma = (float)path->gamma, decay = (float)(path->gamma * path->lambda);
    for (int32_t b = 0; b < path->rows; b++) {
        float carried = 0;
        for (int32_t t = path->steps - 1; t >= 0; t--) {
            size_t i = (size_t)t * stride + (size_t)b;
            float next = values[i + stride];
            if (path->terminated[i] || path->truncated[i]) {
                next = path->terminated[i] ? 0 : path->final_values[i];
                carried = 0;
            }
            float delta = path->rewards[i] + gamma * next - values[i];
            carried = delta + decay * carried;
            advantages[i] = carried;
            returns[i] = carried + values[i];
        }
    }
}

int64_t rg_vtrace(const RgTrajectory* path, RgVtraceClips clips, float* advantages, float* targets,
                  const float* values, const float* log_ratios) {
    size_t rows = (size_t)path->rows;
    float gamma = (float)path->gamma, lambda = (float)path->lambda;
    float rho_clip = (float)clips.rho, c_clip = (float)clips.c;
    int64_t clipped = 0;
    for (size_t b = 0; b < rows; b++) {
        float correction = 0; // vs[t + 1] - v[t + 1]
        float next_target = values[(size_t)path->steps * rows + b];
        for (int32_t t = path->steps - 1; t >= 0; t--) {
            size_t i = (size_t)t * rows + b, wide = (size_t)t * (size_t)path->stride + b;
            float next_value = values[i + rows];
            if (path->terminated[wide] || path->truncated[wide]) {
                next_value = path->terminated[wide] ? 0 : path->final_values[wide];
                next_target = next_value;
                correction = 0;
            }
            float ratio = rg_exp(fminf(log_ratios[i], 20.0f));
            float rho = fminf(rho_clip, ratio), c = lambda * fminf(c_clip, ratio);
            clipped += ratio > rho_clip;
            float reward = path->rewards[wide];
            correction = rho * (reward + gamma * next_value - values[i]) + gamma * c * correction;
            advantages[i] = rho * (reward + gamma * next_target - values[i]);
            targets[i] = values[i] + correction;
            next_target = targets[i];
        }
    }
    return clipped;
}
