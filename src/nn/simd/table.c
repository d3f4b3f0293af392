// The table of this build's kernels (see ../kernels.c).
#include "nn/simd/isa.h"

#define RG_TABLE_JOIN_(isa)  rg_simd_##isa
#define RG_TABLE_JOIN(isa)   RG_TABLE_JOIN_(isa)
#define RG_ENTRY(type, name) .name = RG_ISA_NAME(name),

extern const RgKernels RG_TABLE_JOIN(RG_ISA);

const RgKernels RG_TABLE_JOIN(RG_ISA) = {RG_KERNEL_LIST(RG_ENTRY).name = RG_ISA_TEXT};
