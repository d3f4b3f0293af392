#include "learn/schedule.h"

#include "core/math.h"

double rg_schedule(RgScheduleKind kind, double start, double end, double progress) {
    double p = progress < 0 ? 0 : progress > 1 ? 1 : progress;
    switch (kind) {
    case RG_SCHEDULE_LINEAR:
        return start + (end - start) * p;
    case RG_SCHEDULE_TENFOLD:
        return start * rg_dpow(0.1, p);
    default:
        return start;
    }
}
