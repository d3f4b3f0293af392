// How fast this processor multiplies and adds when nothing else is in the way.
#include "nn/simd/isa.h"

float RG_ISA_NAME(peak_probe)(int64_t rounds, int64_t* flops) {
    RgVf chains[RG_PEAK_CHAINS];
    for (int i = 0; i < RG_PEAK_CHAINS; i++) {
        chains[i] = rg_vf_set(1.0f + (float)i);
    }
    // towards 1 and never there: no number becomes tiny, none repeats early
    const RgVf factor = rg_vf_set(0.9999f), shift = rg_vf_set(0.0001f);
    for (int64_t round = 0; round < rounds; round++) {
        for (int i = 0; i < RG_PEAK_CHAINS; i++) {
            chains[i] = chains[i] * factor + shift;
        }
    }
    RgVf sum = rg_vf_set(0);
    for (int i = 0; i < RG_PEAK_CHAINS; i++) {
        sum += chains[i];
    }
    *flops = rounds * RG_PEAK_CHAINS * RG_LANES * 2;
    return rg_vf_sum(sum);
}
