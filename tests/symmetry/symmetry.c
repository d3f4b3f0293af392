// symmetry [--games N] [--seed S] [--scenario NAME] [--difficulty D] [--threads T]: built-in
// players of equal difficulty play full games; is a side, the order of processing or the kick-off
// favoured? Each is compared over the same games by wins (binomial test), and by goals, share of
// the ball and place of the ball (differences of the games against their standard error). Kick-off
// and order take turns, so four games in a row are one of each kind. Exits with 1 where a side has
// p < 0.001; order and kick-off are told apart for information. A signal ends it after the games at
// hand.
#include "core/memory.h"
#include "core/threads.h"
#include "regista/env.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAME_STEPS = 3001, FEWEST_GAMES = 100 };

static const double WORST = 0.001;

/// What one game came to, seen from the left.
typedef struct Game {
    bool played; // a signal may leave some out
    bool right_first, right_kicks_off;
    int32_t goals[RG_TEAM_COUNT], cards[RG_TEAM_COUNT];
    int32_t owned[RG_TEAM_COUNT]; // env steps
    double place;                 // mean x of the ball, m
} Game;

typedef struct Series {
    const RgPitch* pitch;
    RgScenario scenario;
    RgMatch** matches; // one a worker
    Game* games;
    uint32_t seed;
    float difficulty;
} Series;

// ---- playing

static volatile sig_atomic_t stopped;

static void stop(int number) {
    (void)number;
    stopped = 1;
}

static void count_step(const RgMatchView* view, Game* game) {
    if (view->owner_team >= 0) {
        game->owned[view->owner_team]++;
    }
    game->place += (double)view->ball[0] / GAME_STEPS;
}

static void play(void* context, int index, int worker) {
    if (stopped) {
        return;
    }
    Series* series = context;
    RgMatch* match = series->matches[worker];
    Game* game = &series->games[index];
    RgControls controls = {{0}};
    RgMatchView view;
    RgError error;
    // the line-ups take turns by the episode's number; the seed is the order's partner
    RgMatchDef def = rg_scenario_match_def(&series->scenario, index / 2);
    *game = (Game){.right_first = index % 2 == 1, .right_kicks_off = index / 2 % 2 == 1};
    def.seed = series->seed + (uint32_t)index;
    def.right_first = game->right_first;
    def.difficulty[0] = def.difficulty[1] = series->difficulty;
    if (rg_match_reset(series->pitch, match, &def, &error) != RG_OK) {
        fprintf(stderr, "symmetry: %s\n", error.message);
        exit(1);
    }
    for (int step = 0; step < GAME_STEPS; step++) {
        rg_match_step(series->pitch, match, &controls);
        rg_match_view(match, &view);
        count_step(&view, game);
    }
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        game->goals[side] = view.score[side];
        for (int i = 0; i < view.player_count[side]; i++) {
            game->cards[side] += view.players[side][i].yellow_card;
        }
    }
    game->played = true;
}

// ---- judging

// two-sided p of `wins` in `games` fair tosses: what is at most as likely
static double binomial(int wins, int games) {
    double p = 0.0, seen = lgamma(games + 1.0) - lgamma(wins + 1.0) - lgamma(games - wins + 1.0);
    for (int k = 0; k <= games; k++) {
        double log_ways = lgamma(games + 1.0) - lgamma(k + 1.0) - lgamma(games - k + 1.0);
        if (log_ways <= seen + 1e-9) {
            p += exp(log_ways - games * log(2.0));
        }
    }
    return p < 1.0 ? p : 1.0;
}

// two-sided p of a mean difference of zero
static double mean_test(double sum, double sum_of_squares, int n) {
    double mean = sum / n;
    double variance = (sum_of_squares / n - mean * mean) * n / (n - 1.0);
    return variance > 0.0 ? erfc(fabs(mean) / sqrt(2.0 * variance / n)) : 1.0;
}

/// Which two are compared: sign of a game's difference left - right.
typedef struct Question {
    const char *one, *other;
    int (*sign)(const Game* game);
    bool judged; // whether an answer other than "neither" is a fault
} Question;

static int by_side(const Game* game) {
    (void)game;
    return 1;
}

static int by_order(const Game* game) {
    return game->right_first ? -1 : 1;
}

static int by_kick_off(const Game* game) {
    return game->right_kicks_off ? -1 : 1;
}

/// Sums over games of one question.
typedef struct Answer {
    int wins[2], draws, goals[2], cards[2];
    double owned[2];
    double goals_sum, goals_squares, share_sum, share_squares, place_sum, place_squares;
} Answer;

static Answer add_up(const Series* series, int count, const Question* question) {
    Answer answer = {.draws = 0};
    for (int i = 0; i < count; i++) {
        const Game* game = &series->games[i];
        int sign = question->sign(game), one = sign > 0 ? 0 : 1;
        double goals = game->goals[one] - game->goals[1 - one];
        double owned = game->owned[0] + game->owned[1];
        double share = (game->owned[one] - game->owned[1 - one]) / (owned > 0.0 ? owned : 1.0);
        double place = sign * game->place;
        answer.wins[0] += goals > 0.0;
        answer.wins[1] += goals < 0.0;
        answer.draws += goals == 0.0;
        for (int k = 0; k < 2; k++) {
            int side = k == 0 ? one : 1 - one;
            answer.goals[k] += game->goals[side];
            answer.cards[k] += game->cards[side];
            answer.owned[k] += game->owned[side];
        }
        answer.goals_sum += goals;
        answer.goals_squares += goals * goals;
        answer.share_sum += share;
        answer.share_squares += share * share;
        answer.place_sum += place;
        answer.place_squares += place * place;
    }
    return answer;
}

// @return whether neither is favoured
static bool print_answer(const Series* series, int count, const Question* question) {
    Answer a = add_up(series, count, question);
    double p[4] = {binomial(a.wins[0], a.wins[0] + a.wins[1]),
                   mean_test(a.goals_sum, a.goals_squares, count),
                   mean_test(a.share_sum, a.share_squares, count),
                   mean_test(a.place_sum, a.place_squares, count)};
    bool fair = true;
    printf("%-20s %8s %8s %10s\n", "", question->one, question->other, "p");
    printf("%-20s %8d %8d %10.3g   %d draws\n", "wins", a.wins[0], a.wins[1], p[0], a.draws);
    printf("%-20s %8d %8d %10.3g\n", "goals", a.goals[0], a.goals[1], p[1]);
    printf("%-20s %8.4f %8.4f %10.3g\n", "share of the ball",
           a.owned[0] / (a.owned[0] + a.owned[1]), a.owned[1] / (a.owned[0] + a.owned[1]), p[2]);
    printf("%-20s %8.3f %8.3f %10.3g   mean x, m\n", "place of the ball", a.place_sum / count,
           -a.place_sum / count, p[3]);
    printf("%-20s %8d %8d\n\n", "players with a card", a.cards[0], a.cards[1]);
    for (int i = 0; i < 4; i++) {
        fair = fair && p[i] >= WORST;
    }
    return fair;
}

// ---- the program

typedef struct Options {
    long games, seed, threads;
    double difficulty;
    const char* scenario;
} Options;

static bool read_options(int argc, char** argv, Options* options) {
    for (int i = 1; i < argc; i += 2) {
        const char* value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value != NULL && strcmp(argv[i], "--games") == 0) {
            options->games = strtol(value, NULL, 10);
        } else if (value != NULL && strcmp(argv[i], "--seed") == 0) {
            options->seed = strtol(value, NULL, 10);
        } else if (value != NULL && strcmp(argv[i], "--threads") == 0) {
            options->threads = strtol(value, NULL, 10);
        } else if (value != NULL && strcmp(argv[i], "--difficulty") == 0) {
            options->difficulty = strtod(value, NULL);
        } else if (value != NULL && strcmp(argv[i], "--scenario") == 0) {
            options->scenario = value;
        } else {
            return false;
        }
    }
    return options->games >= FEWEST_GAMES && options->threads >= 1 && options->difficulty >= 0.0 &&
           options->difficulty <= 1.0;
}

static bool judge(const Series* series, int count) {
    static const Question questions[] = {{"left", "right", by_side, true},
                                         {"first", "second", by_order, false},
                                         {"kick-off", "waiting", by_kick_off, false}};
    bool fair = true;
    printf("%d games were played\n\n", count);
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        fair = (print_answer(series, count, &questions[i]) || !questions[i].judged) && fair;
    }
    printf("%s\n", fair ? "no side is favoured" : "a side is favoured: p < 0.001");
    return fair;
}

int main(int argc, char** argv) {
    Options options = {.games = 1000,
                       .seed = 1,
                       .threads = rg_processor_count(),
                       .difficulty = 1.0,
                       .scenario = "11_vs_11_stochastic"};
    static Series series;
    RgPitch* pitch = NULL;
    RgThreadPool* pool = NULL;
    RgError error = {.message = "no memory"};
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    if (!read_options(argc, argv, &options)) {
        fprintf(stderr, "usage: symmetry [--games N] [--seed S] [--scenario NAME] [--difficulty D] "
                        "[--threads T]\n");
        return 2;
    }
    if (rg_scenario_load(options.scenario, &series.scenario, &error) != RG_OK ||
        rg_pitch_create(&pitch, &error) != RG_OK ||
        rg_thread_pool_create((int)options.threads, &pool, &error) != RG_OK) {
        fprintf(stderr, "symmetry: %s\n", error.message);
        return 1;
    }
    series.pitch = pitch;
    series.seed = (uint32_t)options.seed;
    series.difficulty = (float)options.difficulty;
    series.games = rg_alloc_array((size_t)options.games, sizeof *series.games);
    series.matches = rg_alloc_array((size_t)options.threads, sizeof *series.matches);
    for (long i = 0; i < options.threads; i++) {
        series.matches[i] = rg_alloc(rg_match_bytes());
    }
    printf("%ld games of %s, both sides with difficulty %g, seeds from %ld\n\n", options.games,
           options.scenario, options.difficulty, options.seed);
    fflush(stdout);
    rg_parallel_for(pool, (int)options.games, play, &series);
    int played = 0;
    for (long i = 0; i < options.games; i++) {
        if (series.games[i].played) {
            series.games[played++] = series.games[i];
        }
    }
    if (played < FEWEST_GAMES) {
        fprintf(stderr, "symmetry: %d games say nothing\n", played);
        return 1;
    }
    return judge(&series, played) ? 0 : 1;
}
