// Golden hashes: what every scenario comes to after some random env steps. The same numbers must
// come out of every compiler, optimisation level and machine; a change of the game's rules changes
// them on purpose (tools/check-determinism.sh --update).
#include "core/hash.h"
#include "core/memory.h"
#include "core/random.h"
#include "env/env_def.h"
#include "regista/env.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCENARIOS = 128, FEW_STEPS = 300, SEED = 20, ACTION_STREAM = 7 };

typedef struct Names {
    char name[SCENARIOS][RG_SCENARIO_NAME];
    int count;
} Names;

static bool note(void* context, const char* name, const char* path) {
    (void)path;
    Names* names = context;
    snprintf(names->name[names->count++], RG_SCENARIO_NAME, "%s", name);
    return names->count < SCENARIOS;
}

static uint64_t play(RgVecEnv* env, int32_t steps) {
    size_t size = (size_t)env->spec.observation_size;
    float* observation = rg_alloc(size * sizeof *observation);
    float reward = 0.0f;
    uint8_t ended[2] = {0};
    int32_t action = 0;
    RgVecEnvArrays arrays = {.observations = observation,
                             .rewards = &reward,
                             .terminated = &ended[0],
                             .truncated = &ended[1]};
    uint64_t hash = 0;
    RgRandomKey key = rg_random_key(SEED, 0, 0, ACTION_STREAM);
    env->table->reset(env->self, 0, 1, &arrays);
    for (int32_t step = 0; step < steps; step++) {
        action = (int32_t)rg_random_below(key, (uint64_t)step, (uint32_t)env->spec.action_count);
        env->table->step(env->self, 0, 1, &action, &arrays);
        uint64_t state = rg_match_hash(rg_vec_env_match(env, 0));
        hash = rg_hash(&state, sizeof state, hash);
        hash = rg_hash(observation, size * sizeof *observation, hash);
        hash = rg_hash(&reward, sizeof reward, hash);
        hash = rg_hash(ended, sizeof ended, hash);
    }
    rg_free(observation);
    return hash;
}

/// Hash of `steps` random env steps, resets at episode ends included. @return false with a message
static bool golden(const char* scenario, int32_t steps, uint64_t* hash) {
    RgEnvDef def = rg_default_env_def();
    snprintf(def.scenario, sizeof def.scenario, "%s", scenario);
    snprintf(def.rewards, sizeof def.rewards, "scoring,checkpoints");
    def.seed = SEED;
    def.stagger = false;
    RgVecEnv env;
    RgError error;
    if (rg_vec_env_create(&def, 1, &env, &error) != RG_OK) {
        fprintf(stderr, "%s: %s\n", scenario, error.message);
        return false;
    }
    *hash = play(&env, steps);
    rg_vec_env_destroy(&env);
    return true;
}

static void print(const Names* names, int32_t steps) {
    for (int i = 0; i < names->count; i++) {
        uint64_t hash;
        if (golden(names->name[i], steps, &hash)) {
            printf("%s %d %016" PRIx64 "\n", names->name[i], (int)steps, hash);
        }
    }
}

// compares with a file of lines "scenario steps hash"; @return number of differences, -1 when there
// is nothing to compare
static int check(const char* path) {
    FILE* file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        return -1;
    }
    char name[RG_SCENARIO_NAME];
    int steps, compared = 0, different = 0;
    uint64_t wanted, hash;
    while (fscanf(file, "%63s %d %" SCNx64, name, &steps, &wanted) == 3) {
        compared++;
        if (!golden(name, steps, &hash) || hash != wanted) {
            different++;
            printf("%s after %d steps: %016" PRIx64 ", golden %016" PRIx64 "\n", name, steps, hash,
                   wanted);
        }
    }
    fclose(file);
    printf("%d of %d golden hashes equal\n", compared - different, compared);
    return compared == 0 ? -1 : different;
}

int main(int argc, char** argv) {
    if (argc == 3 && strcmp(argv[1], "--check") == 0) {
        return check(argv[2]) == 0 ? 0 : 1;
    }
    int32_t steps = argc > 1 ? atoi(argv[1]) : FEW_STEPS;
    static Names names;
    for (int i = 2; i < argc; i++) {
        note(&names, argv[i], NULL);
    }
    if (names.count == 0) {
        rg_scenario_each(note, &names);
    }
    print(&names, steps);
    return steps > 0 ? 0 : 2;
}
