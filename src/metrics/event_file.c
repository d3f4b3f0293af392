// Messages are packed by protobuf-c straight into the frame buffer; the allocations that happen are
// ours.
#include "metrics/event_file.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "metrics/crc32c.h"
#include "metrics/event.pb-c.h"

#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FRAME_HEAD = 12, FRAME_TAIL = 4 };

static const char FILE_PREFIX[] = "events.out.tfevents.";

// ---- little-endian words

static void put_word(unsigned char* out, uint64_t word, int bytes) {
    for (int i = 0; i < bytes; i++) {
        out[i] = (unsigned char)(word >> (8 * i));
    }
}

static uint64_t get_word(const unsigned char* in, int bytes) {
    uint64_t word = 0;
    for (int i = 0; i < bytes; i++) {
        word |= (uint64_t)in[i] << (8 * i);
    }
    return word;
}

// ---- writing

static RgStatus reserve(RgEventFile* events, size_t bytes, RgError* error) {
    if (bytes <= events->capacity) {
        return RG_OK;
    }
    size_t capacity = bytes * 2;
    unsigned char* frame = rg_alloc(capacity);
    if (frame == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for %zu bytes of metrics", bytes);
    }
    rg_free(events->frame);
    events->frame = frame;
    events->capacity = capacity;
    return RG_OK;
}

static RgStatus add_event(RgEventFile* events, const Regista__Event* event, RgError* error) {
    size_t bytes = regista__event__get_packed_size(event);
    RG_TRY(reserve(events, FRAME_HEAD + bytes + FRAME_TAIL, error));
    unsigned char* frame = events->frame;
    put_word(frame, bytes, 8);
    put_word(frame + 8, rg_masked_crc32c(frame, 8), 4);
    regista__event__pack(event, frame + FRAME_HEAD);
    put_word(frame + FRAME_HEAD + bytes, rg_masked_crc32c(frame + FRAME_HEAD, bytes), 4);
    return rg_log_file_append(&events->file, frame, FRAME_HEAD + bytes + FRAME_TAIL, error);
}

/// Opens a file under a name that nobody else takes.
static RgStatus open_file(const char* folder, double wall_time, RgLogFile* out, RgError* error) {
    static _Atomic unsigned counter;
    char host[64] = "localhost";
    if (gethostname(host, sizeof host - 1) != 0 || strchr(host, '/') != NULL) {
        snprintf(host, sizeof host, "localhost");
    }
    size_t capacity = strlen(folder) + sizeof FILE_PREFIX + sizeof host + 64;
    char* path = rg_alloc(capacity);
    if (path == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory while opening metrics in %s", folder);
    }
    // ten digits of seconds, so that the order of names is the order in time
    snprintf(path, capacity, "%s/%s%010.0f.%s.%ld.%u", folder, FILE_PREFIX, wall_time, host,
             (long)getpid(), atomic_fetch_add(&counter, 1));
    RgStatus status = rg_log_file_open(path, true, out, error);
    rg_free(path);
    return status;
}

static RgStatus write_first_events(RgEventFile* events, int64_t start_step, double wall_time,
                                   RgError* error) {
    char version[] = "brain.Event:2";
    Regista__Event first = REGISTA__EVENT__INIT;
    first.wall_time = wall_time;
    first.what_case = REGISTA__EVENT__WHAT_FILE_VERSION;
    first.file_version = version;
    RG_TRY(add_event(events, &first, error));
    if (start_step < 0) {
        return RG_OK;
    }
    Regista__SessionLog log = REGISTA__SESSION_LOG__INIT;
    log.status = REGISTA__SESSION_LOG__STATUS__START;
    Regista__Event start = REGISTA__EVENT__INIT;
    start.wall_time = wall_time;
    start.step = start_step;
    start.what_case = REGISTA__EVENT__WHAT_SESSION_LOG;
    start.session_log = &log;
    return add_event(events, &start, error);
}

RgStatus rg_event_file_create(const char* folder, int64_t start_step, double wall_time,
                              RgEventFile* out, RgError* error) {
    *out = (RgEventFile){.file.descriptor = -1};
    RG_TRY(open_file(folder, wall_time, &out->file, error));
    RgStatus status = write_first_events(out, start_step, wall_time, error);
    if (status != RG_OK) {
        rg_event_file_close(out, NULL);
    }
    return status;
}

/// One event that carries `summary`.
static RgStatus add_summary(RgEventFile* events, int64_t step, double wall_time,
                            Regista__Summary* summary, RgError* error) {
    Regista__Event event = REGISTA__EVENT__INIT;
    event.wall_time = wall_time;
    event.step = step;
    event.what_case = REGISTA__EVENT__WHAT_SUMMARY;
    event.summary = summary;
    return add_event(events, &event, error);
}

RgStatus rg_event_file_add_scalars(RgEventFile* events, int64_t step, double wall_time,
                                   const RgScalar* scalars, int count, RgError* error) {
    RG_ASSERT(count >= 0 && count <= RG_SCALARS_MAX);
    Regista__SummaryValue values[RG_SCALARS_MAX];
    Regista__SummaryValue* pointers[RG_SCALARS_MAX];
    for (int i = 0; i < count; i++) {
        values[i] = (Regista__SummaryValue)REGISTA__SUMMARY_VALUE__INIT;
        // protobuf-c's texts are not const, but packing only reads them
        values[i].tag = (char*)scalars[i].name;
        values[i].value_case = REGISTA__SUMMARY_VALUE__VALUE_SIMPLE_VALUE;
        values[i].simple_value = (float)scalars[i].value;
        pointers[i] = &values[i];
    }
    Regista__Summary summary = REGISTA__SUMMARY__INIT;
    summary.n_value = (size_t)count;
    summary.value = pointers;
    return add_summary(events, step, wall_time, &summary, error);
}

RgStatus rg_event_file_add_text(RgEventFile* events, int64_t step, double wall_time,
                                const char* tag, const char* text, RgError* error) {
    enum { TYPE_TEXT = 7 };
    char plugin_name[] = "text";
    Regista__PluginData plugin = REGISTA__PLUGIN_DATA__INIT;
    plugin.plugin_name = plugin_name;
    Regista__Metadata metadata = REGISTA__METADATA__INIT;
    metadata.plugin_data = &plugin;
    // a scalar tensor: a shape without dimensions
    Regista__TensorShape shape = REGISTA__TENSOR_SHAPE__INIT;
    ProtobufCBinaryData bytes = {strlen(text), (uint8_t*)text};
    Regista__Tensor tensor = REGISTA__TENSOR__INIT;
    tensor.dtype = TYPE_TEXT;
    tensor.tensor_shape = &shape;
    tensor.n_string_val = 1;
    tensor.string_val = &bytes;
    Regista__SummaryValue value = REGISTA__SUMMARY_VALUE__INIT;
    value.tag = (char*)tag;
    value.metadata = &metadata;
    value.value_case = REGISTA__SUMMARY_VALUE__VALUE_TENSOR;
    value.tensor = &tensor;
    Regista__SummaryValue* pointer = &value;
    Regista__Summary summary = REGISTA__SUMMARY__INIT;
    summary.n_value = 1;
    summary.value = &pointer;
    return add_summary(events, step, wall_time, &summary, error);
}

RgStatus rg_event_file_sync(RgEventFile* events, RgError* error) {
    return rg_log_file_sync(&events->file, error);
}

RgStatus rg_event_file_close(RgEventFile* events, RgError* error) {
    RgStatus status = rg_log_file_close(&events->file, error);
    rg_free(events->frame);
    events->frame = NULL;
    events->capacity = 0;
    return status;
}

// ---- cutting after a step

/// `context` is a bool that tells memory that ran out from a message that is damaged.
static void* unpack_allocate(void* context, size_t bytes) {
    void* memory = rg_alloc(bytes);
    if (memory == NULL && bytes > 0) {
        *(bool*)context = true;
    }
    return memory;
}

static void unpack_release(void* context, void* memory) {
    (void)context;
    rg_free(memory);
}

/// Whether the message of a frame is an event of `last_step` or before.
static bool keep_message(const unsigned char* message, size_t bytes, int64_t last_step,
                         bool* no_memory) {
    ProtobufCAllocator allocator = {unpack_allocate, unpack_release, no_memory};
    Regista__Event* event = regista__event__unpack(&allocator, bytes, message);
    if (event == NULL) {
        return false;
    }
    bool keep = event->step <= last_step;
    regista__event__free_unpacked(event, &allocator);
    return keep;
}

/// Bytes of the leading frames that are whole and not later than `last_step`.
static size_t kept_bytes(const unsigned char* data, size_t bytes, int64_t last_step,
                         bool* no_memory) {
    size_t kept = 0;
    while (bytes - kept >= FRAME_HEAD + FRAME_TAIL) {
        const unsigned char* frame = data + kept;
        uint64_t length = get_word(frame, 8);
        if (get_word(frame + 8, 4) != rg_masked_crc32c(frame, 8) ||
            length > bytes - kept - FRAME_HEAD - FRAME_TAIL) {
            break;
        }
        const unsigned char* message = frame + FRAME_HEAD;
        if (get_word(message + length, 4) != rg_masked_crc32c(message, length) ||
            !keep_message(message, length, last_step, no_memory)) {
            break;
        }
        kept += FRAME_HEAD + length + FRAME_TAIL;
    }
    return kept;
}

static RgStatus cut_file(const char* path, int64_t last_step, RgError* error) {
    char* data;
    size_t bytes;
    RG_TRY(rg_file_read(path, &data, &bytes, error));
    bool no_memory = false;
    size_t kept = kept_bytes((const unsigned char*)data, bytes, last_step, &no_memory);
    rg_free(data);
    if (no_memory) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory while reading %s", path);
    }
    if (kept == 0) {
        return unlink(path) == 0 ? RG_OK : rg_fail_io(error, "remove", path, errno);
    }
    if (kept < bytes && truncate(path, (off_t)kept) != 0) {
        return rg_fail_io(error, "shorten", path, errno);
    }
    return RG_OK;
}

RgStatus rg_event_files_cut(const char* folder, int64_t last_step, RgError* error) {
    DIR* entries = opendir(folder);
    if (entries == NULL) {
        return rg_fail_io(error, "read", folder, errno);
    }
    RgStatus status = RG_OK;
    const struct dirent* entry;
    while (status == RG_OK && (entry = readdir(entries)) != NULL) {
        if (strncmp(entry->d_name, FILE_PREFIX, sizeof FILE_PREFIX - 1) != 0) {
            continue;
        }
        size_t capacity = strlen(folder) + strlen(entry->d_name) + 2;
        char* path = rg_alloc(capacity);
        if (path == NULL) {
            status = rg_fail(error, RG_ERROR_MEMORY, "no memory while reading %s", folder);
            break;
        }
        snprintf(path, capacity, "%s/%s", folder, entry->d_name);
        status = cut_file(path, last_step, error);
        rg_free(path);
    }
    closedir(entries);
    return status;
}
