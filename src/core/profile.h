// Where time goes: a stopwatch that is always in one stage and is told when the next one begins.
// The stages are numbered by who measures (football/profile.h, env/profile.h).
#pragma once

#include <stdint.h>
#include <time.h>

enum { RG_PROFILE_STAGES = 24 };

/// Plain data; all zero is a stopwatch in stage 0 that has seen nothing.
typedef struct RgProfile {
    uint64_t since;       ///< clock when the present stage began
    int32_t stage;        ///< present stage
    uint64_t limit;       ///< longer stretches are taken for interruptions by other programs and
                          ///< counted in `interrupted` alone; 0: none are
    uint64_t interrupted; ///< clock units
    uint64_t time[RG_PROFILE_STAGES]; ///< clock units spent in each stage
    int64_t marks[RG_PROFILE_STAGES]; ///< how often each stage ended
    int64_t count[RG_PROFILE_STAGES]; ///< counted by who measures, e.g. ticks
} RgProfile;

/// A clock as cheap as there is: its unit is the machine's, so time it against seconds.
static inline uint64_t rg_profile_clock(void) {
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc();
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

/// The present stage ends and `stage` begins.
static inline void rg_profile_mark(RgProfile* profile, int32_t stage) {
    uint64_t now = rg_profile_clock(), passed = now - profile->since;
    if (profile->limit != 0 && passed > profile->limit) {
        profile->interrupted += passed;
    } else {
        profile->time[profile->stage] += passed;
    }
    profile->marks[profile->stage]++;
    profile->stage = stage;
    profile->since = now;
}
