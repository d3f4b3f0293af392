// fuzz [--steps N] [--seed S]: plays cases S, S + 1, … until N env steps are done or a signal ends
// it. Says what it has seen; on the first thing that is wrong it names case and step and aborts.
#include "fuzz.h"

#include "core/memory.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_STEPS = 10000, CASE_SECONDS = 900, LINE_EVERY = 200, STREAM = 0xF022 };

static Fuzz fuzz;

// ---- what fuzz.h promises

uint32_t fuzz_below(Fuzz* self, uint32_t bound) {
    return rg_random_below(self->key, self->draws++, bound);
}

float fuzz_uniform(Fuzz* self) {
    return rg_random_uniform(self->key, self->draws++);
}

bool fuzz_one_in(Fuzz* self, uint32_t n) {
    return fuzz_below(self, n) == 0;
}

void fuzz_fail(const Fuzz* self, const char* format, ...) {
    va_list arguments;
    fflush(stdout);
    fprintf(stderr, "FAILED: case %" PRIu64 ", step %ld (%s): ", self->seed, self->step,
            self->about);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    abort(); // with a core, where cores are kept
}

int32_t fuzz_action(Fuzz* self, FuzzStyle style, int32_t count, int32_t last) {
    static const uint8_t kicks[] = {RG_ACTION_LONG_PASS, RG_ACTION_HIGH_PASS, RG_ACTION_SHORT_PASS,
                                    RG_ACTION_SHOT, RG_ACTION_SLIDING};
    int32_t any = (int32_t)fuzz_below(self, (uint32_t)count);
    bool habit = fuzz_below(self, 10) < 7;
    if (!habit) {
        return any;
    }
    switch (style) {
    case FUZZ_STEADY:
        return last < count ? last : any;
    case FUZZ_KICKS:
        return kicks[fuzz_below(self, sizeof kicks)];
    case FUZZ_RUNS:
        return fuzz_one_in(self, 5) ? RG_ACTION_SPRINT : 1 + (int32_t)fuzz_below(self, 8);
    case FUZZ_FOULS:
        return fuzz_one_in(self, 3) ? 1 + (int32_t)fuzz_below(self, 8) : RG_ACTION_SLIDING;
    case FUZZ_BUILTIN:
        return count > RG_ACTION_BUILTIN_AI ? RG_ACTION_BUILTIN_AI : any;
    default:
        return any;
    }
}

// ---- the last word: whoever ends the program, the case is named

// Sanitizers ask the program; with abort() they come by the handler below.
RG_API const char* __asan_default_options(void);
RG_API const char* __ubsan_default_options(void);

const char* __asan_default_options(void) {
    return "abort_on_error=1";
}

const char* __ubsan_default_options(void) {
    return "abort_on_error=1:print_stacktrace=1";
}

static char case_line[96]; // "again: --steps 1 --seed 7"

static void name_case(void) {
    ssize_t written = write(STDERR_FILENO, case_line, strlen(case_line));
    (void)written;
}

static void die(int number) {
    name_case();
    signal(number, SIG_DFL);
    raise(number);
}

static void give_up(int number) {
    (void)number;
    static const char message[] = "FAILED: a case does not come to an end\n";
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    abort();
}

static void prepare_last_word(void) {
    signal(SIGALRM, give_up);
    signal(SIGABRT, die);
#if !defined(__SANITIZE_ADDRESS__) // it reports these itself
    signal(SIGSEGV, die);
    signal(SIGBUS, die);
    signal(SIGFPE, die);
#endif
}

// ---- the program

static volatile sig_atomic_t stopped; // by a signal: the case at hand is played to its end

static void stop(int number) {
    (void)number;
    stopped = 1;
}

static bool note(void* context, const char* name, const char* path) {
    (void)context;
    (void)path;
    snprintf(fuzz.scenarios[fuzz.scenario_count++], RG_SCENARIO_NAME, "%s", name);
    return fuzz.scenario_count < FUZZ_SCENARIOS;
}

static void print_state(const char* what, uint64_t first) {
    printf("%s: cases %" PRIu64 " to %" PRIu64
           ", %ld env steps, %ld matches, %ld goals, %ld cards, "
           "%ld sent off, %ld restores, %ld replays; hash %016" PRIx64 "\n",
           what, first, fuzz.seed, fuzz.steps, fuzz.matches, fuzz.goals, fuzz.cards,
           fuzz.dismissals, fuzz.restores, fuzz.replays, fuzz.hash);
    printf("  players out to x %.1f y %.1f at up to %.1f m/s; ball in play out to x %.1f y %.1f z "
           "%.1f, up to %.1f m/s\n",
           (double)fuzz.far_x, (double)fuzz.far_y, (double)fuzz.fast, (double)fuzz.ball_x,
           (double)fuzz.ball_y, (double)fuzz.ball_z, (double)fuzz.ball_fast);
    fflush(stdout);
}

static void play_case(uint64_t seed) {
    snprintf(case_line, sizeof case_line, "again: --steps 1 --seed %" PRIu64 "\n", seed);
    fuzz.seed = seed;
    fuzz.key = rg_random_key(seed, 0, 0, STREAM);
    fuzz.draws = 0;
    fuzz.step = 0;
    snprintf(fuzz.about, sizeof fuzz.about, "a line-up");
    alarm(CASE_SECONDS);
    if (seed % 3 == 0) {
        fuzz_line_up(&fuzz);
    } else {
        fuzz_scenario(&fuzz);
    }
    alarm(0);
}

static int usage(void) {
    fprintf(stderr, "usage: fuzz [--steps N] [--seed S]\n");
    return 2;
}

int main(int argc, char** argv) {
    long steps = DEFAULT_STEPS;
    uint64_t first = 1;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--steps") == 0) {
            steps = strtol(argv[i + 1], NULL, 10);
        } else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0) {
            first = strtoull(argv[i + 1], NULL, 10);
        } else {
            return usage();
        }
    }
    RgPitch* pitch = NULL;
    RgError error;
    prepare_last_word();
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    rg_scenario_each(note, NULL);
    if (fuzz.scenario_count == 0 || rg_pitch_create(&pitch, &error) != RG_OK) {
        fprintf(stderr, "fuzz: no scenarios found, or no memory\n");
        return 1;
    }
    fuzz.pitch = pitch;
    for (uint64_t seed = first; fuzz.steps < steps && !stopped; seed++) {
        play_case(seed);
        if ((seed - first + 1) % LINE_EVERY == 0) {
            print_state("so far", first);
        }
    }
    rg_pitch_destroy(pitch);
    print_state("nothing found", first);
    if (rg_allocated_bytes() != 0) {
        fprintf(stderr, "FAILED: %" PRId64 " bytes are left over\n", rg_allocated_bytes());
        return 1;
    }
    return 0;
}
