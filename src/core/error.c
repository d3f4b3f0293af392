// Status names, error texts, and the one place that stops the program: a broken assertion.
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char* rg_status_name(RgStatus status) {
    static const char* const names[RG_STATUS_COUNT] = {
        [RG_OK] = "ok",
        [RG_ERROR_ARGUMENT] = "argument error",
        [RG_ERROR_SHAPE] = "shape error",
        [RG_ERROR_MEMORY] = "out of memory",
        [RG_ERROR_IO] = "file error",
        [RG_ERROR_FORMAT] = "format error",
        [RG_ERROR_CONFIG] = "config error",
        [RG_ERROR_UNSUPPORTED] = "unsupported",
        [RG_ERROR_EXTERNAL] = "external program failed",
        [RG_ERROR_NUMERIC] = "not a number",
    };
    int index = (int)status;
    return index >= 0 && index < RG_STATUS_COUNT ? names[index] : "unknown status";
}

const char* rg_version(void) {
    return RG_VERSION;
}

RgStatus rg_fail(RgError* error, RgStatus status, const char* format, ...) {
    if (error != NULL) {
        error->code = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

void rg_assertion_failed(const char* condition, const char* file, int line) {
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
    abort();
}
