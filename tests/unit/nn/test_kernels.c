// The vectorised kernels of every instruction set this processor has, against the reference, over
// odd shapes; and the promises that hold bit for bit: a row's numbers do not depend on its
// neighbours, and time steps one by one give the sequence.
#include "core/random.h"
#include "nn/kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const RgKernels* reference(void) {
    return rg_kernels_find("reference");
}

static float* array(size_t count) {
    float* memory = NULL;
    // one vector of guard values behind every array: kernels must not write there
    assert_int_equal(posix_memalign((void**)&memory, 64, (count + 16) * sizeof(float)), 0);
    for (size_t i = 0; i < count + 16; i++) {
        memory[i] = 12345.0f;
    }
    return memory;
}

static float* drawn(size_t count, uint64_t stream, float scale) {
    float* memory = array(count);
    RgRandomKey key = rg_random_key(23, 0, 0, stream);
    for (size_t i = 0; i < count; i++) {
        memory[i] = scale * rg_random_normal(key, i);
    }
    return memory;
}

static float* copy(const float* from, size_t count) {
    float* memory = array(count);
    memcpy(memory, from, count * sizeof(float));
    return memory;
}

// Root of the mean squared difference over the root of the mean square.
static void expect_within(double tolerance, const char* what, const RgKernels* kernels,
                          const float* got, const float* want, size_t count) {
    double off = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        off += ((double)got[i] - want[i]) * ((double)got[i] - want[i]);
        size += (double)want[i] * want[i];
    }
    if (!(sqrt(off) <= tolerance * sqrt(size))) {
        fail_msg("%s of %s: normalised error %g", what, kernels->name, sqrt(off / size));
    }
    for (size_t i = count; i < count + 16; i++) {
        if (got[i] != 12345.0f) {
            fail_msg("%s of %s writes beyond its array", what, kernels->name);
        }
    }
}

static void expect_near(const char* what, const RgKernels* kernels, const float* got,
                        const float* want, size_t count) {
    expect_within(2e-6, what, kernels, got, want, count);
}

// Runs `body` for every table but the reference.
#define FOR_EACH_TABLE(k)                                                                          \
    for (int table_ = 0; rg_kernels_at(table_ + 1); table_++)                                      \
        for (const RgKernels* k = rg_kernels_at(table_); k; k = NULL)

static RgLinear packed_linear(int32_t inputs, int32_t outputs, float** memory) {
    RgLinear linear = {.inputs = inputs, .outputs = outputs};
    linear.weight = drawn((size_t)inputs * (size_t)outputs, 1, 0.3f);
    linear.bias = drawn((size_t)outputs, 2, 1);
    *memory = array(rg_linear_packed_size(inputs, outputs));
    rg_linear_pack(&linear, *memory);
    return linear;
}

static void check_linear(const RgKernels* k, int32_t rows, int32_t inputs, int32_t outputs) {
    float* memory;
    RgLinear linear = packed_linear(inputs, outputs, &memory);
    const int32_t xs = inputs + 3, ys = outputs + 5;
    float *x = drawn((size_t)rows * xs, 3, 1), *dy = drawn((size_t)rows * ys, 4, 1);
    float *y[2], *dx[2], *dw[2], *db[2];
    for (int i = 0; i < 2; i++) {
        const RgKernels* each = i ? reference() : k;
        y[i] = drawn((size_t)rows * ys, 5, 1);
        dx[i] = drawn((size_t)rows * xs, 6, 1);
        dw[i] = drawn((size_t)inputs * outputs, 7, 1);
        db[i] = drawn((size_t)outputs, 8, 1);
        each->linear_forward(y[i], ys, x, xs, &linear, rows, y[i]);
        each->linear_backward_input(dx[i], xs, dy, ys, &linear, rows, true);
        each->linear_backward_weight(dw[i], db[i], dy, ys, x, xs, &linear, rows);
    }
    expect_near("linear_forward", k, y[0], y[1], (size_t)rows * ys);
    expect_near("linear_backward_input", k, dx[0], dx[1], (size_t)rows * xs);
    expect_near("linear_backward_weight", k, dw[0], dw[1], (size_t)inputs * outputs);
    expect_near("linear_backward_weight bias", k, db[0], db[1], (size_t)outputs);
    for (int i = 0; i < 2; i++) {
        free(y[i]), free(dx[i]), free(dw[i]), free(db[i]);
    }
    free(x), free(dy), free(memory), free((void*)linear.weight), free((void*)linear.bias);
}

static void test_linear(void** state) {
    (void)state;
    static const int32_t sizes[] = {1, 2, 5, 15, 16, 17, 31, 33, 64, 115};
    static const int32_t rows[] = {1, 3, 6, 8, 13, 97, 130, 260};
    FOR_EACH_TABLE(k) {
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                check_linear(k, rows[(i + j) % 8], sizes[i], sizes[j]);
            }
        }
    }
}

// Any number of rows, anywhere in a tile: the same bits.
static void test_linear_rows(void** state) {
    (void)state;
    enum { ROWS = 107, INPUTS = 37, OUTPUTS = 51 };
    float* memory;
    RgLinear linear = packed_linear(INPUTS, OUTPUTS, &memory);
    float *x = drawn(ROWS * INPUTS, 3, 1), *dy = drawn(ROWS * OUTPUTS, 4, 1);
    FOR_EACH_TABLE(k) {
        float *all = array(ROWS * OUTPUTS), *dx = array(ROWS * INPUTS);
        float *dw = drawn(INPUTS * OUTPUTS, 5, 1), *parts = drawn(INPUTS * OUTPUTS, 5, 1);
        k->linear_forward(all, OUTPUTS, x, INPUTS, &linear, ROWS, NULL);
        k->linear_backward_input(dx, INPUTS, dy, OUTPUTS, &linear, ROWS, false);
        k->linear_backward_weight(dw, NULL, dy, OUTPUTS, x, INPUTS, &linear, ROWS);
        for (int32_t first = 0, count = 1; first < ROWS; first += count, count = count % 11 + 1) {
            float one[12 * OUTPUTS], d_one[12 * INPUTS];
            count = count < ROWS - first ? count : ROWS - first;
            k->linear_forward(one, OUTPUTS, x + first * INPUTS, INPUTS, &linear, count, NULL);
            k->linear_backward_input(d_one, INPUTS, dy + first * OUTPUTS, OUTPUTS, &linear, count,
                                     false);
            k->linear_backward_weight(parts, NULL, dy + first * OUTPUTS, OUTPUTS,
                                      x + first * INPUTS, INPUTS, &linear, count);
            assert_memory_equal(one, all + first * OUTPUTS, sizeof(float) * count * OUTPUTS);
            assert_memory_equal(d_one, dx + first * INPUTS, sizeof(float) * count * INPUTS);
        }
        // a gradient added in pieces is the gradient added at once
        assert_memory_equal(parts, dw, sizeof(float) * INPUTS * OUTPUTS);
        free(all), free(dx), free(dw), free(parts);
    }
    free(x), free(dy), free(memory), free((void*)linear.weight), free((void*)linear.bias);
}

static void check_norm(const RgKernels* k, int32_t rows, int32_t width) {
    const size_t size = (size_t)rows * width;
    float *x = drawn(size, 1, 2), *dy = drawn(size, 2, 1);
    float *gamma = drawn((size_t)width, 3, 1), *beta = drawn((size_t)width, 4, 1);
    float *y[2], *mean[2], *rstd[2], *dx[2], *dg[2], *db[2];
    for (int i = 0; i < 2; i++) {
        const RgKernels* each = i ? reference() : k;
        y[i] = array(size), mean[i] = array((size_t)rows), rstd[i] = array((size_t)rows);
        dx[i] = drawn(size, 5, 1), dg[i] = drawn((size_t)width, 6, 1);
        db[i] = drawn((size_t)width, 7, 1);
        each->layer_norm_forward(y[i], mean[i], rstd[i], x, gamma, beta, rows, width);
        each->layer_norm_backward(dx[i], dg[i], db[i], dy, x, mean[i], rstd[i], gamma, rows, width);
    }
    expect_near("layer_norm_forward", k, y[0], y[1], size);
    expect_near("layer_norm_backward", k, dx[0], dx[1], size);
    expect_near("layer_norm_backward gamma", k, dg[0], dg[1], (size_t)width);
    expect_near("layer_norm_backward beta", k, db[0], db[1], (size_t)width);
    for (int i = 0; i < 2; i++) {
        free(y[i]), free(mean[i]), free(rstd[i]), free(dx[i]), free(dg[i]), free(db[i]);
    }
    free(x), free(dy), free(gamma), free(beta);
}

static void test_layer_norm(void** state) {
    (void)state;
    FOR_EACH_TABLE(k) {
        for (int32_t width = 2; width < 70; width += width < 20 ? 1 : 13) {
            check_norm(k, 9, width);
        }
    }
}

// Elementwise kernels share a shape: rows of `width` taken from rows of `stride`.
static void check_elementwise(const RgKernels* k, int32_t rows, int32_t width, float scale) {
    const int32_t stride = width + 7;
    const size_t dense = (size_t)rows * width, wide = (size_t)rows * stride;
    float *x = drawn(dense, 1, scale), *z = drawn(wide, 2, scale), *dy = drawn(dense, 3, 1);
    float* bias = drawn((size_t)width, 4, 1);
    float *out[2][7], *d_bias[2];
    for (int i = 0; i < 2; i++) {
        const RgKernels* each = i ? reference() : k;
        for (int j = 0; j < 7; j++) {
            out[i][j] = drawn(wide, 5, 1);
        }
        d_bias[i] = drawn((size_t)width, 6, 1);
        each->mish_forward(out[i][0], x, (int64_t)dense);
        each->mish_backward(out[i][1], dy, x, (int64_t)dense);
        each->gate_forward(out[i][2], x, z, stride, rows, width);
        each->gate_backward(out[i][3], out[i][4], stride, dy, x, z, stride, rows, width);
        each->softplus_forward(out[i][5], z, stride, bias, rows, width);
        each->softplus_backward(out[i][6], stride, d_bias[i], dy, z, stride, bias, rows, width);
    }
    static const char* const names[] = {"mish_forward",     "mish_backward",    "gate_forward",
                                        "gate_backward dy", "gate_backward dz", "softplus_forward",
                                        "softplus_backward"};
    for (int j = 0; j < 7; j++) {
        expect_near(names[j], k, out[0][j], out[1][j], wide);
        free(out[0][j]), free(out[1][j]);
    }
    expect_near("softplus_backward bias", k, d_bias[0], d_bias[1], (size_t)width);
    free(x), free(z), free(dy), free(bias), free(d_bias[0]), free(d_bias[1]);
}

static void test_elementwise(void** state) {
    (void)state;
    FOR_EACH_TABLE(k) {
        for (int32_t width = 1; width < 40; width += width < 18 ? 1 : 7) {
            check_elementwise(k, 11, width, 1);
            check_elementwise(k, 11, width, 20);
        }
    }
}

// Not-a-number must reach the caller, and large arguments must not make any.
static void test_extremes(void** state) {
    (void)state;
    const float x[] = {-1e30f, -200,  -88,   -87, -30, -1e-20f, 0,
                       1e-20f, 19.9f, 20.1f, 88,  89,  200,     1e18f};
    enum { COUNT = sizeof x / sizeof x[0] };
    float y[2][COUNT], zero[COUNT] = {0}, one[COUNT];
    for (int i = 0; i < COUNT; i++) {
        one[i] = 1;
    }
    FOR_EACH_TABLE(k) {
        k->mish_forward(y[0], x, COUNT);
        reference()->mish_forward(y[1], x, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assert_true(fabsf(y[0][i] - y[1][i]) <= 1e-6f * fabsf(y[1][i]) + 1e-6f);
        }
        k->gate_forward(y[0], one, x, COUNT, 1, COUNT);
        reference()->gate_forward(y[1], one, x, COUNT, 1, COUNT);
        for (int i = 1; i < COUNT; i++) { // -1e30 times a clamped sigmoid is not 0
            assert_true(fabsf(y[0][i] - y[1][i]) <= 1e-6f * fabsf(y[1][i]) + 1e-6f);
        }
        k->softplus_forward(y[0], x, COUNT, zero, 1, COUNT);
        reference()->softplus_forward(y[1], x, COUNT, zero, 1, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assert_true(fabsf(y[0][i] - y[1][i]) <= 1e-6f * fabsf(y[1][i]) + 1e-6f);
        }
        const float bad[3] = {1, NAN, 2};
        k->mish_forward(y[0], bad, 3);
        assert_true(isnan(y[0][1]) && !isnan(y[0][0]) && !isnan(y[0][2]));
        k->gate_forward(y[0], one, bad, 3, 1, 3);
        assert_true(isnan(y[0][1]) && !isnan(y[0][0]));
        k->softplus_forward(y[0], bad, 3, zero, 1, 3);
        assert_true(isnan(y[0][1]) && !isnan(y[0][0]));
    }
}

static void test_gru(void** state) {
    (void)state;
    FOR_EACH_TABLE(k) {
        for (int32_t width = 1; width < 40; width += width < 18 ? 1 : 7) {
            const int32_t rows = 5;
            const size_t size = (size_t)rows * width;
            float *gx = drawn(3 * size, 1, 1), *gh = drawn(3 * size, 2, 1);
            float *h = drawn(size, 3, 1), *slope = drawn(size, 4, 1);
            float *next[2], *dgx[2], *dgh[2], *dh[2];
            for (int i = 0; i < 2; i++) {
                const RgKernels* each = i ? reference() : k;
                next[i] = array(size), dgx[i] = array(3 * size);
                dgh[i] = array(3 * size), dh[i] = array(size);
                each->gru_forward(next[i], gx, gh, h, rows, width);
                each->gru_backward(dgx[i], dgh[i], dh[i], slope, gx, gh, h, rows, width);
            }
            expect_near("gru_forward", k, next[0], next[1], size);
            expect_near("gru_backward dgx", k, dgx[0], dgx[1], 3 * size);
            expect_near("gru_backward dgh", k, dgh[0], dgh[1], 3 * size);
            expect_near("gru_backward dh", k, dh[0], dh[1], size);
            for (int i = 0; i < 2; i++) {
                free(next[i]), free(dgx[i]), free(dgh[i]), free(dh[i]);
            }
            free(gx), free(gh), free(h), free(slope);
        }
    }
}

enum { STEPS = 9, ROWS = 5 };

static RgSequence sequence_of(const uint8_t* resets, int32_t state_stride) {
    return (RgSequence){.steps = STEPS,
                        .rows = ROWS,
                        .state_stride = state_stride,
                        .reset_stride = ROWS + 2,
                        .resets = resets};
}

static void draw_resets(uint8_t* resets) {
    RgRandomKey key = rg_random_key(29, 0, 0, 0);
    for (uint64_t i = 0; i < STEPS * (ROWS + 2); i++) {
        resets[i] = rg_random_below(key, i, 4) == 0;
    }
}

static void check_conv(const RgKernels* k, int32_t channels, int32_t taps) {
    uint8_t resets[STEPS * (ROWS + 2)];
    draw_resets(resets);
    const int32_t stride = 2 * channels;
    const size_t n = STEPS * ROWS, size = n * channels,
                 window_size = ROWS * (size_t)(taps - 1) * channels;
    RgSequence sequence = sequence_of(resets, (taps - 1) * channels);
    RgConv conv = {.channels = channels, .taps = taps};
    conv.weight = drawn((size_t)taps * channels, 1, 1);
    conv.bias = drawn((size_t)channels, 2, 1);
    float *x = drawn(n * stride, 3, 1), *du = drawn(n * stride, 4, 1);
    float* window = drawn(window_size, 5, 1);
    float *u[2], *after[2], *dx[2], *dw[2], *db[2];
    for (int i = 0; i < 2; i++) {
        const RgKernels* each = i ? reference() : k;
        u[i] = array(size), after[i] = copy(window, window_size);
        dx[i] = copy(du, n * stride);
        dw[i] = drawn((size_t)taps * channels, 6, 1), db[i] = drawn((size_t)channels, 7, 1);
        each->conv_forward(u[i], after[i], x, stride, after[i], &conv, &sequence);
        each->conv_backward(dx[i], stride, dw[i], db[i], dx[i], stride, x, stride, window, &conv,
                            &sequence);
    }
    expect_near("conv_forward", k, u[0], u[1], size);
    expect_near("conv_forward window", k, after[0], after[1], window_size);
    expect_near("conv_backward", k, dx[0], dx[1], n * stride);
    expect_near("conv_backward weight", k, dw[0], dw[1], (size_t)taps * channels);
    expect_near("conv_backward bias", k, db[0], db[1], (size_t)channels);

    // step by step, window written over itself: the same bits
    memcpy(dx[0], window, window_size * sizeof(float));
    for (int32_t t = 0; t < STEPS; t++) {
        RgSequence one = sequence;
        one.steps = 1;
        one.resets = resets + (size_t)t * sequence.reset_stride;
        k->conv_forward(u[1] + (size_t)t * ROWS * channels, dx[0], x + (size_t)t * ROWS * stride,
                        stride, dx[0], &conv, &one);
    }
    assert_memory_equal(u[0], u[1], size * sizeof(float));
    assert_memory_equal(after[0], dx[0], window_size * sizeof(float));
    for (int i = 0; i < 2; i++) {
        free(u[i]), free(after[i]), free(dx[i]), free(dw[i]), free(db[i]);
    }
    free(x), free(du), free(window), free((void*)conv.weight), free((void*)conv.bias);
}

static void test_conv(void** state) {
    (void)state;
    FOR_EACH_TABLE(k) {
        for (int32_t channels = 1; channels < 60; channels += channels < 18 ? 1 : 15) {
            check_conv(k, channels, 4);
            check_conv(k, channels, 2 + channels % 7);
        }
    }
}

typedef struct ScanRun {
    float *y, *after, *du, *d_dt, *mixed, *d_log, *d_skip;
} ScanRun;

static void check_scan(const RgKernels* k, RgSsm ssm, int32_t channels, int32_t heads,
                       int32_t states) {
    uint8_t resets[STEPS * (ROWS + 2)];
    draw_resets(resets);
    const size_t n = STEPS * ROWS, size = n * channels;
    const size_t state_size = (size_t)ROWS * states * channels,
                 rates = ssm == RG_SSM_MAMBA2 ? (size_t)heads : (size_t)states * channels;
    const int32_t mixed = 2 * states + 1, wide = channels + 3;
    RgSequence sequence = sequence_of(resets, states * channels);
    RgScan scan = {.ssm = ssm, .channels = channels, .states = states, .heads = heads};
    scan.a_log = drawn(rates, 1, 1);
    scan.skip = drawn((size_t)channels, 2, 1);
    float *u = drawn(size, 3, 1), *dt = drawn(n * heads, 4, 0.3f), *bc = drawn(n * mixed, 5, 1);
    float *begin = drawn(state_size, 6, 1), *dy = drawn(size, 7, 1);
    float* workspace = array(rg_scan_workspace(STEPS, states));
    for (size_t i = 0; i < n * heads; i++) {
        dt[i] = 0.01f + fabsf(dt[i]);
    }
    RgScanInput input = {u, dt, bc, bc + states, channels, heads, mixed};
    ScanRun run[2];
    for (int i = 0; i < 2; i++) {
        const RgKernels* each = i ? reference() : k;
        run[i] = (ScanRun){array(size),
                           copy(begin, state_size),
                           drawn(n * wide, 8, 1),
                           array(n * heads),
                           drawn(n * mixed, 9, 1),
                           drawn(rates, 10, 1),
                           drawn((size_t)channels, 11, 1)};
        RgScanGradient gradient = {run[i].du,    run[i].d_dt,   run[i].mixed, run[i].mixed + states,
                                   run[i].d_log, run[i].d_skip, wide,         mixed};
        each->scan_forward(run[i].y, run[i].after, &input, run[i].after, &scan, &sequence);
        each->scan_backward(&gradient, dy, &input, begin, &scan, &sequence, workspace);
    }
    expect_near("scan_forward", k, run[0].y, run[1].y, size);
    expect_near("scan_forward state", k, run[0].after, run[1].after, state_size);
    expect_near("scan_backward du", k, run[0].du, run[1].du, n * wide);
    expect_near("scan_backward dt", k, run[0].d_dt, run[1].d_dt, n * heads);
    expect_near("scan_backward b, c", k, run[0].mixed, run[1].mixed, n * mixed);
    // up to 10^5 terms that cancel, one by one in the reference
    expect_within(5e-5, "scan_backward a_log", k, run[0].d_log, run[1].d_log, rates);
    expect_near("scan_backward skip", k, run[0].d_skip, run[1].d_skip, (size_t)channels);

    // step by step, state written over itself: the same bits
    for (int32_t t = 0; t < STEPS; t++) {
        const size_t at = (size_t)t * ROWS;
        RgScanInput one = {u + at * channels,
                           dt + at * heads,
                           bc + at * mixed,
                           bc + at * mixed + states,
                           channels,
                           heads,
                           mixed};
        RgSequence step = sequence;
        step.steps = 1;
        step.resets = resets + (size_t)t * sequence.reset_stride;
        k->scan_forward(run[1].y + at * channels, begin, &one, begin, &scan, &step);
    }
    assert_memory_equal(run[0].y, run[1].y, size * sizeof(float));
    assert_memory_equal(run[0].after, begin, state_size * sizeof(float));
    for (int i = 0; i < 2; i++) {
        free(run[i].y), free(run[i].after), free(run[i].du), free(run[i].d_dt);
        free(run[i].mixed), free(run[i].d_log), free(run[i].d_skip);
    }
    free(u), free(dt), free(bc), free(begin), free(dy), free(workspace);
    free((void*)scan.a_log), free((void*)scan.skip);
}

static void test_scan(void** state) {
    (void)state;
    static const int32_t states[] = {16, 1, 3, 17, 64};
    FOR_EACH_TABLE(k) {
        for (int i = 0; i < 5; i++) {
            check_scan(k, RG_SSM_MAMBA2, 64, 2, states[i]);  // whole vectors within a head
            check_scan(k, RG_SSM_MAMBA2, 48, 2, states[i]);  // heads that end inside a vector
            check_scan(k, RG_SSM_MAMBA2, 15, 5, states[i]);  // part of a vector
            check_scan(k, RG_SSM_MAMBA2, 37, 37, states[i]); // a head per channel
            check_scan(k, RG_SSM_MAMBA1, 37, 37, states[i]);
            check_scan(k, RG_SSM_MAMBA1, 16, 16, states[i]);
        }
    }
}

static void test_tables(void** state) {
    (void)state;
    int count = 0;
    while (rg_kernels_at(count)) {
        assert_ptr_equal(rg_kernels_find(rg_kernels_at(count)->name), rg_kernels_at(count));
        count++;
    }
    assert_true(count >= 2);
    assert_string_equal(rg_kernels_at(count - 1)->name, "reference");
    assert_null(rg_kernels_find("x86-64-v9"));
    rg_kernels_select(reference());
    assert_ptr_equal(rg_kernels_current(), reference());
    rg_kernels_select(NULL);
    assert_ptr_equal(rg_kernels_current(), rg_kernels_at(0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),      cmocka_unit_test(test_linear),
        cmocka_unit_test(test_linear_rows), cmocka_unit_test(test_layer_norm),
        cmocka_unit_test(test_elementwise), cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_gru),         cmocka_unit_test(test_conv),
        cmocka_unit_test(test_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
