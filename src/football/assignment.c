// Dynamic roles by a bottleneck assignment (C.12.8) and man marking (C.12.9).
#include "football/assignment.h"

#include "football/ball.h"
#include "football/shape.h"

#include <string.h>

enum { FORBIDDEN = 50000 };

// ---- minimum-cost assignment of n rows to n columns (Munkres' method)
//
// Among assignments of equal cost the order in which zeros are found decides, so it is the
// original's: stars are set row by row, and a prime goes to the last zero that is not covered (2016
// of 2016 recorded assignments).

/// State of one assignment: reduced costs, the starred zero of every row and column, the primed
/// zero of every row.
typedef struct Munkres {
    int n;
    int cost[RG_TEAM_SIZE][RG_TEAM_SIZE];
    int star_of_row[RG_TEAM_SIZE], star_of_column[RG_TEAM_SIZE],
        prime_of_row[RG_TEAM_SIZE]; // -1 none
    bool row_covered[RG_TEAM_SIZE], column_covered[RG_TEAM_SIZE];
} Munkres;

// takes the smallest cost off every row, then off every column
static void reduce_costs(Munkres* m) {
    for (int i = 0; i < m->n; i++) {
        int least = INT32_MAX;
        for (int j = 0; j < m->n; j++) {
            least = m->cost[i][j] < least ? m->cost[i][j] : least;
        }
        for (int j = 0; j < m->n; j++) {
            m->cost[i][j] -= least;
        }
    }
    for (int j = 0; j < m->n; j++) {
        int least = INT32_MAX;
        for (int i = 0; i < m->n; i++) {
            least = m->cost[i][j] < least ? m->cost[i][j] : least;
        }
        for (int i = 0; i < m->n; i++) {
            m->cost[i][j] -= least;
        }
    }
}

static void star_zeros(Munkres* m) {
    for (int i = 0; i < m->n; i++) {
        m->star_of_row[i] = m->star_of_column[i] = m->prime_of_row[i] = RG_NOBODY;
    }
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            if (m->cost[i][j] == 0 && m->star_of_row[i] < 0 && m->star_of_column[j] < 0) {
                m->star_of_row[i] = j;
                m->star_of_column[j] = i;
            }
        }
    }
}

// covers the columns of the stars. @return whether there are n of them
static bool cover_stars(Munkres* m) {
    int stars = 0;
    for (int i = 0; i < m->n; i++) {
        m->row_covered[i] = false;
        m->prime_of_row[i] = RG_NOBODY;
        m->column_covered[i] = m->star_of_column[i] >= 0;
        stars += m->column_covered[i];
    }
    return stars == m->n;
}

static bool last_free_zero(const Munkres* m, int* row, int* column) {
    for (int i = m->n - 1; i >= 0; i--) {
        for (int j = m->n - 1; j >= 0 && !m->row_covered[i]; j--) {
            if (m->cost[i][j] == 0 && !m->column_covered[j]) {
                *row = i;
                *column = j;
                return true;
            }
        }
    }
    return false;
}

// makes a zero where all are covered
static void shift_costs(Munkres* m) {
    int least = INT32_MAX;
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            bool open = !m->row_covered[i] && !m->column_covered[j];
            least = open && m->cost[i][j] < least ? m->cost[i][j] : least;
        }
    }
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            m->cost[i][j] += (m->row_covered[i] ? least : 0) - (m->column_covered[j] ? 0 : least);
        }
    }
}

// stars the primes and unstars the stars on the way from a prime whose row has no star
static void swap_along(Munkres* m, int row, int column) {
    for (;;) {
        int other = m->star_of_column[column];
        m->star_of_column[column] = row;
        m->star_of_row[row] = column;
        if (other < 0) {
            return;
        }
        row = other;
        column = m->prime_of_row[row];
    }
}

static int solve_assignment(int n, int cost[RG_TEAM_SIZE][RG_TEAM_SIZE],
                            int column_of[RG_TEAM_SIZE]) {
    Munkres m = {.n = n};
    for (int i = 0; i < n; i++) {
        memcpy(m.cost[i], cost[i], (size_t)n * sizeof cost[i][0]);
    }
    reduce_costs(&m);
    star_zeros(&m);
    while (!cover_stars(&m)) {
        int row = 0, column = 0;
        for (;;) {
            if (!last_free_zero(&m, &row, &column)) {
                shift_costs(&m);
                continue;
            }
            m.prime_of_row[row] = column;
            if (m.star_of_row[row] < 0) {
                break;
            }
            m.row_covered[row] = true;
            m.column_covered[m.star_of_row[row]] = false;
        }
        swap_along(&m, row, column);
    }
    int total = 0;
    for (int i = 0; i < n; i++) {
        column_of[i] = m.star_of_row[i];
        total += cost[i][column_of[i]];
    }
    return total;
}

// ---- which costs are needed at least

/// Who may take which place, and places found for some while more and more are allowed.
typedef struct Matching {
    int n;
    uint32_t allowed[RG_TEAM_SIZE]; // bit set of columns by row
    int row_of[RG_TEAM_SIZE];       // by column, RG_NOBODY free
    bool placed[RG_TEAM_SIZE];      // by row
} Matching;

static Matching begin_matching(int n) {
    Matching m = {.n = n};
    for (int i = 0; i < n; i++) {
        m.row_of[i] = RG_NOBODY;
    }
    return m;
}

// looks for a free column for `row`, moving other rows on where that helps (Kuhn)
static bool find_column(Matching* m, int row, uint32_t* seen) {
    uint32_t left;
    while ((left = m->allowed[row] & ~*seen) != 0) {
        int j = __builtin_ctz(left);
        *seen |= UINT32_C(1) << j;
        if (m->row_of[j] < 0 || find_column(m, m->row_of[j], seen)) {
            m->row_of[j] = row;
            return true;
        }
    }
    return false;
}

/// Is there an assignment of costs below `limit` only, which is not below the one before? (Of small
/// costs: then the cheapest one of limited costs adds up to less than FORBIDDEN, and else to
/// FORBIDDEN or more.)
static bool possible_below(Matching* m, int cost[RG_TEAM_SIZE][RG_TEAM_SIZE], int limit) {
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            m->allowed[i] |= (uint32_t)(cost[i][j] < limit) << j;
        }
    }
    bool all = true;
    for (int i = 0; i < m->n; i++) {
        uint32_t seen = 0;
        m->placed[i] = m->placed[i] || find_column(m, i, &seen);
        all = all && m->placed[i];
    }
    return all;
}

/// Costs in ascending order, looked up one after the other.
typedef struct Ascent {
    const int* costs;
    int count;
    int value, passed; // so many costs are `value` or less
} Ascent;

static Ascent begin_ascent(const int* costs, int count, int value) {
    Ascent a = {.costs = costs, .count = count, .value = value};
    for (int i = 0; i < count; i++) {
        a.passed += costs[i] <= value;
    }
    return a;
}

/// The cost with `k` others before it, or the value the ascent began with if that is more. `k` must
/// not fall.
static int ascend_to(Ascent* a, int k) {
    const int count = a->count;
    while (a->passed <= k) {
        const int value = a->value;
        int next = INT32_MAX, equal = 0;
        for (int i = 0; i < count; i++) {
            int cost = a->costs[i] > value ? a->costs[i] : INT32_MAX;
            next = cost < next ? cost : next;
        }
        for (int i = 0; i < count; i++) {
            equal += a->costs[i] == next;
        }
        a->value = next;
        a->passed += equal;
    }
    return a->value;
}

/// Every row and every column needs a cost of at least this.
static int least_needed(int n, int cost[RG_TEAM_SIZE][RG_TEAM_SIZE]) {
    int needed = 0;
    for (int i = 0; i < n; i++) {
        int in_row = INT32_MAX, in_column = INT32_MAX;
        for (int j = 0; j < n; j++) {
            in_row = cost[i][j] < in_row ? cost[i][j] : in_row;
            in_column = cost[j][i] < in_column ? cost[j][i] : in_column;
        }
        needed = in_row > needed ? in_row : needed;
        needed = in_column > needed ? in_column : needed;
    }
    return needed;
}

// ---- dynamic roles

// active players without the first keeper
static int outfield(const RgMatch* match, int team, int numbers[RG_TEAM_SIZE]) {
    int count = 0;
    bool keeper_seen = false;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        if (!p->active) {
            continue;
        }
        if (p->role == RG_ROLE_GK && !keeper_seen) {
            keeper_seen = true;
            continue;
        }
        numbers[count++] = i;
    }
    return count;
}

void rg_assign_roles(RgMatch* match, int team) {
    int numbers[RG_TEAM_SIZE];
    int n = outfield(match, team, numbers);
    if (n < 2) {
        return;
    }
    int cost[RG_TEAM_SIZE][RG_TEAM_SIZE] = {{0}}, limited[RG_TEAM_SIZE][RG_TEAM_SIZE] = {{0}};
    int costs[RG_TEAM_SIZE * RG_TEAM_SIZE], most = 0;
    RgV2 soon[RG_TEAM_SIZE];
    for (int i = 0; i < n; i++) {
        const RgPlayer* p = rg_player(match, team, numbers[i]);
        soon[i] = v2_mad(p->position, p->velocity, 0.5f);
    }
    for (int j = 0; j < n; j++) {
        int index = rg_player_index(team, numbers[j]);
        RgV2 point;
        rg_adapted_points(match, index, 1, &match->players[index].home, &match->players[index].role,
                          &point);
        for (int i = 0; i < n; i++) {
            cost[i][j] = costs[i * n + j] = (int)rg_round(10.0f * v2_distance(soon[i], point));
            most = cost[i][j] > most ? cost[i][j] : most;
        }
    }
    int column_of[RG_TEAM_SIZE] = {0};
    // raise the dearest cost that is allowed until everybody finds a place; if nobody does, the
    // places stay (recorded with n = 2)
    bool found = false;
    bool small = most < FORBIDDEN / RG_TEAM_SIZE;
    Matching matching = begin_matching(n);
    int needed = small ? least_needed(n, cost) : -1;
    Ascent ascent = begin_ascent(costs, n * n, needed);
    for (int k = n; k < n * n && !found; k += 5) {
        int limit = ascend_to(&ascent, k);
        if (small && (limit <= needed || !possible_below(&matching, cost, limit))) {
            continue;
        }
        for (int i = 0; i < n * n; i++) {
            int value = cost[i / n][i % n];
            limited[i / n][i % n] = value >= limit ? FORBIDDEN : value;
        }
        found = solve_assignment(n, limited, column_of) < FORBIDDEN;
    }
    if (!found) {
        return;
    }
    RgV2 home[RG_TEAM_SIZE];
    uint8_t role[RG_TEAM_SIZE];
    for (int i = 0; i < n; i++) {
        const RgPlayer* entry = rg_player(match, team, numbers[column_of[i]]);
        home[i] = entry->home;
        role[i] = entry->role;
    }
    for (int i = 0; i < n; i++) {
        RgPlayer* p = rg_player(match, team, numbers[i]);
        p->dynamic_home = home[i];
        p->dynamic_role = role[i];
    }
}

// ---- man marking

static float danger(const RgMatch* match, int team, int opponent, RgV2 focus) {
    RgV2 at = rg_as_seen(team, opponent, match->players[opponent].position);
    float value = (1.0f - rg_nc(v2_distance(at, focus), 0.0f, 110.0f)) * 0.95f;
    return value + (match->teams[1 - team].designated == rg_number_of(opponent) ? 0.05f : 0.0f);
}

static double power_of_half(double x) {
    return rg_dpow(x, 0.5);
}

// how well `marker` stands to `opponent` (both own frame of the marker, 100 ms ahead); with any
// power of ½
static float marking_quality(RgV2 marker, RgV2 opponent, double (*root)(double)) {
    RgV2 goal = v2(-RG_PITCH_HALF_LENGTH, 0.0f);
    RgV2 to_goal = v2_unit_or(v2_sub(goal, marker), v2(-1.0f, 0.0f));
    RgV2 across = v2(-to_goal.y, to_goal.x);
    float half = rg_clamp(v2_distance(marker, goal), 4.0f, 14.0f);
    RgV2 from_centre = v2_sub(opponent, v2_mad(marker, to_goal, -0.5f));
    float u = 0.5f + 0.5f * v2_dot(from_centre, across) / half;
    float ahead =
        v2_dot(from_centre, to_goal); // positive: opponent is on the goal side, already past
    float distance = ahead > 0.0f ? ahead : fabsf(-ahead - 2.0f);
    double off_line = root((double)rg_nc(distance, 0.0f, 60.0f));
    double off_centre = root((double)rg_clamp(fabsf(2.0f * u - 1.0f), 0.0f, 1.0f));
    float quality = rg_clamp((float)(1.0 - 0.5 * off_line - 0.5 * off_centre), 0.0f, 1.0f);
    if (ahead > 0.0f) {
        quality *= 0.6f;
    }
    return 0.8f * quality + 0.2f * (1.0f - rg_nc(v2_distance(marker, opponent), 0.0f, 110.0f));
}

static int best_marker(const RgMatch* match, int team, int opponent) {
    const RgPlayer* o = &match->players[opponent];
    RgV2 his = rg_as_seen(team, opponent, v2_mad(o->position, o->velocity, 0.1f));
    RgV2 soon[RG_TEAM_SIZE];
    int number[RG_TEAM_SIZE], count = 0;
    // the plain root is as good as the power but for its last bits, and those tell few
    float quality[RG_TEAM_SIZE], most = -INFINITY;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        if (!p->active || p->role == RG_ROLE_GK || p->marking != RG_NOBODY) {
            continue;
        }
        soon[count] = v2_mad(p->position, p->velocity, 0.1f);
        quality[count] = marking_quality(soon[count], his, sqrt);
        most = rg_maxf(most, quality[count]);
        number[count++] = i;
    }
    int best = RG_NOBODY, rivals = 0;
    for (int k = 0; k < count; k++) {
        bool rival = quality[k] >= most - 2e-5f;
        best = rival && rivals++ == 0 ? number[k] : best;
    }
    float best_quality = -INFINITY;
    for (int k = 0; k < count && rivals > 1; k++) {
        if (quality[k] < most - 2e-5f) {
            continue;
        }
        float exactly = marking_quality(soon[k], his, power_of_half);
        if (exactly > best_quality) {
            best = number[k];
            best_quality = exactly;
        }
    }
    return best;
}

void rg_assign_marking(RgMatch* match, int team) {
    const RgTeam* opponents = &match->teams[1 - team];
    RgV2 ball = v3_flat(rg_ball_predict_as(match, team, 100));
    RgV2 focus = v2(0.8f * -53.0f + 0.2f * ball.x, 0.2f * ball.y);
    for (int i = 0; i < match->teams[team].player_count; i++) {
        rg_player(match, team, i)->marking = RG_NOBODY;
    }
    float dangers[RG_TEAM_SIZE]; // negative: of nobody, or of somebody who is marked
    for (int i = 0; i < opponents->player_count; i++) {
        int index = rg_player_index(1 - team, i);
        dangers[i] = match->players[index].active ? danger(match, team, index, focus) : -1.0f;
    }
    for (int k = 0; k < 3; k++) {
        int most = 0;
        for (int i = 1; i < opponents->player_count; i++) {
            most = dangers[i] > dangers[most] ? i : most;
        }
        if (dangers[most] < 0.0f) {
            return;
        }
        dangers[most] = -1.0f;
        int marker = best_marker(match, team, rg_player_index(1 - team, most));
        if (marker != RG_NOBODY) {
            rg_player(match, team, marker)->marking = (int8_t)most;
        }
    }
}
