// Weight files: safetensors, so that Python's package reads them too. Layout: the header's length
// (8 bytes, little-endian), the header (JSON, padded with spaces to whole cache lines), then the
// tensors' float32 one after the other. The `__metadata__` of the header holds everything else that
// a policy is made of: its Def, D and A. The reader trusts nothing: every size is checked before it
// is used.
#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "policy/policy.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "weight files are little-endian, and so must this machine be"
#endif

enum {
    LENGTH_BYTES = 8,
    HEADER_LIMIT = 16 << 20, // no policy of ours comes near
    DEF_TEXT = 4096
};

static const char format_name[] = "regista-policy-1";

static bool add_text(cJSON* object, const char* key, const char* text) {
    return cJSON_AddStringToObject(object, key, text) != NULL;
}

static bool add_metadata(cJSON* header, const RgModel* model) {
    char yaml[DEF_TEXT], number[32];
    cJSON* metadata = cJSON_AddObjectToObject(header, "__metadata__");
    size_t length = rg_def_print_yaml(&rg_policy_def_type, &model->def, yaml, sizeof yaml);
    if (!metadata || length >= sizeof yaml) {
        return false;
    }
    bool ok = add_text(metadata, "format", format_name) && add_text(metadata, "def", yaml);
    snprintf(number, sizeof number, "%016llx",
             (unsigned long long)rg_def_hash(&rg_policy_def_type, &model->def));
    ok = ok && add_text(metadata, "def_hash", number);
    snprintf(number, sizeof number, "%d", (int)model->observation_size);
    ok = ok && add_text(metadata, "observation_size", number);
    snprintf(number, sizeof number, "%d", (int)model->action_count);
    return ok && add_text(metadata, "action_count", number);
}

static bool add_tensor(cJSON* header, const RgTensor* tensor) {
    cJSON* entry = cJSON_AddObjectToObject(header, tensor->name);
    if (!entry || !add_text(entry, "dtype", "F32")) {
        return false;
    }
    double begin = (double)tensor->offset * (double)sizeof(float);
    double offsets[2] = {begin, begin + (double)rg_tensor_size(tensor) * (double)sizeof(float)};
    cJSON* shape = cJSON_CreateIntArray(tensor->shape, tensor->shape[1] ? 2 : 1);
    cJSON* range = cJSON_CreateDoubleArray(offsets, 2);
    bool ok = shape && cJSON_AddItemToObject(entry, "shape", shape);
    if (!ok) {
        cJSON_Delete(shape);
    }
    if (!range || !cJSON_AddItemToObject(entry, "data_offsets", range)) {
        cJSON_Delete(range);
        ok = false;
    }
    return ok;
}

// The header as text, to be freed with cJSON_free; NULL without memory.
static char* print_header(const RgModel* model) {
    cJSON* header = cJSON_CreateObject();
    bool ok = header && add_metadata(header, model);
    for (int32_t i = 0; ok && i < model->tensor_count; i++) {
        ok = add_tensor(header, &model->tensors[i]);
    }
    char* text = ok ? cJSON_PrintUnformatted(header) : NULL;
    cJSON_Delete(header);
    return text;
}

RgStatus rg_policy_save(const RgPolicy* policy, const char* path, RgError* error) {
    const RgModel* model = &policy->model;
    char* header = print_header(model);
    size_t text = header ? strlen(header) : 0;
    size_t padded = (LENGTH_BYTES + text + RG_ALIGNMENT - 1) / RG_ALIGNMENT * RG_ALIGNMENT;
    size_t weights = (size_t)model->parameter_count * sizeof(float);
    char* file = header ? rg_alloc(padded + weights) : NULL;
    if (!file) {
        cJSON_free(header);
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s", path);
    }
    uint64_t length = padded - LENGTH_BYTES;
    memcpy(file, &length, LENGTH_BYTES);
    memset(file + LENGTH_BYTES, ' ', padded - LENGTH_BYTES);
    memcpy(file + LENGTH_BYTES, header, text);
    memcpy(file + padded, model->weights, weights);
    cJSON_free(header);
    RgStatus status = rg_file_write(path, file, padded + weights, error);
    rg_free(file);
    return status;
}

// A file being read.
typedef struct Reader {
    const char* path;
    const char* data; // first byte after the header
    size_t bytes;     // from there to the end
    const cJSON* header;
    RgError* error;
} Reader;

static RgStatus bad_file(const Reader* reader, const char* tensor, const char* what) {
    return rg_fail(reader->error, RG_ERROR_FORMAT,
                   "%s: %s%s%s; the file is damaged or not a policy of this version, use another "
                   "checkpoint",
                   reader->path, tensor ? tensor : "", tensor ? ": " : "", what);
}

static const char* metadata_text(const Reader* reader, const char* key) {
    const cJSON* metadata = cJSON_GetObjectItemCaseSensitive(reader->header, "__metadata__");
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(metadata, key));
}

// A whole number in [1, 2^20] from the metadata; 0 when it is none.
static int32_t metadata_size(const Reader* reader, const char* key) {
    const char* text = metadata_text(reader, key);
    char* end = NULL;
    long value = text ? strtol(text, &end, 10) : 0;
    return text && end != text && *end == 0 && value >= 1 && value <= 1 << 20 ? (int32_t)value : 0;
}

static RgStatus read_def(const Reader* reader, RgPolicyDef* def) {
    const char *format = metadata_text(reader, "format"), *yaml = metadata_text(reader, "def");
    const char* hash = metadata_text(reader, "def_hash");
    if (!format || strcmp(format, format_name) != 0) {
        return bad_file(reader, NULL, "no regista-policy-1 metadata");
    }
    if (!yaml || !hash) {
        return bad_file(reader, NULL, "the metadata lacks the policy's def");
    }
    *def = rg_default_policy_def();
    RG_TRY(rg_def_parse_yaml(&rg_policy_def_type, def, yaml, reader->path, reader->error));
    char own[32];
    snprintf(own, sizeof own, "%016llx", (unsigned long long)rg_def_hash(&rg_policy_def_type, def));
    if (strcmp(own, hash) != 0) {
        return bad_file(reader, NULL, "the policy's def does not match its hash");
    }
    return RG_OK;
}

static bool is_number(const cJSON* item, double value) {
    return cJSON_IsNumber(item) && item->valuedouble == value;
}

// Type, shape and place of one tensor are what the Def asks for, and its numbers are finite.
static RgStatus check_tensor(const Reader* reader, const RgTensor* tensor) {
    const cJSON* entry = cJSON_GetObjectItemCaseSensitive(reader->header, tensor->name);
    const cJSON* shape = cJSON_GetObjectItemCaseSensitive(entry, "shape");
    const cJSON* range = cJSON_GetObjectItemCaseSensitive(entry, "data_offsets");
    const char* type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "dtype"));
    if (!entry) {
        return bad_file(reader, tensor->name, "the tensor is missing");
    }
    if (!type || strcmp(type, "F32") != 0) {
        return bad_file(reader, tensor->name, "not of type F32");
    }
    int rank = tensor->shape[1] ? 2 : 1;
    bool fits = cJSON_IsArray(shape) && cJSON_GetArraySize(shape) == rank;
    for (int i = 0; fits && i < rank; i++) {
        fits = is_number(cJSON_GetArrayItem(shape, i), tensor->shape[i]);
    }
    if (!fits) {
        return bad_file(reader, tensor->name, "its shape is not the one its def asks for");
    }
    size_t begin = (size_t)tensor->offset * sizeof(float);
    size_t end = begin + (size_t)rg_tensor_size(tensor) * sizeof(float);
    if (!cJSON_IsArray(range) || cJSON_GetArraySize(range) != 2 ||
        !is_number(cJSON_GetArrayItem(range, 0), (double)begin) ||
        !is_number(cJSON_GetArrayItem(range, 1), (double)end) || end > reader->bytes) {
        return bad_file(reader, tensor->name, "its data lies elsewhere than it should");
    }
    for (size_t at = begin; at < end; at += sizeof(float)) {
        float value;
        memcpy(&value, reader->data + at, sizeof value);
        if (!isfinite(value)) {
            return bad_file(reader, tensor->name, "it holds a number that is not finite");
        }
    }
    return RG_OK;
}

static RgStatus read_policy(const Reader* reader, RgPolicy** out) {
    RgPolicyDef def;
    RgModel measured;
    RG_TRY(read_def(reader, &def));
    int32_t observations = metadata_size(reader, "observation_size");
    int32_t actions = metadata_size(reader, "action_count");
    if (observations == 0 || actions == 0) {
        return bad_file(reader, NULL, "observation_size or action_count is not a size");
    }
    // nothing large is allocated for a file that does not hold it
    RG_TRY(rg_model_measure(&measured, &def, observations, actions, reader->error));
    if ((size_t)measured.parameter_count * sizeof(float) != reader->bytes) {
        return bad_file(reader, NULL, "it is truncated, or longer than its weights");
    }
    if (cJSON_GetArraySize(reader->header) != measured.tensor_count + 1) {
        return bad_file(reader, NULL, "its tensors are not those its def asks for");
    }
    RG_TRY(rg_policy_create_empty(&def, observations, actions, out, reader->error));
    RgModel* model = &(*out)->model;
    RgStatus status = RG_OK;
    for (int32_t i = 0; status == RG_OK && i < model->tensor_count; i++) {
        status = check_tensor(reader, &model->tensors[i]);
    }
    if (status != RG_OK) {
        rg_policy_destroy(*out);
        *out = NULL;
        return status;
    }
    memcpy(model->weights, reader->data, reader->bytes);
    rg_model_pack(model);
    return RG_OK;
}

RgStatus rg_policy_load(const char* path, RgPolicy** out, RgError* error) {
    char* file;
    size_t bytes;
    uint64_t length = 0;
    *out = NULL;
    RG_TRY(rg_file_read(path, &file, &bytes, error));
    Reader reader = {.path = path, .error = error};
    RgStatus status;
    if (bytes >= LENGTH_BYTES) {
        memcpy(&length, file, LENGTH_BYTES);
    }
    if (bytes < LENGTH_BYTES || length > HEADER_LIMIT || length > bytes - LENGTH_BYTES) {
        status = bad_file(&reader, NULL, "its header is truncated");
    } else {
        cJSON* header = cJSON_ParseWithLength(file + LENGTH_BYTES, (size_t)length);
        reader.header = header;
        reader.data = file + LENGTH_BYTES + length;
        reader.bytes = bytes - LENGTH_BYTES - (size_t)length;
        status = cJSON_IsObject(header) ? read_policy(&reader, out)
                                        : bad_file(&reader, NULL, "its header is not JSON");
        cJSON_Delete(header);
    }
    rg_free(file);
    return status;
}
