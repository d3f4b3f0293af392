// Env steps (A.8), of many matches side by side.
//
// A kick takes some 300 steps of the ball's flight, each of which waits for the one before, but
// flights of other matches fit beside it (flight.h). So a match in which the ball was kicked waits
// while others play on, until there are flights enough or nobody else can play.
#include "football/ball.h"
#include "football/control.h"
#include "football/profile.h"
#include "football/tick.h"

/// A match on its way through an env step.
typedef struct Play {
    RgMatchStep* step;
    RgTick tick;
    int32_t ticks; // over, of the block
    RgKick* kick;  // while it plays or waits
} Play;

/// Those that can play on, and those that wait.
typedef struct Crew {
    const RgPitch* pitch;
    Play plays[RG_SIDE_BY_SIDE];
    int begun, count;        // plays from `begun` on have not begun
    Play* ready[RG_FLIGHTS]; // have begun, and can play on
    Play* waiting[RG_FLIGHTS];
    int ready_count, waiting_count, lanes; // lanes: flights of those who wait
    RgKick* spare[RG_FLIGHTS + 1];
    int spare_count;
    RgKick kicks[RG_FLIGHTS + 1]; // of those who wait, and of the one who plays
} Crew;

// ---- one match

void rg_match_apply(RgMatch* match, const RgControls* controls) {
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        int team = side == RG_TEAM_LEFT ? match->left : 1 - match->left;
        int sign = match->left == 0 ? 1 : -1; // world to match frame
        for (int i = 0; i < match->teams[team].agents; i++) {
            uint8_t action = controls->action[side * RG_TEAM_SIZE + i];
            RgSlot* slot = &match->teams[team].slots[i];
            if (action == 255) {
                continue;
            }
            rg_control_act(slot, action);
            if (action >= RG_ACTION_LEFT && action <= RG_ACTION_BOTTOM_LEFT) {
                slot->direction_x = (int8_t)(sign * slot->direction_x);
                slot->direction_y = (int8_t)(sign * slot->direction_y);
            }
        }
    }
}

void rg_match_end_block(RgMatch* match) {
    if (match->in_play) {
        rg_control_release(match);
        match->steps++;
    }
}

// @return whether the env step is over; else the kick's flights are awaited
static bool play_on(const RgPitch* pitch, Play* play) {
    RgMatch* match = play->step->match;
    for (;;) {
        for (; play->ticks < match->ticks_per_step; play->ticks++) {
            if (!rg_match_tick_on(pitch, match, &play->tick, play->kick)) {
                return false;
            }
            if (play->step->to_goal && match->referee.goal_scored) {
                play->step->broken_off = true;
                return true;
            }
        }
        rg_match_end_block(match);
        if (match->in_play) {
            return true;
        }
        play->ticks = 0;
    }
}

// ---- side by side

static void fly(const RgPitch* pitch, RgFlightOrder* const* orders, int count, int steps) {
    if (pitch->profile != NULL) {
        rg_profile_mark(pitch->profile, RG_STAGE_BALL);
    }
    rg_flights_run(orders, count, steps);
    if (pitch->profile != NULL) {
        rg_profile_mark(pitch->profile, RG_STAGE_OUTSIDE);
    }
}

// runs the flights of all who wait
static void let_fly(Crew* crew) {
    RgFlightOrder* orders[RG_FLIGHTS];
    int lanes = 0;
    for (int i = 0; i < crew->waiting_count; ++i) {
        RgKick* kick = crew->waiting[i]->kick;
        for (int k = 0; k < kick->count; ++k) {
            orders[lanes++] = &kick->orders[k];
        }
        crew->ready[crew->ready_count++] = crew->waiting[i];
    }
    fly(crew->pitch, orders, lanes, RG_KICK_STEPS);
    crew->waiting_count = crew->lanes = 0;
}

// who plays next: those who have begun first, so that there are never many of them
static Play* next_to_play(Crew* crew) {
    if (crew->ready_count > 0) {
        return crew->ready[--crew->ready_count];
    }
    if (crew->begun < crew->count) {
        Play* play = &crew->plays[crew->begun++];
        play->kick = crew->spare[--crew->spare_count];
        return play;
    }
    return NULL;
}

static void wait_for_flights(Crew* crew, Play* play) {
    if (crew->lanes + play->kick->count > RG_FLIGHTS) {
        let_fly(crew);
    }
    crew->waiting[crew->waiting_count++] = play;
    crew->lanes += play->kick->count;
}

static void play_all(Crew* crew) {
    for (;;) {
        Play* play = next_to_play(crew);
        if (play == NULL && crew->waiting_count == 0) {
            return;
        }
        if (play == NULL) {
            let_fly(crew);
        } else if (play_on(crew->pitch, play)) {
            crew->spare[crew->spare_count++] = play->kick;
        } else {
            wait_for_flights(crew, play);
        }
    }
}

// finds the samples that the predictions will lack during the step, unless the ball is kicked
static void look_ahead(Crew* crew) {
    RgBall* balls[RG_FLIGHTS];
    RgFlightOrder stretches[RG_FLIGHTS], *orders[RG_FLIGHTS];
    int count = 0;
    for (int i = 0; i < crew->count; ++i) {
        RgMatch* match = crew->plays[i].step->match;
        if (match->ball.ahead < match->ticks_per_step && match->ball.ahead < RG_BALL_STRETCH) {
            balls[count] = &match->ball;
            stretches[count] = rg_ball_stretch(&match->ball);
            orders[count] = &stretches[count];
            ++count;
        }
        if (count == RG_FLIGHTS || (count > 0 && i == crew->count - 1)) {
            fly(crew->pitch, orders, count, RG_BALL_STRETCH);
            for (; count > 0; --count) {
                rg_ball_stretched(balls[count - 1], &stretches[count - 1]);
            }
        }
    }
}

static void step_some(const RgPitch* pitch, RgMatchStep* steps, int count) {
    Crew crew;
    crew.pitch = pitch;
    crew.count = count;
    crew.begun = crew.ready_count = crew.waiting_count = crew.lanes = crew.spare_count = 0;
    for (int i = 0; i < RG_FLIGHTS + 1; ++i) {
        crew.spare[crew.spare_count++] = &crew.kicks[i];
    }
    for (int i = 0; i < count; ++i) {
        crew.plays[i] = (Play){.step = &steps[i]};
        steps[i].broken_off = false;
        rg_match_apply(steps[i].match, &steps[i].controls);
    }
    look_ahead(&crew);
    play_all(&crew);
}

void rg_matches_step(const RgPitch* pitch, RgMatchStep* steps, int32_t count) {
    for (int32_t first = 0; first < count; first += RG_SIDE_BY_SIDE) {
        int32_t rest = count - first;
        step_some(pitch, steps + first, rest < RG_SIDE_BY_SIDE ? rest : RG_SIDE_BY_SIDE);
    }
}

void rg_match_step(const RgPitch* pitch, RgMatch* match, const RgControls* controls) {
    RgMatchStep step = {.match = match, .controls = *controls};
    rg_matches_step(pitch, &step, 1);
}
