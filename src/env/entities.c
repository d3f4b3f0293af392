// Regista's own representation: a table with a row of floats for every player, then the ball, then
// the game and what the agent holds. Global states are the same table without an agent's view. Both
// are made from raw observations (A.3), so they can be had from the original as well.
#include <math.h>
#include <string.h>

#include "env/observation.h"

// lengths come in environment units and go out in 50 m, velocities in environment units per 100 ms
// and go out in 10 m/s; a height of 1 m is 0.1, and so is a climb of 1 m/s, given as 0.1 m per 100
// ms
static const float length_x = 54.4f / 50.0f, length_y = 83.6f / 50.0f;
static const float speed_x = 54.4f, speed_y = 83.6f;
static const float height = 0.1f;

// slower than this a player stands (10 m/s)
static const float standing = 0.025f;

// a kick is forgotten after so many env steps: two seconds, as the game forgets it (C.9.2)
enum { KICK_STEPS = 20 };

typedef struct Motion {
    float x, y, velocity_x, velocity_y;
} Motion;

static Motion motion_of(const float* position, const float* direction) {
    return (Motion){length_x * position[0], length_y * position[1], speed_x * direction[0],
                    speed_y * direction[1]};
}

static void put_difference(const Motion* a, const Motion* b, float* out) {
    out[0] = a->x - b->x;
    out[1] = a->y - b->y;
    out[2] = a->velocity_x - b->velocity_x;
    out[3] = a->velocity_y - b->velocity_y;
}

static Motion player_motion(const RgObservation* o, int32_t side, int32_t i) {
    return motion_of(o->teams[side].position[i], o->teams[side].direction[i]);
}

// what observers of a side agree on; the last floats are left to the caller
static void put_player(const RgObservation* o, int32_t side, int32_t i, const Motion* ball,
                       float* out) {
    const RgTeamObservation* team = &o->teams[side];
    const Motion motion = player_motion(o, side, i);
    float speed =
        sqrtf(motion.velocity_x * motion.velocity_x + motion.velocity_y * motion.velocity_y);
    out[RG_ENTITY_PRESENT] = 1;
    out[RG_ENTITY_ACTIVE] = team->active[i];
    out[RG_ENTITY_OWN_TEAM] = side == 0;
    out[RG_ENTITY_INDEX] = (float)i / 10;
    out[RG_ENTITY_HAS_BALL] = o->ball_owned_team == side && o->ball_owned_player == i;
    out[RG_ENTITY_POSITION] = motion.x;
    out[RG_ENTITY_POSITION + 1] = motion.y;
    out[RG_ENTITY_VELOCITY] = motion.velocity_x;
    out[RG_ENTITY_VELOCITY + 1] = motion.velocity_y;
    if (speed >= standing) {
        out[RG_ENTITY_FACING] = motion.velocity_x / speed;
        out[RG_ENTITY_FACING + 1] = motion.velocity_y / speed;
    }
    put_difference(&motion, ball, out + RG_ENTITY_TO_BALL);
    out[RG_ENTITY_ROLE + team->role[i]] = 1;
    out[RG_ENTITY_TIRED] = team->tired[i];
    out[RG_ENTITY_YELLOW] = team->yellow_card[i];
}

static float* player_row(float* out, int32_t side, int32_t i) {
    return out + (side * RG_TEAM_SIZE + i) * RG_ENTITY_FLOATS;
}

// players, ball and game
static void put_match(const RgObservation* o, float* out) {
    const Motion ball = motion_of(o->ball, o->ball_direction);
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        for (int32_t i = 0; i < o->teams[side].count; i++) {
            put_player(o, side, i, &ball, player_row(out, side, i));
        }
    }
    const float seen[6] = {ball.x,          ball.y,          height * o->ball[2],
                           ball.velocity_x, ball.velocity_y, o->ball_direction[2]};
    memcpy(out + RG_ENTITY_BALL_POSITION, seen, sizeof seen);
    out[RG_ENTITY_BALL_OWNER + 1 + o->ball_owned_team] = 1;
    out[RG_ENTITY_MODE + o->game_mode] = 1;
    out[RG_ENTITY_SCORE] = (float)(o->score[0] - o->score[1]) / 5;
    out[RG_ENTITY_TIME] = (float)o->steps_left / 3000;
}

// ---- the row's own view

static bool is_kick(int32_t action) {
    return action >= RG_ACTION_LONG_PASS && action <= RG_ACTION_SHOT;
}

void rg_entity_note(RgEntityMemory* memory, int32_t action, const RgObservation* observation) {
    bool start = action < 0;
    bool owns = observation->active >= 0 && observation->ball_owned_team == 0 &&
                observation->ball_owned_player == observation->active;
    memory->switched = !start && memory->player != observation->active;
    if (is_kick(action)) {
        memory->kick = action;
        memory->kick_age = 0;
    } else {
        memory->kick_age++;
    }
    bool gone = memory->owned && !owns;
    if (start || gone || memory->switched || action == RG_ACTION_BUILTIN_AI ||
        memory->kick_age > KICK_STEPS) {
        memory->kick = memory->kick_age = 0;
    }
    memory->player = observation->active;
    memory->owned = owns;
}

void rg_encode_entities(const RgObservation* observation, const RgEntityMemory* memory,
                        float* out) {
    const RgObservation* o = observation;
    memset(out, 0, RG_ENTITIES_SIZE * sizeof(float));
    put_match(o, out);
    if (o->active >= 0) {
        const Motion self = player_motion(o, 0, o->active);
        player_row(out, 0, o->active)[RG_ENTITY_SELF] = 1;
        for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
            for (int32_t i = 0; i < o->teams[side].count; i++) {
                const Motion motion = player_motion(o, side, i);
                put_difference(&motion, &self, player_row(out, side, i) + RG_ENTITY_TO_SELF);
            }
        }
    }
    for (int32_t i = 0; i < o->sticky_count; i++) {
        out[RG_ENTITY_STICKY + i] = o->sticky[i];
    }
    if (memory->kick != 0) {
        out[RG_ENTITY_KICK + memory->kick - RG_ACTION_LONG_PASS] = 1;
    }
    out[RG_ENTITY_SWITCHED] = (float)memory->switched;
}

// ---- everybody's

void rg_encode_global_state(const RgObserver* observer, const RgMatchView* view, int32_t team,
                            float* out) {
    RgObservation o;
    float sign = team == RG_TEAM_LEFT ? 1 : -1;
    memset(out, 0, RG_GLOBAL_STATE_SIZE * sizeof(float));
    rg_observe_team(observer, view, team, &o);
    put_match(&o, out);
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        int32_t seen = team == RG_TEAM_LEFT ? side : 1 - side;
        for (int32_t i = 0; i < view->agents[seen]; i++) {
            const RgSlotView* slot = &view->slots[seen * RG_TEAM_SIZE + i];
            if (slot->player < 0) {
                continue;
            }
            float* row = player_row(out, side, slot->player);
            row[RG_ENTITY_AGENT] = 1;
            // engine axes run up the screen
            row[RG_ENTITY_STICK] = sign * (float)slot->direction_x;
            row[RG_ENTITY_STICK + 1] = -sign * (float)slot->direction_y;
            row[RG_ENTITY_SPRINT] = slot->buttons >> RG_BUTTON_SPRINT & 1;
            row[RG_ENTITY_DRIBBLE] = slot->buttons >> RG_BUTTON_DRIBBLE & 1;
        }
    }
}
