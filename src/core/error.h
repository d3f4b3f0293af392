// Errors of the outside world travel as RgStatus + RgError; a caller's bug is an assertion.
#pragma once

#include "regista/core.h"

/// Fills `error` (may be NULL) printf-style and returns `status`, so that a function can `return
/// rg_fail(…)`. The message says what is wrong, where (file, line, key) and what to do.
RgStatus rg_fail(RgError* error, RgStatus status, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

/// Prints the place of a broken assertion and aborts.
_Noreturn void rg_assertion_failed(const char* condition, const char* file, int line);

#if !defined(NDEBUG) || defined(RG_ASSERTIONS)
#define RG_ASSERT(condition)                                                                       \
    ((condition) ? (void)0 : rg_assertion_failed(#condition, __FILE__, __LINE__))
#else
#define RG_ASSERT(condition) ((void)sizeof(condition))
#endif

/// Returns from the calling function unless the call succeeded.
#define RG_TRY(call)                                                                               \
    do {                                                                                           \
        RgStatus rg_try_status = (call);                                                           \
        if (rg_try_status != RG_OK) {                                                              \
            return rg_try_status;                                                                  \
        }                                                                                          \
    } while (0)
