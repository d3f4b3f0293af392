// PNG files through libpng's simplified interface.
#include "picture/png_file.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"

#include <png.h>
#include <string.h>

static png_image header_of(const RgImage* image, bool fast) {
    png_image header;
    memset(&header, 0, sizeof header);
    header.version = PNG_IMAGE_VERSION;
    header.width = (png_uint_32)image->width;
    header.height = (png_uint_32)image->height;
    header.format = PNG_FORMAT_RGB;
    header.flags = fast ? PNG_IMAGE_FLAG_FAST : 0;
    return header;
}

size_t rg_png_room(const RgImage* image) {
    const png_image header = header_of(image, false);
    return PNG_IMAGE_PNG_SIZE_MAX(header);
}

RgStatus rg_png_encode(const RgImage* image, bool fast, void* out, size_t* bytes, RgError* error) {
    png_image header = header_of(image, fast);
    png_alloc_size_t size = *bytes;
    if (!png_image_write_to_memory(&header, out, &size, 0, image->pixels, 0, NULL)) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "libpng could not encode a picture: %s",
                       header.message);
    }
    *bytes = size;
    return RG_OK;
}

RgStatus rg_image_write_png(const RgImage* image, const char* path, RgError* error) {
    size_t bytes = rg_png_room(image);
    void* data = rg_alloc(bytes);
    if (!data) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s", path);
    }
    RgStatus status = rg_png_encode(image, false, data, &bytes, error);
    if (status == RG_OK) {
        status = rg_file_write(path, data, bytes, error);
    }
    rg_free(data);
    return status;
}
