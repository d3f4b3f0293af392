// The yardstick of "share of peak" for the reference kernels: plain multiplications and additions.
#include "nn/kernels.h"

float rg_ref_peak_probe(int64_t rounds, int64_t* flops) {
    RgReal chains[RG_PEAK_CHAINS], sum = 0;
    for (int i = 0; i < RG_PEAK_CHAINS; i++) {
        chains[i] = 1 + (RgReal)i;
    }
    for (int64_t round = 0; round < rounds; round++) {
        for (int i = 0; i < RG_PEAK_CHAINS; i++) {
            chains[i] = chains[i] * (RgReal)0.9999 + (RgReal)0.0001;
        }
    }
    for (int i = 0; i < RG_PEAK_CHAINS; i++) {
        sum += chains[i];
    }
    *flops = rounds * RG_PEAK_CHAINS * 2;
    return (float)sum;
}
