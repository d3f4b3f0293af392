// Names of the vectorised kernels. The files of this folder are compiled once per instruction set
// (../layer.cmake), with RG_ISA = scalar, v3 or v4, and all of one build end up in one table
// (table.c). Multiply-add may be fused here: a build is deterministic, two builds agree within
// rounding.
#pragma once

#include "nn/kernels.h"
#include "nn/simd/vector.h"

#define RG_ISA_JOIN_(name, isa) rg_##isa##_##name
#define RG_ISA_JOIN(name, isa)  RG_ISA_JOIN_(name, isa)
#define RG_ISA_NAME(name)       RG_ISA_JOIN(name, RG_ISA)

#define RG_ISA_DECLARE(type, name) type RG_ISA_NAME(name);
RG_KERNEL_LIST(RG_ISA_DECLARE)
