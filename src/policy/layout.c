// Which tensors a policy has, in which order they lie in the one weight buffer, and the views of
// them. The same walk counts (no memory yet) and places (memory given), so the two can never
// disagree.
#include "core/error.h"
#include "core/memory.h"
#include "policy/model.h"

#include <stdio.h>
#include <string.h>

typedef struct Walk {
    RgModel* model;
    const char* scope; // prefix of tensor names, e.g. "blocks.0."
    int32_t tensors;
    int64_t parameters;
    size_t packed;
    int64_t flops;
} Walk;

// Counts one tensor, and describes it once there is memory. columns = 0: a vector.
static const RgReal* add_tensor(Walk* walk, const char* name, int32_t rows, int32_t columns,
                                RgInit init) {
    RgModel* model = walk->model;
    const RgReal* view = model->weights ? model->weights + walk->parameters : NULL;
    if (model->tensors) {
        RgTensor* tensor = &model->tensors[walk->tensors];
        snprintf(tensor->name, sizeof tensor->name, "%s%s", walk->scope, name);
        tensor->shape[0] = rows;
        tensor->shape[1] = columns;
        tensor->offset = walk->parameters;
        tensor->init = init;
    }
    walk->tensors++;
    walk->parameters += (int64_t)rows * (columns ? columns : 1);
    return view;
}

static void add_linear(Walk* walk, RgLinear* linear, const char* name, int32_t inputs,
                       int32_t outputs, RgInit init, bool bias) {
    char part[RG_TENSOR_NAME / 2];
    linear->inputs = inputs;
    linear->outputs = outputs;
    snprintf(part, sizeof part, "%s.weight", name);
    linear->weight = add_tensor(walk, part, outputs, inputs, init);
    snprintf(part, sizeof part, "%s.bias", name);
    linear->bias = bias ? add_tensor(walk, part, outputs, 0, RG_INIT_ZERO) : NULL;
    walk->packed += rg_linear_packed_size(inputs, outputs);
    walk->flops += 2 * (int64_t)inputs * outputs;
}

static void add_norm(Walk* walk, RgNorm* norm, const char* name, int32_t width) {
    char part[RG_TENSOR_NAME / 2];
    snprintf(part, sizeof part, "%s.weight", name);
    norm->gamma = add_tensor(walk, part, width, 0, RG_INIT_ONE);
    snprintf(part, sizeof part, "%s.bias", name);
    norm->beta = add_tensor(walk, part, width, 0, RG_INIT_ZERO);
}

static void add_mamba(Walk* walk, RgBlock* block) {
    const RgModel* model = walk->model;
    int32_t inner = model->inner, states = model->def.d_state, taps = model->def.conv;
    bool per_head = model->def.ssm == RG_SSM_MAMBA2;
    int32_t heads = per_head ? inner / model->def.head_width : inner;
    int32_t rank = per_head ? heads : (model->width + 15) / 16;
    add_linear(walk, &block->in_proj, "in_proj", model->width, 2 * inner, RG_INIT_ORTHOGONAL, true);
    block->conv.channels = inner;
    block->conv.taps = taps;
    block->conv.weight = add_tensor(walk, "conv.weight", taps, inner, RG_INIT_CONV);
    block->conv.bias = add_tensor(walk, "conv.bias", inner, 0, RG_INIT_ZERO);
    add_linear(walk, &block->x_proj, "x_proj", inner, rank + 2 * states, RG_INIT_ORTHOGONAL, false);
    if (!per_head) {
        add_linear(walk, &block->dt_proj, "dt_proj", rank, inner, RG_INIT_DT_PROJ, false);
    }
    block->dt_bias = add_tensor(walk, "dt_bias", heads, 0, RG_INIT_DT_BIAS);
    block->scan =
        (RgScan){.ssm = (RgSsm)model->def.ssm, .channels = inner, .states = states, .heads = heads};
    block->scan.a_log = per_head ? add_tensor(walk, "A_log", heads, 0, RG_INIT_DECAY_HEAD)
                                 : add_tensor(walk, "A_log", states, inner, RG_INIT_DECAY_STATE);
    block->scan.skip = add_tensor(walk, "D", inner, 0, RG_INIT_ONE);
    add_linear(walk, &block->out_proj, "out_proj", inner, model->width, RG_INIT_ORTHOGONAL, true);
}

static void add_block(Walk* walk, RgBlock* block, int32_t index) {
    const RgModel* model = walk->model;
    char scope[24];
    snprintf(scope, sizeof scope, "blocks.%d.", (int)index);
    walk->scope = scope;
    block->state_offset = index * (model->state_size / model->def.blocks);
    add_norm(walk, &block->norm, "norm", model->width);
    switch (model->def.kind) {
    case RG_POLICY_MAMBA_LITE_2025:
        add_mamba(walk, block);
        break;
    case RG_POLICY_GRU:
        add_linear(walk, &block->in_proj, "in_proj", model->width, 3 * model->width,
                   RG_INIT_ORTHOGONAL, true);
        add_linear(walk, &block->recurrent, "recurrent", model->width, 3 * model->width,
                   RG_INIT_ORTHOGONAL, true);
        break;
    default:
        add_linear(walk, &block->in_proj, "in_proj", model->width, model->inner, RG_INIT_ORTHOGONAL,
                   true);
        add_linear(walk, &block->out_proj, "out_proj", model->inner, model->width,
                   RG_INIT_ORTHOGONAL, true);
        break;
    }
    walk->scope = "";
}

static void walk_tensors(RgModel* model) {
    Walk walk = {.model = model, .scope = ""};
    RgBlock measured = {0};
    add_linear(&walk, &model->embed, "embed", model->observation_size, model->width,
               RG_INIT_ORTHOGONAL, true);
    add_norm(&walk, &model->embed_norm, "embed_norm", model->width);
    for (int32_t l = 0; l < model->def.blocks; l++) {
        add_block(&walk, model->blocks ? &model->blocks[l] : &measured, l);
    }
    add_norm(&walk, &model->final_norm, "final_norm", model->width);
    add_linear(&walk, &model->policy_head, "policy_head", model->width, model->action_count,
               RG_INIT_POLICY_HEAD, true);
    add_linear(&walk, &model->value_head, "value_head", model->width, 1, RG_INIT_VALUE_HEAD, true);
    model->tensor_count = walk.tensors;
    model->parameter_count = walk.parameters;
    model->packed_size = walk.packed;
    model->step_flops = walk.flops;
}

RgStatus rg_model_measure(RgModel* model, const RgPolicyDef* def, int32_t observation_size,
                          int32_t action_count, RgError* error) {
    static const RgBlockKind* const kinds[RG_POLICY_KIND_COUNT] = {
        [RG_POLICY_MAMBA_LITE_2025] = &rg_mamba_block,
        [RG_POLICY_MLP] = &rg_feed_forward_block,
        [RG_POLICY_GRU] = &rg_gru_block,
    };
    memset(model, 0, sizeof *model);
    RG_TRY(rg_policy_def_check(def, error));
    if (observation_size < 1 || action_count < 1 || observation_size > 1 << 20 ||
        action_count > 1 << 16) {
        return rg_fail(error, RG_ERROR_SHAPE,
                       "a policy of %d observations and %d actions: each must be at least 1 and "
                       "at most 2^20 and 2^16",
                       (int)observation_size, (int)action_count);
    }
    model->def = *def;
    model->observation_size = observation_size;
    model->action_count = action_count;
    model->width = def->width;
    model->inner = def->width * def->expand;
    model->kind = kinds[def->kind];
    model->state_size = model->kind->state_size(model) * def->blocks;
    walk_tensors(model);
    return RG_OK;
}

RgStatus rg_model_create(RgModel* model, const RgPolicyDef* def, int32_t observation_size,
                         int32_t action_count, RgError* error) {
    RG_TRY(rg_model_measure(model, def, observation_size, action_count, error));
    model->kernels = rg_kernels_current();
    model->tensors = rg_alloc_array((size_t)model->tensor_count, sizeof *model->tensors);
    model->blocks = rg_alloc_array((size_t)def->blocks, sizeof *model->blocks);
    model->weights = rg_alloc_array((size_t)model->parameter_count, sizeof *model->weights);
#ifndef RG_REAL_DOUBLE
    model->packed = rg_alloc_array(model->packed_size, sizeof *model->packed);
    bool complete = model->tensors && model->blocks && model->weights && model->packed;
#else
    bool complete = model->tensors && model->blocks && model->weights;
#endif
    if (!complete) {
        rg_model_destroy(model);
        return rg_fail(error, RG_ERROR_MEMORY,
                       "no memory for a policy of %lld parameters: make policy.width or "
                       "policy.blocks smaller",
                       (long long)model->parameter_count);
    }
    walk_tensors(model);
    return RG_OK;
}

void rg_model_destroy(RgModel* model) {
    rg_free(model->tensors);
    rg_free(model->blocks);
    rg_free(model->weights);
    rg_free(model->packed);
    model->tensors = NULL;
    model->blocks = NULL;
    model->weights = NULL;
    model->packed = NULL;
}

int64_t rg_tensor_size(const RgTensor* tensor) {
    return (int64_t)tensor->shape[0] * (tensor->shape[1] ? tensor->shape[1] : 1);
}

const RgTensor* rg_model_tensor_at(const RgModel* model, int64_t index) {
    for (int32_t i = 0; index >= 0 && i < model->tensor_count; i++) {
        if (index < model->tensors[i].offset + rg_tensor_size(&model->tensors[i])) {
            return &model->tensors[i];
        }
    }
    return NULL;
}

// every linear layer of the model in turn; NULL past the end
static RgLinear* linear_at(RgModel* model, int32_t index) {
    enum { PER_BLOCK = 5 };
    if (index < 3) {
        RgLinear* outer[3] = {&model->embed, &model->policy_head, &model->value_head};
        return outer[index];
    }
    if ((index - 3) / PER_BLOCK >= model->def.blocks) {
        return NULL;
    }
    RgBlock* block = &model->blocks[(index - 3) / PER_BLOCK];
    RgLinear* inner[PER_BLOCK] = {&block->in_proj, &block->out_proj, &block->x_proj,
                                  &block->dt_proj, &block->recurrent};
    return inner[(index - 3) % PER_BLOCK];
}

void rg_model_pack(RgModel* model) {
    if (!model->packed) {
        return;
    }
    float* memory = model->packed;
    RgLinear* linear;
    for (int32_t i = 0; (linear = linear_at(model, i)) != NULL; i++) {
        // a layer that this kind of block does not have is 0 x 0
        if (linear->inputs > 0) {
            rg_linear_pack(linear, memory);
            memory += rg_linear_packed_size(linear->inputs, linear->outputs);
        }
    }
}
