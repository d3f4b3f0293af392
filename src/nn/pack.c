// Packed weights: panels of RG_PANEL output columns, so that the matrix product reads one
// contiguous stream whatever the instruction set. Missing columns of the last panel are zero.
#include "nn/kernels.h"

static size_t panels_size(int32_t columns, int32_t depth) {
    return (size_t)((columns + RG_PANEL - 1) / RG_PANEL) * RG_PANEL * (size_t)depth;
}

// element (column, k) of the source lies at source[column * column_stride + k * depth_stride]
static void fill_panels(float* panels, const RgReal* source, int32_t columns, int32_t depth,
                        size_t column_stride, size_t depth_stride) {
    for (int32_t first = 0; first < columns; first += RG_PANEL) {
        for (int32_t k = 0; k < depth; k++) {
            for (int32_t j = 0; j < RG_PANEL; j++) {
                int32_t column = first + j;
                *panels++ =
                    column < columns
                        ? (float)source[(size_t)column * column_stride + (size_t)k * depth_stride]
                        : 0.0f;
            }
        }
    }
}

size_t rg_linear_packed_size(int32_t inputs, int32_t outputs) {
    return panels_size(outputs, inputs) + panels_size(inputs, outputs);
}

void rg_linear_pack(RgLinear* linear, float* memory) {
    int32_t inputs = linear->inputs, outputs = linear->outputs;
    float* turned = memory + panels_size(outputs, inputs);
    fill_panels(memory, linear->weight, outputs, inputs, (size_t)inputs, 1);
    fill_panels(turned, linear->weight, inputs, outputs, 1, (size_t)inputs);
    linear->packed = memory;
    linear->turned = turned;
}
