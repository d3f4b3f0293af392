#include "train/statistics.h"

#include <math.h>

static const double Z = 1.959963984540054; // 97.5 % quantile of the standard normal distribution

RgEstimate rg_estimate_mean(int64_t n, double sum, double squares) {
    if (n == 0) {
        return (RgEstimate){0};
    }
    double count = (double)n, mean = sum / count;
    double variance = n > 1 ? (squares - sum * mean) / (count - 1) : 0;
    double error = sqrt((variance > 0 ? variance : 0) / count);
    return (RgEstimate){mean, error, mean - Z * error, mean + Z * error};
}

RgEstimate rg_estimate_share(int64_t n, int64_t hits) {
    if (n == 0) {
        return (RgEstimate){0};
    }
    double count = (double)n, p = (double)hits / count, z2 = Z * Z / count;
    double middle = (p + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * sqrt(p * (1 - p) / count + z2 / (4 * count));
    double low = hits == 0 ? 0 : middle - half, high = hits == n ? 1 : middle + half;
    return (RgEstimate){p, sqrt(p * (1 - p) / count), low, high};
}

typedef struct Moments {
    double sum, squares;
} Moments;

static void add(Moments* moments, double value) {
    moments->sum += value;
    moments->squares += value * value;
}

void rg_summarize(const RgEpisodeResult* episodes, int32_t count, RgEvaluation* out) {
    Moments goals_for = {0}, against = {0}, difference = {0}, returns = {0}, score = {0},
            length = {0};
    int64_t hits = 0;
    for (int32_t i = 0; i < count; i++) {
        const RgEpisodeResult* episode = &episodes[i];
        hits += episode->goals[0] > episode->goals[1];
        add(&goals_for, episode->goals[0]);
        add(&against, episode->goals[1]);
        add(&difference, episode->goals[0] - episode->goals[1]);
        add(&returns, (double)episode->episode_return);
        add(&score, (double)episode->score);
        add(&length, episode->length);
    }
    *out = (RgEvaluation){
        .episodes = count,
        .success = rg_estimate_share(count, hits),
        .goals_for = rg_estimate_mean(count, goals_for.sum, goals_for.squares),
        .goals_against = rg_estimate_mean(count, against.sum, against.squares),
        .goal_difference = rg_estimate_mean(count, difference.sum, difference.squares),
        .episode_return = rg_estimate_mean(count, returns.sum, returns.squares),
        .score = rg_estimate_mean(count, score.sum, score.squares),
        .length = rg_estimate_mean(count, length.sum, length.squares),
    };
}
