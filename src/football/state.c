// Hash of a match over its field list: padding and entries that nobody reads again do not count, so
// equal games have equal hashes whatever compiler laid the struct out.
#include "core/hash.h"
#include "football/body.h"
#include "football/reach.h"

#define ADD(hash, field) ((hash) = rg_hash(&(field), sizeof(field), (hash)))

static uint64_t hash_command(uint64_t h, const RgCommand* c) {
    ADD(h, c->function);
    ADD(h, c->direction);
    ADD(h, c->speed);
    ADD(h, c->look);
    ADD(h, c->ball_direction);
    ADD(h, c->power);
    ADD(h, c->target);
    return h;
}

static uint64_t hash_motion(uint64_t h, const RgMotion* m) {
    ADD(h, m->clip);
    ADD(h, m->frame);
    ADD(h, m->function);
    ADD(h, m->touch_frame);
    ADD(h, m->start);
    ADD(h, m->start_angle);
    ADD(h, m->touch_position);
    ADD(h, m->action_smuggle);
    ADD(h, m->movement_smuggle);
    ADD(h, m->shift);
    ADD(h, m->end_position);
    ADD(h, m->end_angle);
    return hash_command(h, &m->command);
}

static uint64_t hash_player(uint64_t h, const RgMatch* match, int player) {
    const RgPlayer* p = &match->players[player];
    RgReachTime time = rg_time_to_ball(match, player);
    RgOrientation orientation = rg_orientation(p);
    ADD(h, p->active);
    ADD(h, p->cards);
    ADD(h, p->fatigue);
    ADD(h, p->position);
    ADD(h, p->velocity);
    ADD(h, orientation.facing);
    ADD(h, orientation.body_direction);
    ADD(h, orientation.body_angle);
    ADD(h, p->speed_class);
    ADD(h, p->foot);
    ADD(h, p->requeue_delay);
    ADD(h, p->pending_trip);
    ADD(h, p->bump);
    ADD(h, p->has_possession);
    ADD(h, p->best_possession);
    ADD(h, p->unique_possession);
    ADD(h, time.usual);
    ADD(h, time.optimistic);
    ADD(h, p->last_touch_ms);
    ADD(h, p->last_touch_type);
    ADD(h, p->possession_ms);
    ADD(h, p->slot);
    ADD(h, p->remembered_time_ms);
    ADD(h, p->wanted_speed);
    ADD(h, p->rating);
    ADD(h, p->dynamic_home);
    ADD(h, p->dynamic_role);
    ADD(h, p->marking);
    return hash_motion(h, &p->motion);
}

static uint64_t hash_slot(uint64_t h, const RgSlot* s) {
    ADD(h, s->player);
    ADD(h, s->direction_x);
    ADD(h, s->direction_y);
    ADD(h, s->buttons);
    ADD(h, s->builtin);
    ADD(h, s->mode);
    ADD(h, s->action);
    ADD(h, s->gauge_ms);
    ADD(h, s->buffer_ms);
    ADD(h, s->remembered_time_ms);
    return h;
}

static uint64_t hash_team(uint64_t h, const RgTeam* t) {
    ADD(h, t->player_count);
    ADD(h, t->agents);
    for (int i = 0; i < t->agents; i++) {
        h = hash_slot(h, &t->slots[i]);
    }
    ADD(h, t->queue);
    ADD(h, t->selected);
    ADD(h, t->designated);
    ADD(h, t->last_toucher);
    ADD(h, t->time_ms);
    ADD(h, t->amount);
    ADD(h, t->fading);
    ADD(h, t->offensiveness);
    ADD(h, t->trap_x);
    ADD(h, t->runner);
    ADD(h, t->supporter);
    ADD(h, t->score);
    ADD(h, t->offside);
    return h;
}

static uint64_t hash_ball(uint64_t h, const RgBall* b) {
    ADD(h, b->position);
    ADD(h, b->velocity);
    ADD(h, b->spin);
    ADD(h, b->in_goal);
    return h;
}

static uint64_t hash_referee(uint64_t h, const RgReferee* r) {
    ADD(h, r->mode);
    ADD(h, r->pending);
    ADD(h, r->taken);
    ADD(h, r->team);
    ADD(h, r->taker);
    ADD(h, r->spot);
    ADD(h, r->prepare_ms);
    ADD(h, r->start_ms);
    ADD(h, r->goal_scored);
    ADD(h, r->foul_pending);
    return h;
}

uint64_t rg_match_hash(const RgMatch* match) {
    uint64_t h = 0;
    ADD(h, match->left);
    ADD(h, match->seed);
    ADD(h, match->clock);
    ADD(h, match->match_clock);
    ADD(h, match->steps);
    ADD(h, match->in_play);
    ADD(h, match->in_set_piece);
    ADD(h, match->possession_60s);
    ADD(h, match->random);
    ADD(h, match->best_team);
    ADD(h, match->owner);
    ADD(h, match->retainer);
    ADD(h, match->last_touch_team);
    ADD(h, match->side_sum);
    h = hash_ball(h, &match->ball);
    h = hash_referee(h, &match->referee);
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        h = hash_team(h, &match->teams[team]);
        for (int i = 0; i < match->teams[team].player_count; i++) {
            h = hash_player(h, match, rg_player_index(team, i));
        }
    }
    return h;
}
