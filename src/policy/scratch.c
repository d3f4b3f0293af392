// Memory of one worker: one allocation, cut into the arrays that the passes need.
#include "core/error.h"
#include "core/memory.h"
#include "policy/model.h"

#include <string.h>

size_t rg_cut(const RgPart* parts, size_t count, RgReal* memory) {
    const size_t line = RG_ALIGNMENT / sizeof(RgReal);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        *parts[i].array = memory ? memory + used : NULL;
        used += (parts[i].size + line - 1) / line * line;
    }
    return used;
}

int32_t rg_model_step_rows(const RgModelScratch* scratch) {
    int64_t positions = (int64_t)scratch->steps * scratch->rows;
    return scratch->steps > 0 && positions < RG_STEP_ROWS ? (int32_t)positions : RG_STEP_ROWS;
}

static size_t cut_scratch(RgModelScratch* scratch, const RgModel* model, RgReal* memory) {
    const RgBlockKind* kind = model->kind;
    int32_t step_rows = rg_model_step_rows(scratch);
    size_t spare = kind->spare_size(model, 1, step_rows), blocks = 1, n = (size_t)step_rows;
    scratch->kept_stride = 0;
    if (scratch->steps > 0) {
        // a sequence keeps every block's activations; in single steps all blocks share one place
        size_t sequence_spare = kind->spare_size(model, scratch->steps, scratch->rows);
        spare = sequence_spare > spare ? sequence_spare : spare;
        blocks = (size_t)model->def.blocks;
        n = (size_t)scratch->steps * (size_t)scratch->rows;
        scratch->kept_stride = kind->kept_size(model, (int32_t)n);
    }
    size_t layer = n * (size_t)model->width;
    const RgPart parts[] = {
        {&scratch->embedded, layer}, {&scratch->normal, layer},
        {&scratch->moments, 4 * n},  {&scratch->stream, (size_t)(model->def.blocks + 1) * layer},
        {&scratch->final, layer},    {&scratch->kept, blocks * kind->kept_size(model, (int32_t)n)},
        {&scratch->d_stream, layer}, {&scratch->d_normal, layer},
        {&scratch->spare, spare},
    };
    return rg_cut(parts, sizeof parts / sizeof parts[0], memory);
}

RgStatus rg_model_scratch_create(RgModelScratch* scratch, const RgModel* model, int32_t rows,
                                 int32_t steps, RgError* error) {
    memset(scratch, 0, sizeof *scratch);
    if (rows < 1 || steps < 0 || (int64_t)rows * steps > 1 << 24) {
        return rg_fail(
            error, RG_ERROR_SHAPE,
            "scratch for %d rows of %d steps: rows must be at least 1, steps at least 0, "
            "their product at most 2^24",
            (int)rows, (int)steps);
    }
    scratch->rows = rows;
    scratch->steps = steps;
    size_t size = cut_scratch(scratch, model, NULL);
    scratch->memory = rg_alloc_array(size, sizeof *scratch->memory);
    if (!scratch->memory) {
        return rg_fail(error, RG_ERROR_MEMORY,
                       "no memory for the activations of %d rows of %d steps (%zu bytes): take "
                       "fewer rows at a time",
                       (int)rows, (int)steps, size * sizeof *scratch->memory);
    }
    cut_scratch(scratch, model, scratch->memory);
    return RG_OK;
}

void rg_model_scratch_destroy(RgModelScratch* scratch) {
    rg_free(scratch->memory);
    scratch->memory = NULL;
}
