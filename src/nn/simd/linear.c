// The matrix product, once: every output is start + a sum over the depth in ascending order, each
// term one multiply-add, whatever the shape and wherever the output lies in a tile. Forward, input
// gradient and weight gradient differ only in who plays the rows, the panels and the depth. Tiles
// of ROWS rows and PANELS panels of 16 columns stay in registers.
#include "nn/simd/isa.h"

enum {
    VECTORS = RG_PANEL / RG_LANES, // of one panel
#if defined(RG_LANES_16)
    ROWS = 8,
    PANELS = 2,
#elif defined(RG_LANES_8)
    ROWS = 6,
    PANELS = 1,
#else
    ROWS = 2,
    PANELS = 1,
#endif
    ROW_CHUNK = 96,   // rows that meet one panel before the next panel is taken
    DEPTH_CHUNK = 128 // positions that a weight gradient adds at a time
};

// y (rows, columns) = start + left·right: left (row, k) at left[row·row_step + k·depth_step], right
// in panels (k, 16).
typedef struct Product {
    float* y;
    int32_t y_stride;
    const float* left;
    size_t row_step;
    size_t depth_step;
    const float* panels;
    size_t panel_size; // floats from one panel to the next
    int32_t depth;
    int32_t columns;
    const float* bias; // (columns) or NULL
    const float* add;  // as y, or NULL
} Product;

RG_INLINE void tile(const Product* p, int32_t row, int32_t column, const int rows,
                    const int panels) {
    RgVf sums[ROWS][PANELS * VECTORS];
    const int vectors = panels * VECTORS;
    const int32_t width = p->columns - column;
    const size_t corner = (size_t)row * (size_t)p->y_stride + (size_t)column;
    for (int v = 0; v < vectors; v++) {
        int32_t at = v * RG_LANES;
        RgVf start = p->bias ? rg_vf_load_part(p->bias + column + at, width - at) : rg_vf_set(0);
        for (int r = 0; r < rows; r++) {
            size_t place = corner + (size_t)r * (size_t)p->y_stride + (size_t)at;
            sums[r][v] = p->add ? start + rg_vf_load_part(p->add + place, width - at) : start;
        }
    }
    const float* left = p->left + (size_t)row * p->row_step;
    const float* right = p->panels + (size_t)(column / RG_PANEL) * p->panel_size;
    const size_t row_step = p->row_step, depth_step = p->depth_step, next = p->panel_size;
    for (int32_t k = 0; k < p->depth; k++) {
        RgVf columns[PANELS * VECTORS];
        for (int v = 0; v < vectors; v++) {
            columns[v] =
                rg_vf_load(right + (size_t)(v / VECTORS) * next + (size_t)(v % VECTORS) * RG_LANES);
        }
        for (int r = 0; r < rows; r++) {
            RgVf factor = rg_vf_set(left[(size_t)r * row_step]);
            for (int v = 0; v < vectors; v++) {
                sums[r][v] += factor * columns[v];
            }
        }
        left += depth_step;
        right += RG_PANEL;
    }
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) {
            int32_t at = v * RG_LANES;
            rg_vf_store_part(p->y + corner + (size_t)r * (size_t)p->y_stride + (size_t)at,
                             sums[r][v], width - at);
        }
    }
}

// Rows of one column of tiles; the last rows take narrower tiles.
RG_INLINE void tile_rows(const Product* p, int32_t row, int32_t end, int32_t column,
                         const int panels) {
    for (; row + ROWS <= end; row += ROWS) {
        tile(p, row, column, ROWS, panels);
    }
    if (ROWS > 4 && row + 4 <= end) {
        tile(p, row, column, 4, panels);
        row += 4;
    }
    if (ROWS > 2 && row + 2 <= end) {
        tile(p, row, column, 2, panels);
        row += 2;
    }
    if (row < end) {
        tile(p, row, column, 1, panels);
    }
}

static void multiply(const Product* p, int32_t rows) {
    for (int32_t first = 0; first < rows; first += ROW_CHUNK) {
        int32_t end = first + ROW_CHUNK < rows ? first + ROW_CHUNK : rows;
        int32_t column = 0;
        for (; column + RG_PANEL * (PANELS - 1) < p->columns; column += RG_PANEL * PANELS) {
            tile_rows(p, first, end, column, PANELS);
        }
        for (; PANELS > 1 && column < p->columns; column += RG_PANEL) {
            tile_rows(p, first, end, column, 1);
        }
    }
}

void RG_ISA_NAME(linear_forward)(float* y, int32_t y_stride, const float* x, int32_t x_stride,
                                 const RgLinear* linear, int32_t rows, const float* add) {
    const Product product = {
        .y = y,
        .y_stride = y_stride,
        .left = x,
        .row_step = (size_t)x_stride,
        .depth_step = 1,
        .panels = linear->packed,
        .panel_size = (size_t)linear->inputs * RG_PANEL,
        .depth = linear->inputs,
        .columns = linear->outputs,
        .bias = linear->bias,
        .add = add,
    };
    multiply(&product, rows);
}

void RG_ISA_NAME(linear_backward_input)(float* dx, int32_t dx_stride, const float* dy,
                                        int32_t dy_stride, const RgLinear* linear, int32_t rows,
                                        bool accumulate) {
    const Product product = {
        .y = dx,
        .y_stride = dx_stride,
        .left = dy,
        .row_step = (size_t)dy_stride,
        .depth_step = 1,
        .panels = linear->turned,
        .panel_size = (size_t)linear->outputs * RG_PANEL,
        .depth = linear->outputs,
        .columns = linear->inputs,
        .add = accumulate ? dx : NULL,
    };
    multiply(&product, rows);
}

static void add_column_sums(float* sums, const float* y, int32_t y_stride, int32_t rows,
                            int32_t columns) {
    for (int32_t column = 0; column < columns; column += RG_LANES) {
        RgVf sum = rg_vf_load_part(sums + column, columns - column);
        for (int32_t n = 0; n < rows; n++) {
            sum += rg_vf_load_part(y + (size_t)n * (size_t)y_stride + column, columns - column);
        }
        rg_vf_store_part(sums + column, sum, columns - column);
    }
}

void RG_ISA_NAME(linear_backward_weight)(float* d_weight, float* d_bias, const float* dy,
                                         int32_t dy_stride, const float* x, int32_t x_stride,
                                         const RgLinear* linear, int32_t rows) {
    float panels[PANELS * DEPTH_CHUNK * RG_PANEL] __attribute__((aligned(64)));
    const int32_t inputs = linear->inputs, strip = PANELS * RG_PANEL;
    for (int32_t first = 0; first < rows; first += DEPTH_CHUNK) {
        int32_t depth = rows - first < DEPTH_CHUNK ? rows - first : DEPTH_CHUNK;
        for (int32_t column = 0; column < inputs; column += strip) {
            // the strip of x as panels, zero beyond the last column
            for (int32_t n = 0; n < depth; n++) {
                const float* x_row = x + (size_t)(first + n) * (size_t)x_stride;
                for (int32_t at = 0; at < strip; at += RG_LANES) {
                    float* to = panels + (size_t)(at / RG_PANEL) * DEPTH_CHUNK * RG_PANEL +
                                (size_t)n * RG_PANEL + at % RG_PANEL;
                    rg_vf_store(to, rg_vf_load_part(x_row + column + at, inputs - column - at));
                }
            }
            const Product product = {
                .y = d_weight + column,
                .y_stride = inputs,
                .left = dy + (size_t)first * (size_t)dy_stride,
                .row_step = 1,
                .depth_step = (size_t)dy_stride,
                .panels = panels,
                .panel_size = DEPTH_CHUNK * RG_PANEL,
                .depth = depth,
                .columns = inputs - column < strip ? inputs - column : strip,
                .add = d_weight + column,
            };
            multiply(&product, linear->outputs);
        }
    }
    if (d_bias) {
        add_column_sums(d_bias, dy, dy_stride, rows, linear->outputs);
    }
}
