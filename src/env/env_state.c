// Saved states that a caller keeps: an environment's block behind a label that tells what it is, so
// that a state from elsewhere is refused in words instead of being played on.
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "core/hash.h"
#include "env/native.h"

static const char magic[8] = {'R', 'G', 'S', 'T', 'A', 'T', 'E', 0};

// What a block's meaning depends on; without padding, so equal labels are equal bytes.
typedef struct Label {
    char magic[8];
    char version[24];
    uint64_t bytes; // of label and block
    uint64_t check; // hash of the block
    char scenario[RG_SCENARIO_NAME];
    char rewards[RG_DEF_TEXT];
    int32_t rows[RG_TEAM_COUNT];
    int32_t frames, representation, width, height, action_set, ticks, duration, match_bytes;
} Label;

_Static_assert(sizeof(Label) == 8 + 24 + 16 + RG_SCENARIO_NAME + RG_DEF_TEXT + 10 * 4,
               "a label has no padding");

static Label make_label(const RgNative* self) {
    const RgEnvDef* def = &self->def;
    Label label;
    memset(&label, 0, sizeof label);
    memcpy(label.magic, magic, sizeof magic);
    snprintf(label.version, sizeof label.version, "%s", rg_version());
    label.bytes = sizeof label + self->block_bytes;
    snprintf(label.scenario, sizeof label.scenario, "%s", self->scenario.name);
    snprintf(label.rewards, sizeof label.rewards, "%s", def->rewards);
    memcpy(label.rows, self->rows, sizeof label.rows);
    label.frames = self->frames;
    label.representation = def->representation;
    label.width = self->shape.width;
    label.height = self->shape.height;
    label.action_set = def->action_set;
    label.ticks = def->physics_steps_per_frame;
    label.duration = self->scenario.game_duration;
    label.match_bytes = (int32_t)rg_match_bytes();
    return label;
}

static RgStatus fail_number(RgError* error, const char* field, int32_t theirs, int32_t ours) {
    return rg_fail(error, RG_ERROR_CONFIG,
                   "state: its %s is %d, that of these environments %d; restore it into "
                   "environments with the description that it was saved from",
                   field, (int)theirs, (int)ours);
}

static RgStatus fail_text(RgError* error, const char* field, const char* theirs, const char* ours) {
    return rg_fail(error, RG_ERROR_CONFIG,
                   "state: its %s is '%.50s', that of these environments '%.50s'; restore it into "
                   "environments with the description that it was saved from",
                   field, theirs, ours);
}

// the first field in which two labels differ
static RgStatus compare(const Label* theirs, const Label* ours, RgError* error) {
    const struct {
        const char* name;
        int32_t theirs, ours;
    } numbers[] = {
        {"left_agents", theirs->rows[0], ours->rows[0]},
        {"right_agents", theirs->rows[1], ours->rows[1]},
        {"number of stacked frames", theirs->frames, ours->frames},
        {"representation (its place in the list)", theirs->representation, ours->representation},
        {"minimap_width", theirs->width, ours->width},
        {"minimap_height", theirs->height, ours->height},
        {"action_set (its place in the list)", theirs->action_set, ours->action_set},
        {"physics_steps_per_frame", theirs->ticks, ours->ticks},
        {"game_duration", theirs->duration, ours->duration},
        {"match size in bytes (another build of the engine)", theirs->match_bytes,
         ours->match_bytes},
    };
    if (strncmp(theirs->version, ours->version, sizeof ours->version) != 0) {
        return fail_text(error, "version of Regista", theirs->version, ours->version);
    }
    if (strncmp(theirs->scenario, ours->scenario, sizeof ours->scenario) != 0) {
        return fail_text(error, "scenario", theirs->scenario, ours->scenario);
    }
    if (strncmp(theirs->rewards, ours->rewards, sizeof ours->rewards) != 0) {
        return fail_text(error, "rewards", theirs->rewards, ours->rewards);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].theirs != numbers[i].ours) {
            return fail_number(error, numbers[i].name, numbers[i].theirs, numbers[i].ours);
        }
    }
    return RG_OK;
}

size_t rg_native_state_bytes(const RgNative* self) {
    return sizeof(Label) + self->block_bytes;
}

void rg_native_get_state(const RgNative* self, int32_t env, void* state) {
    const unsigned char* block = self->blocks + (size_t)env * self->block_bytes;
    Label label = make_label(self);
    label.check = rg_hash(block, self->block_bytes, 0);
    memcpy(state, &label, sizeof label);
    memcpy((unsigned char*)state + sizeof label, block, self->block_bytes);
}

RgStatus rg_native_set_state(RgNative* self, int32_t env, const void* state, size_t bytes,
                             RgError* error) {
    Label ours = make_label(self);
    const unsigned char* block = (const unsigned char*)state + sizeof(Label);
    Label theirs;
    if (env < 0 || env >= self->spec.env_count) {
        return rg_fail(error, RG_ERROR_ARGUMENT, "state: there is no environment %d, but 0 to %d",
                       (int)env, (int)self->spec.env_count - 1);
    }
    if (bytes < sizeof theirs || memcmp(state, magic, sizeof magic) != 0) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "state: these %zu bytes are no saved environment; pass what "
                       "rg_vec_env_get_state wrote",
                       bytes);
    }
    memcpy(&theirs, state, sizeof theirs);
    RG_TRY(compare(&theirs, &ours, error));
    if (bytes != ours.bytes || theirs.bytes != ours.bytes) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "state: %zu bytes where a saved environment has %zu; it was cut off or is "
                       "of another build",
                       bytes, (size_t)ours.bytes);
    }
    // the whole label, so that bytes behind the end of a text count too
    ours.check = rg_hash(block, self->block_bytes, 0);
    if (memcmp(&theirs, &ours, sizeof ours) != 0) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "state: the bytes do not agree with their check sum; the state was "
                       "damaged after it was saved");
    }
    memcpy(self->blocks + (size_t)env * self->block_bytes, block, self->block_bytes);
    return RG_OK;
}
