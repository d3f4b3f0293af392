// Made-up line-ups on the bare engine, one tick after the other, so that goals can be judged by the
// ball's way, and states come back in the middle of an env step.
#include "core/memory.h"
#include "football/tick.h"
#include "fuzz.h"

#include <math.h>
#include <string.h>

enum { STEPS = 300, SAVED = 4, REPLAYED_STEPS = 8, TICKS_PER_STEP_MOST = 40000, LATE_TICKS = 3 };

static const float MARGIN = 0.02f; // m: nearer to a post nothing is said about goals

/// A match and how many goals the fuzzer has seen in it.
typedef struct Game {
    RgMatch* match;
    int32_t goals[RG_TEAM_COUNT];
    bool crossed[RG_TEAM_COUNT]; // crosses() of the last tick, by end
    int inside[RG_TEAM_COUNT];   // ticks since the ball came into the goal, while it stays there
} Game;

static float within(Fuzz* fuzz, float bound) {
    return (2.0f * fuzz_uniform(fuzz) - 1.0f) * bound;
}

static RgMatchDef random_def(Fuzz* fuzz) {
    RgMatchDef def = rg_default_match_def();
    def.seed = fuzz_below(fuzz, 1000000);
    def.right_first = fuzz_one_in(fuzz, 2);
    def.offsides = fuzz_one_in(fuzz, 2);
    def.use_magnet = !fuzz_one_in(fuzz, 4);
    def.ball_x = within(fuzz, 0.95f);
    def.ball_y = within(fuzz, 0.4f);
    def.second_half = fuzz_one_in(fuzz, 4) ? 1 + (int32_t)fuzz_below(fuzz, 60) : -1;
    def.ticks_per_step = fuzz_one_in(fuzz, 4) ? 1 + (int32_t)fuzz_below(fuzz, 30) : 10;
    // half of the line-ups crowd around the ball, for fouls, bounces and offsides
    float crowd = fuzz_one_in(fuzz, 2) ? 1.0f : 0.1f + 0.3f * fuzz_uniform(fuzz);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        float sign = side == RG_TEAM_LEFT ? 1.0f : -1.0f;
        def.player_count[side] = 1 + (int32_t)fuzz_below(fuzz, RG_TEAM_SIZE);
        def.difficulty[side] = fuzz_uniform(fuzz);
        int32_t controllable = 0;
        for (int i = 0; i < def.player_count[side]; i++) {
            RgStart* start = &def.starts[side][i];
            start->x = within(fuzz, crowd) + (1.0f - crowd) * sign * def.ball_x;
            start->y = within(fuzz, 0.42f * crowd) + (1.0f - crowd) * sign * def.ball_y;
            start->role = (uint8_t)(i == 0 ? RG_ROLE_GK : 1 + fuzz_below(fuzz, RG_ROLE_COUNT - 1));
            start->lazy = fuzz_one_in(fuzz, 10);
            start->controllable = !fuzz_one_in(fuzz, 10);
            controllable += start->controllable;
        }
        def.agents[side] = (int32_t)fuzz_below(fuzz, (uint32_t)controllable + 1);
    }
    return def;
}

// ---- goals

// whether the ball's way over a goal line leads through the goal's mouth, and not close to its
// frame. Out of the goal, in a keeper's hands, counts as well; from beside it there is no way (C.1
// item 14)
static bool crosses(RgV3 from, RgV3 to, int end) {
    float line = end == 0 ? -RG_OUT_X : RG_OUT_X;
    float sign = end == 0 ? -1.0f : 1.0f;
    bool beside = fabsf(from.y) > RG_GOAL_HALF_WIDTH && fabsf(from.x) > 54.83f;
    if (beside || (sign * (from.x - line) > 0.0f) == (sign * (to.x - line) > 0.0f)) {
        return false;
    }
    float share = (line - from.x) / (to.x - from.x);
    float y = fabsf(from.y + (to.y - from.y) * share), z = from.z + (to.z - from.z) * share;
    return y < RG_GOAL_HALF_WIDTH - MARGIN && z > 0.0f && z < RG_GOAL_HEIGHT - MARGIN;
}

// whether play was stopped as it is for a ball that left over a goal line
static bool goal_line(const RgMatch* match) {
    return match->referee.mode == RG_MODE_CORNER || match->referee.mode == RG_MODE_GOAL_KICK;
}

static bool near_frame(RgV3 ball) {
    float y = fabsf(ball.y);
    return fabsf(ball.x) > RG_OUT_X - 1.0f &&
           ((fabsf(y - RG_GOAL_HALF_WIDTH) < 0.2f && ball.z < RG_GOAL_HEIGHT + 0.2f) ||
            (fabsf(ball.z - RG_GOAL_HEIGHT) < 0.2f && y < RG_GOAL_HALF_WIDTH + 0.2f));
}

// The referee sees the ball a tick late, and a touch in between may change what he sees (4.1): so a
// goal needs a way through its mouth in one of the last two ticks, and whoever is in the goal
// without one is there for a moment only, and gives no corner or goal kick.
static void judge_goals(Fuzz* fuzz, Game* game, RgV3 before, bool played, bool scored) {
    const RgMatch* match = game->match;
    RgV3 now = match->ball.position;
    bool going_on = played && match->in_play;
    for (int end = 0; end < RG_TEAM_COUNT; end++) {
        int32_t more = match->teams[1 - end].score - game->goals[1 - end];
        bool seen = crosses(before, now, end), seen_before = game->crossed[end];
        bool behind = (end == 0 ? -now.x : now.x) > RG_OUT_X;
        FUZZ_CHECK(fuzz, more == 0 || more == 1, "team %d got %d goals at once", 1 - end, more);
        FUZZ_CHECK(fuzz, more == 0 || (going_on && !scored), "a goal of team %d out of play",
                   1 - end);
        FUZZ_CHECK(fuzz, more == 0 || seen || seen_before || near_frame(now) || near_frame(before),
                   "a goal of team %d, but the ball went from (%g, %g, %g) to (%g, %g, %g)",
                   1 - end, (double)before.x, (double)before.y, (double)before.z, (double)now.x,
                   (double)now.y, (double)now.z);
        bool missed = game->inside[end] >= LATE_TICKS ||
                      (game->inside[end] > 0 && played && !match->in_play && goal_line(match));
        FUZZ_CHECK(fuzz, !missed || scored || more == 1,
                   "no goal of team %d, but the ball is in the goal at (%g, %g, %g)", 1 - end,
                   (double)before.x, (double)before.y, (double)before.z);
        bool inside = behind && going_on && !scored && (seen || game->inside[end] > 0);
        game->inside[end] = inside ? game->inside[end] + 1 : 0;
        game->crossed[end] = seen;
        game->goals[1 - end] += more;
        fuzz->goals += more;
    }
}

/// Who has been shown what.
typedef struct Cards {
    long shown, dismissed;
} Cards;

static Cards count_cards(const RgMatch* match) {
    Cards cards = {0, 0};
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int i = 0; i < match->teams[team].player_count; i++) {
            const RgPlayer* p = &match->players[rg_player_index(team, i)];
            cards.shown += p->cards;
            cards.dismissed += !p->active;
        }
    }
    return cards;
}

static void play_tick(Fuzz* fuzz, Game* game) {
    RgMatch* match = game->match;
    RgV3 before = match->ball.position;
    int64_t clock = match->clock;
    bool in_play = match->in_play, scored = match->referee.goal_scored;
    Cards cards = count_cards(match);
    rg_match_tick(fuzz->pitch, match);
    Cards now = count_cards(match);
    fuzz->cards += now.shown - cards.shown;
    fuzz->dismissals += now.dismissed - cards.dismissed;
    FUZZ_CHECK(fuzz, match->clock > clock, "the clock went from %lld to %lld", (long long)clock,
               (long long)match->clock);
    judge_goals(fuzz, game, before, in_play, scored);
    fuzz_check_match(fuzz, match);
}

static void play_step(Fuzz* fuzz, Game* game, const RgControls* controls) {
    RgMatch* match = game->match;
    int32_t steps = match->steps;
    int ticks = 0;
    rg_match_apply(match, controls);
    do {
        for (int i = 0; i < match->ticks_per_step; i++) {
            play_tick(fuzz, game);
        }
        rg_match_end_block(match);
        ticks += match->ticks_per_step;
        FUZZ_CHECK(fuzz, ticks < TICKS_PER_STEP_MOST, "play does not go on");
    } while (!match->in_play);
    FUZZ_CHECK(fuzz, match->steps == steps + 1, "step counter %d after %d", match->steps, steps);
    fuzz->hash += rg_match_hash(match) * (uint64_t)(fuzz->step + 1);
}

static void choose(Fuzz* fuzz, const RgMatchDef* def, FuzzStyle style, RgControls* controls) {
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        for (int i = 0; i < def->agents[side]; i++) {
            uint8_t* action = &controls->action[side * RG_TEAM_SIZE + i];
            *action = fuzz_one_in(fuzz, 50)
                          ? 255
                          : (uint8_t)fuzz_action(fuzz, style, RG_ACTION_COUNT, *action);
        }
    }
}

static void copy_game(Game* to, const Game* from) {
    RgMatch* match = to->match;
    memcpy(match, from->match, rg_match_bytes());
    *to = *from;
    to->match = match;
}

// a copy plays on as the match does, also through rg_match_step
static void replay(Fuzz* fuzz, Game* game, Game* spare, const RgMatchDef* def, FuzzStyle style) {
    RgControls controls[REPLAYED_STEPS];
    copy_game(spare, game);
    memset(controls, 255, sizeof controls);
    for (int i = 0; i < REPLAYED_STEPS; i++) {
        choose(fuzz, def, style, &controls[i]);
        rg_match_step(fuzz->pitch, spare->match, &controls[i]);
    }
    for (int i = 0; i < REPLAYED_STEPS; i++) {
        play_step(fuzz, game, &controls[i]);
    }
    FUZZ_CHECK(fuzz, rg_match_hash(game->match) == rg_match_hash(spare->match),
               "a copy of the match played on otherwise");
    copy_game(spare, game); // with the goals of the steps that nobody watched
    fuzz->step += REPLAYED_STEPS;
    fuzz->replays++;
}

static void perhaps_travel(Fuzz* fuzz, Game* game, Game* saved, const RgMatchDef* def,
                           FuzzStyle style) {
    switch (fuzz_below(fuzz, 60)) {
    case 0:
        copy_game(game, &saved[fuzz_below(fuzz, SAVED)]);
        fuzz->restores++;
        break;
    case 1:
        copy_game(&saved[fuzz_below(fuzz, SAVED)], game);
        break;
    case 2: // a state from the middle of an env step
        for (uint32_t i = 1 + fuzz_below(fuzz, 30); i > 0; i--) {
            play_tick(fuzz, game);
        }
        copy_game(&saved[fuzz_below(fuzz, SAVED)], game);
        break;
    case 3:
        replay(fuzz, game, &saved[fuzz_below(fuzz, SAVED)], def, style);
        break;
    default:
        break;
    }
}

void fuzz_line_up(Fuzz* fuzz) {
    RgMatchDef def = random_def(fuzz);
    FuzzStyle style = (FuzzStyle)fuzz_below(fuzz, FUZZ_STYLE_COUNT);
    Game game = {.match = rg_alloc(rg_match_bytes())}, saved[SAVED];
    RgControls controls;
    RgError error;
    memset(&controls, 0, sizeof controls);
    if (rg_match_reset(fuzz->pitch, game.match, &def, &error) != RG_OK) {
        fuzz_fail(fuzz, "%s", error.message);
    }
    bool booked = fuzz_one_in(fuzz, 4); // as late in a game, so that somebody will be sent off
    for (int i = 0; booked && i < RG_PLAYER_COUNT; i++) {
        game.match->players[i].cards = 1;
        game.match->players[i].yellow = true;
    }
    for (int i = 0; i < SAVED; i++) {
        saved[i].match = rg_alloc(rg_match_bytes());
        copy_game(&saved[i], &game);
    }
    for (fuzz->step = 0; fuzz->step < STEPS; fuzz->step++) {
        choose(fuzz, &def, style, &controls);
        play_step(fuzz, &game, &controls);
        perhaps_travel(fuzz, &game, saved, &def, style);
    }
    fuzz->steps += fuzz->step;
    fuzz->matches++;
    for (int i = 0; i < SAVED; i++) {
        rg_free(saved[i].match);
    }
    rg_free(game.match);
}
