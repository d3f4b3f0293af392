// Schedules of learning rate and entropy weight over a run's budget.
#pragma once

#include "learn/learn_def.h"

/// Value of a schedule.
/// @param progress share of the budget that is spent; clamped to 0 … 1
double rg_schedule(RgScheduleKind kind, double start, double end, double progress);
