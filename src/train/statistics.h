// Means with their uncertainty.
#pragma once

#include "regista/train.h"

/// Estimate of a mean from n values with this sum and sum of squares; interval mean ± 1.96 standard
/// errors.
RgEstimate rg_estimate_mean(int64_t n, double sum, double squares);

/// Estimate of a share: Wilson's score interval at 95 % (Wilson 1927, JASA 22:209).
RgEstimate rg_estimate_share(int64_t n, int64_t hits);

/// Summarises episodes.
void rg_summarize(const RgEpisodeResult* episodes, int32_t count, RgEvaluation* out);
