// One environment: episodes from their seed to their end (A.5 - A.9), seen and steered through
// rows.
#include <string.h>

#include "core/error.h"
#include "core/random.h"
#include "env/action.h"
#include "env/native.h"

// random streams, keyed by (seed, environment, episode number, stream)
enum { STREAM_SEED = 0x5EED, STREAM_STAGGER = 0x57A6 };

// the original draws seeds from 0 … 2·10^9 (A.9)
enum { SEED_COUNT = 2000000001 };

static RgRandomKey episode_key(const RgNative* self, int32_t env, const RgEpisode* episode,
                               uint64_t stream) {
    return rg_random_key((uint64_t)self->def.seed, (uint64_t)env,
                         (uint64_t)episode->info.episode_number, stream);
}

RgEpisode* rg_native_episode(const RgNative* self, int32_t env) {
    return (RgEpisode*)(void*)(self->blocks + (size_t)env * self->block_bytes);
}

RgRow* rg_native_rows(const RgNative* self, int32_t env) {
    return (RgRow*)(void*)(self->blocks + (size_t)env * self->block_bytes + self->rows_at);
}

RgMatch* rg_native_match(const RgNative* self, int32_t env) {
    return (RgMatch*)(void*)(self->blocks + (size_t)env * self->block_bytes + self->match_at);
}

static void* frame_of(const RgNative* self, int32_t env, int32_t row, int32_t index) {
    return self->blocks + (size_t)env * self->block_bytes + self->frames_at +
           (size_t)(row * self->frames + index) * self->frame_bytes;
}

// ---- observing

// One row standing for all players of its side shows the designated one (A.4); while there is none
// it stays where it was.
static void follow_designated(const RgNative* self, RgRow* rows, const RgMatchView* view) {
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        int32_t team = rows[k].team;
        if (self->agents[team] == self->rows[team] || view->designated[team] < 0) {
            continue;
        }
        for (int32_t i = 0; i < self->agents[team]; i++) {
            if (view->slots[team * RG_TEAM_SIZE + i].player == view->designated[team]) {
                rows[k].slot = team * RG_TEAM_SIZE + i;
            }
        }
    }
}

// calls encode_row for every row with its raw observation; what a side's rows have in common is
// made once
typedef void (*RowUse)(void* context, int32_t row, const RgObservation* observation);

static void for_each_row(const RgNative* self, const RgRow* rows, const RgMatchView* view,
                         RowUse use, void* context) {
    RgObservation observation;
    int32_t made_for = -1;
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        if (rows[k].team != made_for) {
            made_for = rows[k].team;
            rg_observe_team(&self->observer, view, made_for, &observation);
        }
        rg_observe_slot(&self->observer, view, rows[k].slot, &observation);
        use(context, k, &observation);
    }
}

typedef struct StepUse {
    RgNative* self;
    RgRow* rows;
    const int32_t* actions; ///< (K) of the step
    float* rewards;         ///< NULL at the start of an episode
    int32_t env, newest;
    int32_t score_change; ///< of the left team
} StepUse;

static void use_observation(void* context, int32_t k, const RgObservation* observation) {
    StepUse* use = context;
    RgNative* self = use->self;
    RgRow* row = &use->rows[k];
    rg_entity_note(&row->entities, use->rewards == NULL ? -1 : use->actions[k], observation);
    self->encoder->encode(observation, &row->entities, self->shape,
                          frame_of(self, use->env, k, use->newest));
    if (use->rewards == NULL) {
        // a fresh stack holds the first observation four times
        for (int32_t f = 0; f < self->frames; f++) {
            if (f != use->newest) {
                memcpy(frame_of(self, use->env, k, f), frame_of(self, use->env, k, use->newest),
                       self->frame_bytes);
            }
        }
        return;
    }
    rg_native_mark(self, RG_STAGE_REWARDS);
    RgRewardInput input = {observation,
                           row->team == RG_TEAM_LEFT ? use->score_change : -use->score_change};
    use->rewards[k] = rg_rewards_step(&self->rewards, &input, row->memory);
    row->episode_return += use->rewards[k];
    row->episode_score += (float)input.score_change;
    rg_native_mark(self, RG_STAGE_OBSERVATIONS);
}

static void notify(const RgNative* self, int32_t env, const RgMatchView* view, RgStepEnd end,
                   const int32_t* actions, const float* rewards) {
    const RgListener* listener = &self->listeners[env];
    if (listener->call == NULL) {
        return;
    }
    RgMatchView seen = *view;
    rg_match_view_facing(rg_native_match(self, env), &seen);
    int32_t slots[RG_SLOT_COUNT];
    const RgRow* rows = rg_native_rows(self, env);
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        slots[k] = rows[k].slot;
    }
    RgEnvEvent event = {.env = env,
                        .start = rewards == NULL,
                        .terminated = end.terminated,
                        .truncated = end.truncated,
                        .view = &seen,
                        .actions = actions,
                        .rewards = rewards,
                        .slots = slots,
                        .episode = rg_native_episode(self, env)->info};
    listener->call(listener->context, &event);
}

// ---- starting

static uint32_t choose_seed(const RgNative* self, int32_t env, const RgEpisode* episode) {
    if (self->scenario.deterministic) {
        return (uint32_t)self->scenario.seed;
    }
    if (self->def.game_engine_random_seed >= 0) {
        return (uint32_t)self->def.game_engine_random_seed;
    }
    return rg_random_below(episode_key(self, env, episode, STREAM_SEED), 0, SEED_COUNT);
}

// which team is processed first: a matter of seeds in stochastic scenarios only, unless it is set
// (A.9)
static bool choose_order(const RgNative* self, RgEpisode* episode) {
    bool odd = !self->scenario.deterministic && episode->info.seed % 2 == 1;
    if (!episode->order_known) {
        episode->order_known = true;
        episode->order_right_first = odd;
    }
    switch ((RgTeamOrder)self->def.team_order) {
    case RG_TEAM_ORDER_LEFT:
        return false;
    case RG_TEAM_ORDER_RIGHT:
        return true;
    case RG_TEAM_ORDER_FIRST_SEED:
        return episode->order_right_first;
    default:
        return odd;
    }
}

static void reset_rows(const RgNative* self, RgRow* rows) {
    int32_t k = 0;
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        for (int32_t i = 0; i < self->rows[team]; i++) {
            rows[k++] = (RgRow){.team = team, .slot = team * RG_TEAM_SIZE + i};
        }
    }
}

static void reset_match(RgNative* self, int32_t env, const RgEpisode* episode) {
    RgMatchDef def = rg_scenario_match_def(&self->scenario, episode->info.episode_number);
    RgError error;
    def.seed = episode->info.seed;
    def.right_first = episode->info.right_first;
    def.ticks_per_step = self->def.physics_steps_per_frame;
    memcpy(def.agents, self->agents, sizeof def.agents);
    // the description was tried at creation
    RgStatus status = rg_match_reset(self->pitch, rg_native_match(self, env), &def, &error);
    RG_ASSERT(status == RG_OK);
    (void)status;
}

void rg_episode_start(RgNative* self, int32_t env) {
    RgEpisode* episode = rg_native_episode(self, env);
    RgRow* rows = rg_native_rows(self, env);
    RgMatchView view;
    episode->info.episode_number++;
    episode->info.length = 0;
    episode->info.seed = choose_seed(self, env, episode);
    episode->info.right_first = choose_order(self, episode);
    episode->rules = rg_rules_start();
    episode->cut = 0;
    episode->partial = false;
    memset(episode->score, 0, sizeof episode->score);
    reset_rows(self, rows);
    reset_match(self, env, episode);
    rg_match_view(rg_native_match(self, env), &view);
    follow_designated(self, rows, &view);
    StepUse use = {.self = self, .rows = rows, .env = env, .newest = episode->newest};
    for_each_row(self, rows, &view, use_observation, &use);
    notify(self, env, &view, (RgStepEnd){false, false}, NULL, NULL);
}

// ---- stepping

static void steer(const RgNative* self, int32_t env, const int32_t* actions, RgControls* controls) {
    const RgRow* rows = rg_native_rows(self, env);
    const RgEpisode* episode = rg_native_episode(self, env);
    memset(controls, 0, sizeof *controls);
    // slots that no row shows are left to the built-in AI
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        memset(controls->action + team * RG_TEAM_SIZE, RG_ACTION_BUILTIN_AI,
               (size_t)self->agents[team]);
    }
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        RG_ASSERT(actions[k] >= 0 && actions[k] < self->spec.action_count);
        bool known = (uint32_t)actions[k] < (uint32_t)self->spec.action_count;
        RgAction action = known ? (RgAction)actions[k] : RG_ACTION_IDLE;
        controls->action[rows[k].slot] =
            (uint8_t)(rows[k].team == RG_TEAM_LEFT ? action : rg_action_mirror(action));
    }
    if (rg_rules_blocked(&episode->rules)) {
        RgMatchView view;
        rg_match_view(rg_native_match(self, env), &view);
        rg_rules_unblock(&episode->rules, &view, controls);
    }
}

static RgStepEnd judge(const RgNative* self, RgEpisode* episode, const RgMatchView* view) {
    RgRulesResult rules =
        rg_rules_step(&self->scenario, self->observer.game_duration, view, &episode->rules);
    bool cut = episode->cut > 0 && episode->info.length >= episode->cut;
    return (RgStepEnd){rules.terminated, !rules.terminated && (rules.timed_out || cut)};
}

// What follows a goal that ends the episode is played only for a listener: rewards take no more
// than the score from it, and the next episode replaces it.
RgMatchStep rg_episode_step_begin(const RgNative* self, int32_t env, const int32_t* actions) {
    RgMatchStep step = {.match = rg_native_match(self, env),
                        .to_goal =
                            self->scenario.end_on_score && self->listeners[env].call == NULL};
    steer(self, env, actions, &step.controls);
    return step;
}

RgStepEnd rg_episode_step_end(RgNative* self, int32_t env, const int32_t* actions, float* rewards,
                              bool staggered) {
    RgEpisode* episode = rg_native_episode(self, env);
    RgRow* rows = rg_native_rows(self, env);
    RgMatchView view;
    rg_native_mark(self, RG_STAGE_OBSERVATIONS);
    rg_match_view(rg_native_match(self, env), &view);
    follow_designated(self, rows, &view);
    episode->info.length++;
    episode->newest = (episode->newest + 1) % self->frames;
    StepUse use = {.self = self,
                   .rows = rows,
                   .actions = actions,
                   .rewards = rewards,
                   .env = env,
                   .newest = episode->newest,
                   .score_change =
                       (view.score[0] - episode->score[0]) - (view.score[1] - episode->score[1])};
    memcpy(episode->score, view.score, sizeof episode->score);
    for_each_row(self, rows, &view, use_observation, &use);
    rg_native_mark(self, RG_STAGE_RULES);
    RgStepEnd end = judge(self, episode, &view);
    notify(self, env, &view, end, staggered ? NULL : actions, rewards);
    return end;
}

void rg_episode_stagger(RgNative* self, int32_t env) {
    RgRandomKey key = episode_key(self, env, rg_native_episode(self, env), STREAM_STAGGER);
    uint32_t duration = (uint32_t)self->observer.game_duration;
    uint32_t most = (uint32_t)self->def.stagger_steps;
    most = most < duration ? most : duration;
    uint32_t steps = rg_random_below(key, 0, most + 1);
    uint32_t action_count = (uint32_t)rg_action_set_size(RG_ACTION_SET_DEFAULT);
    uint64_t draw = 2;
    for (uint32_t t = 0; t < steps; t++) {
        int32_t actions[RG_SLOT_COUNT];
        float rewards[RG_SLOT_COUNT];
        for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
            actions[k] = (int32_t)rg_random_below(key, draw++, action_count);
        }
        RgMatchStep step = rg_episode_step_begin(self, env, actions);
        rg_matches_step(self->pitch, &step, 1);
        RgStepEnd end = rg_episode_step_end(self, env, actions, rewards, true);
        if (end.terminated || end.truncated) {
            rg_episode_start(self, env);
        }
    }
    RgEpisode* episode = rg_native_episode(self, env);
    // long games would still end together, so the first one is cut at a random point
    uint32_t left = duration + 1 - (uint32_t)episode->info.length;
    episode->cut = episode->info.length + 1 + (int32_t)rg_random_below(key, 1, left);
    episode->partial = true;
}

// ---- writing

void rg_episode_write(const RgNative* self, int32_t env, float* observations) {
    const RgEpisode* episode = rg_native_episode(self, env);
    const void* frames[RG_STACK_FRAMES];
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        for (int32_t f = 0; f < self->frames; f++) {
            frames[f] = frame_of(self, env, k, (episode->newest + 1 + f) % self->frames);
        }
        self->encoder->write(frames, self->frames, self->shape,
                             observations + (size_t)k * (size_t)self->spec.observation_size);
    }
}

void rg_episode_masks(const RgNative* self, int32_t env, uint8_t* masks) {
    int32_t count = self->spec.action_count;
    if (!self->def.masks) {
        memset(masks, 1, (size_t)self->spec.rows_per_env * (size_t)count);
        return;
    }
    const RgRow* rows = rg_native_rows(self, env);
    RgMatchView view;
    rg_match_view(rg_native_match(self, env), &view);
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        const RgSlotView* slot = &view.slots[rows[k].slot];
        bool owns = view.owner_team == rows[k].team && slot->player >= 0 &&
                    view.owner_player == slot->player;
        rg_action_mask(slot, owns, count, masks + k * count);
    }
}

void rg_episode_global_states(const RgNative* self, int32_t env, float* states) {
    RgMatchView view;
    rg_match_view(rg_native_match(self, env), &view);
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        rg_encode_global_state(&self->observer, &view, team, states + team * RG_GLOBAL_STATE_SIZE);
    }
}
