// Every layer's reference in double: hand-written backward against central differences, for inputs
// and parameters, with episodes that begin inside the sequence.
#include "core/random.h"
#include "nn/kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 6, ROWS = 3, POSITIONS = STEPS * ROWS, MOST = 4096 };

// Arrays of one case. in: differentiated; slope: d loss / d out; grad[j]: the backward pass's
// answer for in[j].
typedef struct Arrays {
    double in[6][MOST];
    double grad[6][MOST];
    double out[MOST];
    double slope[MOST];
    double workspace[MOST * 4];
    double moments[2][POSITIONS];
    double state[MOST];
    int32_t size[6];
    int32_t out_size;
    RgSequence sequence;
} Arrays;

static Arrays a;

static const uint8_t resets[POSITIONS] = {0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1};

static void draw(double* out, int32_t count, uint64_t stream, double scale) {
    RgRandomKey key = rg_random_key(17, 0, 0, stream);
    for (int32_t i = 0; i < count; i++) {
        out[i] = scale * (double)rg_random_normal(key, (uint64_t)i);
    }
}

static void begin(int32_t out_size) {
    memset(&a, 0, sizeof a);
    a.out_size = out_size;
    draw(a.slope, out_size, 1, 1);
    draw(a.state, MOST, 2, 0.7);
    a.sequence = (RgSequence){
        .steps = STEPS, .rows = ROWS, .state_stride = 64, .reset_stride = ROWS, .resets = resets};
}

static void input(int index, int32_t size, double scale) {
    assert_true(size <= MOST);
    a.size[index] = size;
    draw(a.in[index], size, 10 + (uint64_t)index, scale);
}

static double loss(void (*forward)(void)) {
    double sum = 0;
    forward();
    for (int32_t i = 0; i < a.out_size; i++) {
        sum += a.slope[i] * a.out[i];
    }
    return sum;
}

static void check(void (*forward)(void), void (*backward)(void)) {
    forward();
    backward();
    for (int j = 0; j < 6; j++) {
        double worst = 0, largest = 0;
        for (int32_t i = 0; i < a.size[j]; i++) {
            const double step = 1e-5, saved = a.in[j][i];
            a.in[j][i] = saved + step;
            double above = loss(forward);
            a.in[j][i] = saved - step;
            double below = loss(forward);
            a.in[j][i] = saved;
            double numeric = (above - below) / (2 * step);
            worst = fmax(worst, fabs(numeric - a.grad[j][i]));
            largest = fmax(largest, fabs(numeric));
        }
        if (a.size[j] > 0 && !(largest > 1e-3 && worst <= 1e-7 * largest)) {
            fail_msg("input %d: difference %g of %g", j, worst, largest);
        }
    }
}

// ---- fully connected: x, weight, bias
enum { INPUTS = 5, OUTPUTS = 7 };

static RgLinear linear(void) {
    return (RgLinear){.inputs = INPUTS, .outputs = OUTPUTS, .weight = a.in[1], .bias = a.in[2]};
}

static void linear_forward(void) {
    RgLinear layer = linear();
    rg_ref_linear_forward(a.out, OUTPUTS, a.in[0], INPUTS, &layer, POSITIONS, NULL);
}

static void linear_backward(void) {
    RgLinear layer = linear();
    rg_ref_linear_backward_input(a.grad[0], INPUTS, a.slope, OUTPUTS, &layer, POSITIONS, false);
    rg_ref_linear_backward_weight(a.grad[1], a.grad[2], a.slope, OUTPUTS, a.in[0], INPUTS, &layer,
                                  POSITIONS);
}

static void test_linear(void** state) {
    (void)state;
    begin(POSITIONS * OUTPUTS);
    input(0, POSITIONS * INPUTS, 1);
    input(1, OUTPUTS * INPUTS, 1);
    input(2, OUTPUTS, 1);
    check(linear_forward, linear_backward);
}

// ---- layer norm: x, gamma, beta
enum { WIDTH = 6 };

static void norm_forward(void) {
    rg_ref_layer_norm_forward(a.out, a.moments[0], a.moments[1], a.in[0], a.in[1], a.in[2],
                              POSITIONS, WIDTH);
}

static void norm_backward(void) {
    rg_ref_layer_norm_backward(a.grad[0], a.grad[1], a.grad[2], a.slope, a.in[0], a.moments[0],
                               a.moments[1], a.in[1], POSITIONS, WIDTH);
}

static void test_layer_norm(void** state) {
    (void)state;
    begin(POSITIONS * WIDTH);
    input(0, POSITIONS * WIDTH, 2);
    input(1, WIDTH, 1);
    input(2, WIDTH, 1);
    check(norm_forward, norm_backward);
}

// ---- Mish: x
static void mish_forward(void) {
    rg_ref_mish_forward(a.out, a.in[0], a.out_size);
}

static void mish_backward(void) {
    rg_ref_mish_backward(a.grad[0], a.slope, a.in[0], a.out_size);
}

static void test_mish(void** state) {
    (void)state;
    begin(200);
    input(0, 200, 4);
    check(mish_forward, mish_backward);
}

// ---- gate: y, z
static void gate_forward(void) {
    rg_ref_gate_forward(a.out, a.in[0], a.in[1], WIDTH, POSITIONS, WIDTH);
}

static void gate_backward(void) {
    rg_ref_gate_backward(a.grad[0], a.grad[1], WIDTH, a.slope, a.in[0], a.in[1], WIDTH, POSITIONS,
                         WIDTH);
}

static void test_gate(void** state) {
    (void)state;
    begin(POSITIONS * WIDTH);
    input(0, POSITIONS * WIDTH, 1);
    input(1, POSITIONS * WIDTH, 3);
    check(gate_forward, gate_backward);
}

// ---- softplus: x, bias
static void softplus_forward(void) {
    rg_ref_softplus_forward(a.out, a.in[0], WIDTH, a.in[1], POSITIONS, WIDTH);
}

static void softplus_backward(void) {
    rg_ref_softplus_backward(a.grad[0], WIDTH, a.grad[1], a.slope, a.in[0], WIDTH, a.in[1],
                             POSITIONS, WIDTH);
}

static void test_softplus(void** state) {
    (void)state;
    begin(POSITIONS * WIDTH);
    input(0, POSITIONS * WIDTH, 3);
    input(1, WIDTH, 1);
    check(softplus_forward, softplus_backward);
}

// ---- convolution: x, weight, bias
enum { CHANNELS = 6, TAPS = 4 };

static RgConv conv(void) {
    return (RgConv){.channels = CHANNELS, .taps = TAPS, .weight = a.in[1], .bias = a.in[2]};
}

static void conv_forward(void) {
    RgConv layer = conv();
    rg_ref_conv_forward(a.out, NULL, a.in[0], CHANNELS, a.state, &layer, &a.sequence);
}

static void conv_backward(void) {
    RgConv layer = conv();
    rg_ref_conv_backward(a.grad[0], CHANNELS, a.grad[1], a.grad[2], a.slope, CHANNELS, a.in[0],
                         CHANNELS, a.state, &layer, &a.sequence);
}

static void test_conv(void** state) {
    (void)state;
    begin(POSITIONS * CHANNELS);
    input(0, POSITIONS * CHANNELS, 1);
    input(1, TAPS * CHANNELS, 1);
    input(2, CHANNELS, 1);
    check(conv_forward, conv_backward);
}

// ---- scan: u, dt (through its logarithm's slope: it must stay positive), b, c, a_log, skip
enum { STATES = 3, HEADS = 3 };

static RgSsm ssm;

static RgScan scan(void) {
    return (RgScan){.ssm = ssm,
                    .channels = CHANNELS,
                    .states = STATES,
                    .heads = ssm == RG_SSM_MAMBA2 ? HEADS : CHANNELS,
                    .a_log = a.in[4],
                    .skip = a.in[5]};
}

static RgScanInput scan_input(void) {
    return (RgScanInput){.u = a.in[0],
                         .dt = a.in[1],
                         .b = a.in[2],
                         .c = a.in[3],
                         .u_stride = CHANNELS,
                         .dt_stride = ssm == RG_SSM_MAMBA2 ? HEADS : CHANNELS,
                         .bc_stride = STATES};
}

static void scan_forward(void) {
    RgScan layer = scan();
    RgScanInput in = scan_input();
    rg_ref_scan_forward(a.out, NULL, &in, a.state, &layer, &a.sequence);
}

static void scan_backward(void) {
    RgScan layer = scan();
    RgScanInput in = scan_input();
    const RgScanGradient gradient = {.du = a.grad[0],
                                     .d_dt = a.grad[1],
                                     .db = a.grad[2],
                                     .dc = a.grad[3],
                                     .d_a_log = a.grad[4],
                                     .d_skip = a.grad[5],
                                     .du_stride = CHANNELS,
                                     .db_stride = STATES};
    assert_true(rg_scan_workspace(STEPS, STATES) <= sizeof a.workspace / sizeof a.workspace[0]);
    rg_ref_scan_backward(&gradient, a.slope, &in, a.state, &layer, &a.sequence, a.workspace);
}

static void check_scan(RgSsm kind) {
    ssm = kind;
    begin(POSITIONS * CHANNELS);
    int32_t heads = kind == RG_SSM_MAMBA2 ? HEADS : CHANNELS;
    input(0, POSITIONS * CHANNELS, 1);
    input(1, POSITIONS * heads, 0.3);
    for (int32_t i = 0; i < a.size[1]; i++) {
        a.in[1][i] = 0.05 + fabs(a.in[1][i]);
    }
    input(2, POSITIONS * STATES, 1);
    input(3, POSITIONS * STATES, 1);
    input(4, kind == RG_SSM_MAMBA2 ? HEADS : STATES * CHANNELS, 0.5);
    input(5, CHANNELS, 1);
    check(scan_forward, scan_backward);
}

static void test_scan_mamba2(void** state) {
    (void)state;
    check_scan(RG_SSM_MAMBA2);
}

static void test_scan_mamba1(void** state) {
    (void)state;
    check_scan(RG_SSM_MAMBA1);
}

// ---- gated recurrent unit, one step: gx, gh, h
static void gru_forward(void) {
    rg_ref_gru_forward(a.out, a.in[0], a.in[1], a.in[2], POSITIONS, WIDTH);
}

static void gru_backward(void) {
    rg_ref_gru_backward(a.grad[0], a.grad[1], a.grad[2], a.slope, a.in[0], a.in[1], a.in[2],
                        POSITIONS, WIDTH);
}

static void test_gru(void** state) {
    (void)state;
    begin(POSITIONS * WIDTH);
    input(0, POSITIONS * 3 * WIDTH, 1);
    input(1, POSITIONS * 3 * WIDTH, 1);
    input(2, POSITIONS * WIDTH, 1);
    check(gru_forward, gru_backward);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear),      cmocka_unit_test(test_layer_norm),
        cmocka_unit_test(test_mish),        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_softplus),    cmocka_unit_test(test_conv),
        cmocka_unit_test(test_scan_mamba2), cmocka_unit_test(test_scan_mamba1),
        cmocka_unit_test(test_gru),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
