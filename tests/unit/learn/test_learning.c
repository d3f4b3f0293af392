// Learning learns: PPO and V-trace reach a stated return within a stated number of env steps on
// toys whose optimum is known, for three seeds; the memory task shows that the recurrent state
// carries what was seen.
#include "unit/learn/learn_fixture.h"

#include <stdio.h>

typedef struct Task {
    const char* name;
    FixtureDef def;
    double target;     // mean return over the last episodes
    int64_t env_steps; // budget
} Task;

// mean return of the episodes of the last iterations
typedef struct Tail {
    double sum[8];
    int count[8];
    int at;
} Tail;

static double tail_mean(Tail* tail, const RgCollectInfo* info) {
    tail->at = (tail->at + 1) % 8;
    tail->sum[tail->at] = 0;
    tail->count[tail->at] = info->episode_count;
    for (int i = 0; i < info->episode_count; i++) {
        tail->sum[tail->at] += (double)info->episodes[i].episode_return;
    }
    double sum = 0, count = 0;
    for (int i = 0; i < 8; i++) {
        sum += tail->sum[i];
        count += tail->count[i];
    }
    return count >= 100 ? sum / count : 0;
}

// env steps until the target was reached, -1: not within the budget
static int64_t learn(const Task* task, uint64_t seed, double* reached) {
    Fixture f;
    FixtureDef def = task->def;
    def.seed = seed;
    fixture_create(&f, &def);
    Tail tail = {0};
    int64_t steps = 0, found = -1;
    while (steps < task->env_steps && found < 0) {
        RgCollectInfo info;
        RgLearnInfo learned;
        rg_learner_collect(f.learner, &info);
        steps += info.env_steps;
        *reached = tail_mean(&tail, &info);
        found = *reached >= task->target ? steps : -1;
        rg_learner_learn(f.learner, (double)steps / (double)task->env_steps, &learned);
    }
    fixture_destroy(&f);
    return found;
}

static void run(const Task* task) {
    for (uint64_t seed = 1; seed <= 3; seed++) {
        double reached = 0;
        int64_t steps = learn(task, seed, &reached);
        print_message("%s, seed %d: return %.3f after %lld env steps\n", task->name, (int)seed,
                      reached, (long long)steps);
        assert_true(steps > 0);
    }
}

#define PPO "algorithm", "ppo", "learning_rate", "0.003", "steps", "16"
#define IMPALA                                                                                     \
    "algorithm", "impala", "learning_rate", "0.003", "steps", "20", "lambda", "1", "entropy", "0.02"

static void ppo_bandit(void** state) {
    (void)state;
    run(&(Task){"ppo bandit", {TOY_BANDIT, "mlp", 64, 1, 0, {PPO}}, 0.97, 60000});
}

static void ppo_corridor(void** state) {
    (void)state;
    run(&(Task){"ppo corridor", {TOY_CORRIDOR, "mamba_lite_2025", 64, 1, 0, {PPO}}, 0.99, 100000});
}

static void ppo_memory(void** state) {
    (void)state;
    run(&(Task){"ppo memory", {TOY_MEMORY, "mamba_lite_2025", 64, 1, 0, {PPO}}, 0.95, 300000});
}

static void impala_bandit(void** state) {
    (void)state;
    run(&(Task){"impala bandit", {TOY_BANDIT, "mlp", 64, 1, 0, {IMPALA}}, 0.97, 60000});
}

static void impala_corridor(void** state) {
    (void)state;
    run(&(Task){
        "impala corridor", {TOY_CORRIDOR, "mamba_lite_2025", 64, 1, 0, {IMPALA}}, 0.99, 100000});
}

static void impala_memory(void** state) {
    (void)state;
    run(&(Task){
        "impala memory", {TOY_MEMORY, "mamba_lite_2025", 64, 1, 0, {IMPALA}}, 0.95, 500000});
}

// without memory the best is one guess in three: the task measures what it claims to measure
static void no_memory_no_return(void** state) {
    (void)state;
    double reached = 0;
    Task task = {"ppo memory, mlp", {TOY_MEMORY, "mlp", 64, 1, 0, {PPO}}, 0.6, 100000};
    assert_int_equal(learn(&task, 1, &reached), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ppo_bandit),          cmocka_unit_test(ppo_corridor),
        cmocka_unit_test(ppo_memory),          cmocka_unit_test(impala_bandit),
        cmocka_unit_test(impala_corridor),     cmocka_unit_test(impala_memory),
        cmocka_unit_test(no_memory_no_return),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
