#include "train/tensor_file.h"

#include "core/error.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/memory.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LENGTH_BYTES = 8, HEADER_ALIGNMENT = 64, HASH_TEXT = 17 };

static const char* const type_names[] = {"F32", "U8"};

static size_t tensor_bytes(const RgTensorView* tensor) {
    size_t element = tensor->type == RG_TENSOR_F32 ? sizeof(float) : 1;
    return (size_t)tensor->shape[0] * (size_t)tensor->shape[1] * element;
}

static size_t total_bytes(const RgTensorView* tensors, int count) {
    size_t total = 0;
    for (int i = 0; i < count; i++) {
        total += tensor_bytes(&tensors[i]);
    }
    return total;
}

static void hash_text(const RgTensorView* tensors, int count, char out[HASH_TEXT]) {
    uint64_t hash = 0;
    for (int i = 0; i < count; i++) {
        hash = rg_hash(tensors[i].data, tensor_bytes(&tensors[i]), hash);
    }
    snprintf(out, HASH_TEXT, "%016" PRIx64, hash);
}

// the header that belongs to these tensors; reading compares against it, so both sides agree by
// construction
static cJSON* make_header(const RgTensorView* tensors, int count) {
    cJSON* header = cJSON_CreateObject();
    double offset = 0;
    for (int i = 0; i < count; i++) {
        const double shape[2] = {(double)tensors[i].shape[0], (double)tensors[i].shape[1]};
        const double range[2] = {offset, offset + (double)tensor_bytes(&tensors[i])};
        cJSON* entry = cJSON_AddObjectToObject(header, tensors[i].name);
        cJSON_AddStringToObject(entry, "dtype", type_names[tensors[i].type]);
        cJSON_AddItemToObject(entry, "shape", cJSON_CreateDoubleArray(shape, 2));
        cJSON_AddItemToObject(entry, "data_offsets", cJSON_CreateDoubleArray(range, 2));
        offset = range[1];
    }
    return header;
}

static char* print_header(const RgTensorView* tensors, int count) {
    char hash[HASH_TEXT];
    hash_text(tensors, count, hash);
    cJSON* header = make_header(tensors, count);
    cJSON* metadata = cJSON_AddObjectToObject(header, "__metadata__");
    cJSON_AddStringToObject(metadata, "hash", hash);
    char* text = cJSON_PrintUnformatted(header);
    cJSON_Delete(header);
    return text;
}

RgStatus rg_tensor_file_write(const char* path, const RgTensorView* tensors, int count,
                              RgError* error) {
    char* header = print_header(tensors, count);
    size_t length = header != NULL ? strlen(header) : 0;
    size_t padded =
        (LENGTH_BYTES + length + HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT -
        LENGTH_BYTES;
    size_t bytes = LENGTH_BYTES + padded + total_bytes(tensors, count);
    char* file = header != NULL ? rg_alloc(bytes) : NULL;
    if (file == NULL) {
        cJSON_free(header);
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s (%zu bytes)", path, bytes);
    }
    uint64_t stored = padded;
    memcpy(file, &stored, LENGTH_BYTES);
    memset(file + LENGTH_BYTES, ' ', padded);
    memcpy(file + LENGTH_BYTES, header, length);
    char* at = file + LENGTH_BYTES + padded;
    for (int i = 0; i < count; i++) {
        size_t size = tensor_bytes(&tensors[i]);
        if (size > 0) {
            memcpy(at, tensors[i].data, size);
        }
        at += size;
    }
    RgStatus status = rg_file_write(path, file, bytes, error);
    rg_free(file);
    cJSON_free(header);
    return status;
}

static RgStatus check_tensors(const char* path, const cJSON* header, const RgTensorView* tensors,
                              int count, RgError* error) {
    cJSON* expected = make_header(tensors, count);
    RgStatus status =
        expected != NULL ? RG_OK : rg_fail(error, RG_ERROR_MEMORY, "no memory to read %s", path);
    for (int i = 0; i < count && status == RG_OK; i++) {
        const cJSON* mine = cJSON_GetObjectItemCaseSensitive(expected, tensors[i].name);
        const cJSON* theirs = cJSON_GetObjectItemCaseSensitive(header, tensors[i].name);
        if (theirs == NULL || !cJSON_Compare(mine, theirs, true)) {
            status = rg_fail(
                error, RG_ERROR_FORMAT,
                "%s: tensor %s is %s; the checkpoint belongs to another configuration or version",
                path, tensors[i].name, theirs == NULL ? "missing" : "of another size or type");
        }
    }
    cJSON_Delete(expected);
    return status;
}

static RgStatus read_tensors(const char* path, const char* file, size_t bytes,
                             const RgTensorView* tensors, int count, RgError* error) {
    uint64_t header_bytes = 0;
    if (bytes >= LENGTH_BYTES) {
        memcpy(&header_bytes, file, LENGTH_BYTES);
    }
    if (bytes < LENGTH_BYTES || header_bytes > bytes - LENGTH_BYTES) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "%s: cut short within the header; use an older checkpoint", path);
    }
    cJSON* header = cJSON_ParseWithLength(file + LENGTH_BYTES, (size_t)header_bytes);
    if (header == NULL) {
        return rg_fail(error, RG_ERROR_FORMAT, "%s: the header is damaged; use an older checkpoint",
                       path);
    }
    RgStatus status = check_tensors(path, header, tensors, count, error);
    size_t found = bytes - LENGTH_BYTES - (size_t)header_bytes,
           needed = total_bytes(tensors, count);
    if (status == RG_OK && found != needed) {
        status = rg_fail(error, RG_ERROR_FORMAT,
                         "%s: holds %zu bytes of tensors instead of %zu; use an older checkpoint",
                         path, found, needed);
    }
    if (status == RG_OK) {
        const char* at = file + LENGTH_BYTES + header_bytes;
        for (int i = 0; i < count; i++) {
            size_t size = tensor_bytes(&tensors[i]);
            if (size > 0) {
                memcpy(tensors[i].data, at, size);
            }
            at += size;
        }
        char hash[HASH_TEXT];
        hash_text(tensors, count, hash);
        const cJSON* metadata = cJSON_GetObjectItemCaseSensitive(header, "__metadata__");
        const char* stored =
            cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(metadata, "hash"));
        if (stored == NULL || strcmp(stored, hash) != 0) {
            status =
                rg_fail(error, RG_ERROR_FORMAT,
                        "%s: the contents do not match their hash; use an older checkpoint", path);
        }
    }
    cJSON_Delete(header);
    return status;
}

RgStatus rg_tensor_file_read(const char* path, const RgTensorView* tensors, int count,
                             RgError* error) {
    char* file;
    size_t bytes;
    RG_TRY(rg_file_read(path, &file, &bytes, error));
    RgStatus status = read_tensors(path, file, bytes, tensors, count, error);
    rg_free(file);
    return status;
}
