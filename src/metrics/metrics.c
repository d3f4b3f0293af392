// Both files of a run behind one call. Continuing a run first removes what is newer than its
// checkpoint.
#include "metrics/metrics.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "metrics/event_file.h"
#include "metrics/log_file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NAME_MAX_BYTES = 120, LINE_CAPACITY = 64 + RG_SCALARS_MAX * (6 * NAME_MAX_BYTES + 32) };

struct RgMetrics {
    RgEventFile events;
    RgLogFile lines;
    char line[LINE_CAPACITY];
};

static double wall_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// "<folder>/<name>", to be freed; NULL without memory.
static char* join(const char* folder, const char* name) {
    size_t capacity = strlen(folder) + strlen(name) + 2;
    char* path = rg_alloc(capacity);
    if (path != NULL) {
        snprintf(path, capacity, "%s/%s", folder, name);
    }
    return path;
}

// ---- lines of JSON

/// Keeps the whole lines of steps up to `last_step`, in place; returns the bytes kept.
static size_t keep_lines(char* text, int64_t last_step) {
    char* out = text;
    char* line = text;
    for (char* end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        long long step;
        if (sscanf(line, "{\"step\":%lld,", &step) == 1 && step <= last_step) {
            size_t bytes = (size_t)(end + 1 - line);
            memmove(out, line, bytes);
            out += bytes;
        }
    }
    return (size_t)(out - text);
}

static RgStatus cut_lines(const char* path, int64_t last_step, RgError* error) {
    if (!rg_file_exists(path)) {
        return RG_OK;
    }
    char* text;
    size_t bytes;
    RG_TRY(rg_file_read(path, &text, &bytes, error));
    size_t kept = keep_lines(text, last_step);
    RgStatus status = kept < bytes ? rg_file_write(path, text, kept, error) : RG_OK;
    rg_free(text);
    return status;
}

/// Appends a quoted JSON text.
static size_t put_name(char* out, const char* name) {
    size_t length = 0;
    out[length++] = '"';
    for (const char* c = name; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20) {
            length += (size_t)sprintf(out + length, "\\u%04x", (unsigned)*c);
            continue;
        }
        if (*c == '"' || *c == '\\') {
            out[length++] = '\\';
        }
        out[length++] = *c;
    }
    out[length++] = '"';
    return length;
}

static RgStatus add_line(RgMetrics* metrics, int64_t step, double time, const RgScalar* scalars,
                         int count, RgError* error) {
    char* line = metrics->line;
    size_t length = (size_t)sprintf(line, "{\"step\":%lld,\"time\":%.3f", (long long)step, time);
    for (int i = 0; i < count; i++) {
        line[length++] = ',';
        length += put_name(line + length, scalars[i].name);
        length += isfinite(scalars[i].value)
                      ? (size_t)sprintf(line + length, ":%.12g", scalars[i].value)
                      : (size_t)sprintf(line + length, ":null");
    }
    line[length++] = '}';
    line[length++] = '\n';
    return rg_log_file_append(&metrics->lines, line, length, error);
}

// ---- both files

static RgStatus open_files(RgMetrics* metrics, const char* folder, int64_t last_step,
                           RgError* error) {
    char* path = join(folder, "metrics.jsonl");
    if (path == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for the metrics of %s", folder);
    }
    RgStatus status = cut_lines(path, last_step, error);
    if (status == RG_OK) {
        status = rg_log_file_open(path, false, &metrics->lines, error);
    }
    rg_free(path);
    RG_TRY(status);
    RG_TRY(rg_event_files_cut(folder, last_step, error));
    int64_t start = last_step >= 0 ? last_step + 1 : -1;
    return rg_event_file_create(folder, start, wall_time(), &metrics->events, error);
}

RgStatus rg_metrics_open(const char* folder, int64_t last_step, RgMetrics** out, RgError* error) {
    *out = NULL;
    RgMetrics* metrics = rg_alloc(sizeof *metrics);
    if (metrics == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for the metrics of %s", folder);
    }
    metrics->events.file.descriptor = metrics->lines.descriptor = -1;
    RgStatus status = open_files(metrics, folder, last_step, error);
    if (status != RG_OK) {
        rg_event_file_close(&metrics->events, NULL);
        rg_log_file_close(&metrics->lines, NULL);
        rg_free(metrics);
        return status;
    }
    *out = metrics;
    return RG_OK;
}

RgStatus rg_metrics_add(RgMetrics* metrics, int64_t step, const RgScalar* scalars, int count,
                        RgError* error) {
    if (count < 1 || count > RG_SCALARS_MAX) {
        return rg_fail(error, RG_ERROR_SHAPE, "1 to %d scalars can be added at once, not %d",
                       RG_SCALARS_MAX, count);
    }
    for (int i = 0; i < count; i++) {
        if (strlen(scalars[i].name) > NAME_MAX_BYTES) {
            return rg_fail(error, RG_ERROR_ARGUMENT, "the metric name %.40s… is longer than %d",
                           scalars[i].name, NAME_MAX_BYTES);
        }
    }
    double time = wall_time();
    RG_TRY(add_line(metrics, step, time, scalars, count, error));
    return rg_event_file_add_scalars(&metrics->events, step, time, scalars, count, error);
}

RgStatus rg_metrics_add_text(RgMetrics* metrics, int64_t step, const char* name, const char* text,
                             RgError* error) {
    return rg_event_file_add_text(&metrics->events, step, wall_time(), name, text, error);
}

RgStatus rg_metrics_flush(RgMetrics* metrics, RgError* error) {
    RG_TRY(rg_log_file_sync(&metrics->lines, error));
    return rg_event_file_sync(&metrics->events, error);
}

RgStatus rg_metrics_close(RgMetrics* metrics, RgError* error) {
    if (metrics == NULL) {
        return RG_OK;
    }
    RgStatus status = rg_metrics_flush(metrics, error);
    // the first failure is the one that is told
    RgError* still = status == RG_OK ? error : NULL;
    RgStatus closed = rg_event_file_close(&metrics->events, still);
    status = status != RG_OK ? status : closed;
    still = status == RG_OK ? error : NULL;
    closed = rg_log_file_close(&metrics->lines, still);
    status = status != RG_OK ? status : closed;
    rg_free(metrics);
    return status;
}

// ---- commands to look at a run

/// Text in single quotes for a shell.
static size_t put_shell_word(char* out, const char* word, size_t length) {
    // the quote ends, a quote by itself, the quote goes on
    static const char quote[4] = {'\'', '\\', '\'', '\''};
    size_t used = 0;
    out[used++] = '\'';
    for (size_t i = 0; i < length; i++) {
        if (word[i] == '\'') {
            memcpy(out + used, quote, sizeof quote);
            used += sizeof quote;
        } else {
            out[used++] = word[i];
        }
    }
    out[used++] = '\'';
    return used;
}

/// Length of the path of the folder that holds `path`; 0 when the name stands alone.
static size_t parent_length(const char* path, size_t length) {
    while (length > 0 && path[length - 1] != '/') {
        length--;
    }
    return length > 1 ? length - 1 : length;
}

RgStatus rg_write_tensorboard_commands(const char* folder, RgError* error) {
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') {
        length--;
    }
    char* path = join(folder, "tensorboard_commands.txt");
    char* text = rg_alloc(8 * length + 256);
    if (path == NULL || text == NULL) {
        rg_free(path);
        rg_free(text);
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for %s", folder);
    }
    size_t used = (size_t)sprintf(text, "# this run\ntensorboard --logdir ");
    used += put_shell_word(text + used, folder, length);
    used += (size_t)sprintf(text + used, "\n\n# all runs beside it, to compare\n"
                                         "tensorboard --logdir ");
    size_t parent = parent_length(folder, length);
    used += parent > 0 ? put_shell_word(text + used, folder, parent)
                       : put_shell_word(text + used, ".", 1);
    used += (size_t)sprintf(text + used, "\n");
    RgStatus status = rg_file_write(path, text, used, error);
    rg_free(path);
    rg_free(text);
    return status;
}
