// Dynamic roles by a bottleneck assignment (C.12.8) and man marking (C.12.9).
#include "football/assignment.h"

#include "football/ball.h"
#include "football/shape.h"

#include <string.h>

enum {
    FORBIDDEN = 50000,
    WIDTH = 12,           // of a row of costs: whole vectors
    NEVER = INT32_MAX / 4 // what stands where there is no column
};

/// Costs of rows and columns.
typedef struct Costs {
    int n;
    int at[RG_TEAM_SIZE][WIDTH];
} Costs;

// which of a row's costs are below `limit`: a bit set
static uint32_t below(const int row[WIDTH], int limit) {
    static const int bit[WIDTH] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
    int bits = 0;
    for (int j = 0; j < WIDTH; j++) {
        bits |= row[j] < limit ? bit[j] : 0;
    }
    return (uint32_t)bits;
}

static int least_in_row(const int row[WIDTH]) {
    int least = NEVER;
    for (int j = 0; j < WIDTH; j++) {
        least = row[j] < least ? row[j] : least;
    }
    return least;
}

static void least_in_columns(const Costs* costs, int least[WIDTH]) {
    memcpy(least, costs->at[0], sizeof costs->at[0]);
    for (int i = 1; i < costs->n; i++) {
        for (int j = 0; j < WIDTH; j++) {
            least[j] = costs->at[i][j] < least[j] ? costs->at[i][j] : least[j];
        }
    }
}

// ---- minimum-cost assignment of n rows to n columns (Munkres' method)
//
// Among assignments of equal cost the order in which zeros are found decides, so it is the
// original's: stars are set row by row, and a prime goes to the last zero that is not covered (2016
// of 2016 recorded assignments).

/// State of one assignment: reduced costs, the starred zero of every row and column, the primed
/// zero of every row. Sets of columns are bit sets.
typedef struct Munkres {
    Costs costs;
    uint32_t columns;             // all of them
    uint32_t zeros[RG_TEAM_SIZE]; // by row
    int star_of_row[RG_TEAM_SIZE], star_of_column[RG_TEAM_SIZE],
        prime_of_row[RG_TEAM_SIZE]; // -1 none
    uint32_t starred;               // columns
    bool row_covered[RG_TEAM_SIZE];
    uint32_t columns_covered;
} Munkres;

static void find_zeros(Munkres* m) {
    for (int i = 0; i < m->costs.n; i++) {
        m->zeros[i] = below(m->costs.at[i], 1) & m->columns;
    }
}

// takes the smallest cost off every row, then off every column
static void reduce_costs(Munkres* m) {
    Costs* costs = &m->costs;
    for (int i = 0; i < costs->n; i++) {
        int least = least_in_row(costs->at[i]);
        for (int j = 0; j < WIDTH; j++) {
            costs->at[i][j] -= least;
        }
    }
    int least[WIDTH];
    least_in_columns(costs, least);
    for (int i = 0; i < costs->n; i++) {
        for (int j = 0; j < WIDTH; j++) {
            costs->at[i][j] -= least[j];
        }
    }
    find_zeros(m);
}

static void star_zeros(Munkres* m) {
    m->starred = 0;
    for (int i = 0; i < m->costs.n; i++) {
        m->star_of_row[i] = m->star_of_column[i] = RG_NOBODY;
    }
    for (int i = 0; i < m->costs.n; i++) {
        uint32_t open = m->zeros[i] & ~m->starred;
        if (open != 0) {
            int j = __builtin_ctz(open);
            m->star_of_row[i] = j;
            m->star_of_column[j] = i;
            m->starred |= UINT32_C(1) << j;
        }
    }
}

static bool last_free_zero(const Munkres* m, int* row, int* column) {
    for (int i = m->costs.n - 1; i >= 0; i--) {
        uint32_t open = m->zeros[i] & ~m->columns_covered;
        if (open != 0 && !m->row_covered[i]) {
            *row = i;
            *column = 31 - __builtin_clz(open);
            return true;
        }
    }
    return false;
}

// makes a zero where all are covered
static void shift_costs(Munkres* m) {
    int off[WIDTH]; // all ones: a covered column, or none
    for (int j = 0; j < WIDTH; j++) {
        off[j] = (m->columns & ~m->columns_covered) >> j & 1 ? 0 : -1;
    }
    int least = NEVER;
    for (int i = 0; i < m->costs.n; i++) {
        int open[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            open[j] = m->costs.at[i][j] + (off[j] & NEVER);
        }
        int in_row = m->row_covered[i] ? NEVER : least_in_row(open);
        least = in_row < least ? in_row : least;
    }
    for (int i = 0; i < m->costs.n; i++) {
        int more = m->row_covered[i] ? least : 0;
        for (int j = 0; j < WIDTH; j++) {
            m->costs.at[i][j] += more - (least & ~off[j]);
        }
    }
    find_zeros(m);
}

// stars the primes and unstars the stars on the way from a prime whose row has no star
static void swap_along(Munkres* m, int row, int column) {
    for (;;) {
        int other = m->star_of_column[column];
        m->star_of_column[column] = row;
        m->star_of_row[row] = column;
        m->starred |= UINT32_C(1) << column;
        if (other < 0) {
            return;
        }
        row = other;
        column = m->prime_of_row[row];
    }
}

/// @return the sum of the costs
static int solve_assignment(const Costs* costs, int column_of[RG_TEAM_SIZE]) {
    int n = costs->n;
    Munkres m = {.costs = *costs, .columns = (UINT32_C(1) << n) - 1};
    reduce_costs(&m);
    star_zeros(&m);
    while (m.starred != m.columns) {
        memset(m.row_covered, 0, sizeof m.row_covered);
        m.columns_covered = m.starred;
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
            m.columns_covered &= ~(UINT32_C(1) << m.star_of_row[row]);
        }
        swap_along(&m, row, column);
    }
    int total = 0;
    for (int i = 0; i < n; i++) {
        column_of[i] = m.star_of_row[i];
        total += costs->at[i][column_of[i]];
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
static bool possible_below(Matching* m, const Costs* costs, int limit) {
    for (int i = 0; i < m->n; i++) {
        m->allowed[i] = below(costs->at[i], limit);
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
    const Costs* costs;
    int value, passed; // so many costs are `value` or less
} Ascent;

static Ascent begin_ascent(const Costs* costs, int value) {
    Ascent a = {.costs = costs, .value = value};
    for (int i = 0; i < costs->n; i++) {
        for (int j = 0; j < WIDTH; j++) {
            a.passed += costs->at[i][j] <= value;
        }
    }
    return a;
}

/// The cost with `k` others before it, or the value the ascent began with if that is more. `k` must
/// not fall, and there must be such a cost.
static int ascend_to(Ascent* a, int k) {
    const Costs* costs = a->costs;
    while (a->passed <= k) {
        const int value = a->value;
        int next = NEVER, equal = 0;
        for (int i = 0; i < costs->n; i++) {
            for (int j = 0; j < WIDTH; j++) {
                int cost = costs->at[i][j] > value ? costs->at[i][j] : NEVER;
                next = cost < next ? cost : next;
            }
        }
        for (int i = 0; i < costs->n; i++) {
            for (int j = 0; j < WIDTH; j++) {
                equal += costs->at[i][j] == next;
            }
        }
        a->value = next;
        a->passed += equal;
    }
    return a->value;
}

/// Every row and every column needs a cost of at least this.
static int least_needed(const Costs* costs) {
    int needed = 0, in_column[WIDTH];
    least_in_columns(costs, in_column);
    for (int i = 0; i < costs->n; i++) {
        int in_row = least_in_row(costs->at[i]);
        needed = in_row > needed ? in_row : needed;
        needed = in_column[i] > needed ? in_column[i] : needed;
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

// of everybody's way to everybody's place. @return the dearest
static int find_costs(RgMatch* match, int team, const int numbers[RG_TEAM_SIZE], Costs* costs) {
    int n = costs->n, most = 0;
    RgV2 soon[RG_TEAM_SIZE];
    for (int i = 0; i < n; i++) {
        const RgPlayer* p = rg_player(match, team, numbers[i]);
        soon[i] = v2_mad(p->position, p->velocity, 0.5f);
        for (int j = n; j < WIDTH; j++) {
            costs->at[i][j] = NEVER;
        }
    }
    for (int j = 0; j < n; j++) {
        int index = rg_player_index(team, numbers[j]);
        RgV2 point;
        rg_adapted_points(match, index, 1, &match->players[index].home, &match->players[index].role,
                          &point);
        for (int i = 0; i < n; i++) {
            int cost = (int)rg_round(10.0f * v2_distance(soon[i], point));
            costs->at[i][j] = cost;
            most = cost > most ? cost : most;
        }
    }
    return most;
}

// the same, where costs of `limit` and more are as good as forbidden
static Costs limited(const Costs* costs, int limit) {
    Costs out = {.n = costs->n};
    for (int i = 0; i < costs->n; i++) {
        for (int j = 0; j < WIDTH; j++) {
            int cost = costs->at[i][j];
            out.at[i][j] = cost >= limit && cost < NEVER ? FORBIDDEN : cost;
        }
    }
    return out;
}

void rg_assign_roles(RgMatch* match, int team) {
    int numbers[RG_TEAM_SIZE] = {0};
    int n = outfield(match, team, numbers);
    if (n < 2) {
        return;
    }
    Costs costs = {.n = n};
    bool small = find_costs(match, team, numbers, &costs) < FORBIDDEN / RG_TEAM_SIZE;
    int column_of[RG_TEAM_SIZE] = {0};
    // raise the dearest cost that is allowed until everybody finds a place; if nobody does, the
    // places stay (recorded with n = 2)
    bool found = false;
    Matching matching = begin_matching(n);
    int needed = small ? least_needed(&costs) : -1;
    Ascent ascent = begin_ascent(&costs, needed);
    for (int k = n; k < n * n && !found; k += 5) {
        int limit = ascend_to(&ascent, k);
        if (small && (limit <= needed || !possible_below(&matching, &costs, limit))) {
            continue;
        }
        Costs allowed = limited(&costs, limit);
        found = solve_assignment(&allowed, column_of) < FORBIDDEN;
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
    float dangers[RG_TEAM_SIZE] = {-1.0f}; // negative: of nobody, or of somebody who is marked
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
