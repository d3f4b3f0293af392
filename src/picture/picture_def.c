// Field tables, defaults and range checks of the picture's Defs.
#include "picture/picture_def.h"

#include "core/error.h"

#include <string.h>

#define PICTURE_FIELD(kind, name, fallback, min, max, help)                                        \
    RG_DEF_FIELD(RgPictureDef, kind, name, fallback, min, max, help)
#define VIDEO_FIELD(kind, name, fallback, min, max, help)                                          \
    RG_DEF_FIELD(RgVideoDef, kind, name, fallback, min, max, help)

static const RgDefField picture_fields[] = {RG_PICTURE_DEF_FIELDS(PICTURE_FIELD)};

const RgDefType rg_picture_def_type = {"picture", sizeof(RgPictureDef), picture_fields,
                                       sizeof picture_fields / sizeof *picture_fields};

// the name that RG_DEF_FIELD_DEF looks for
#define picture_type rg_picture_def_type
static const RgDefField video_fields[] = {RG_VIDEO_DEF_FIELDS(VIDEO_FIELD)};
#undef picture_type

const RgDefType rg_video_def_type = {"video", sizeof(RgVideoDef), video_fields,
                                     sizeof video_fields / sizeof *video_fields};

RgPictureDef rg_default_picture_def(void) {
    RgPictureDef def;
    memset(&def, 0, sizeof def);
    rg_def_reset(&rg_picture_def_type, &def);
    return def;
}

RgVideoDef rg_default_video_def(void) {
    RgVideoDef def;
    memset(&def, 0, sizeof def);
    rg_def_reset(&rg_video_def_type, &def);
    return def;
}

static bool number_of(const RgDefField* field, const void* def, double* out) {
    const char* place = (const char*)def + field->offset;
    if (field->kind == RG_DEF_INT) {
        int32_t value;
        memcpy(&value, place, sizeof value);
        *out = value;
        return true;
    }
    if (field->kind == RG_DEF_FLOAT) {
        memcpy(out, place, sizeof *out);
        return true;
    }
    return false;
}

static RgStatus check_ranges(const RgDefType* type, const void* def, RgError* error) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        double value = 0;
        if (number_of(field, def, &value) && !(value >= field->min && value <= field->max)) {
            return rg_fail(error, RG_ERROR_ARGUMENT, "%s.%s is %g, must be %g to %g", type->name,
                           field->name, value, field->min, field->max);
        }
    }
    return RG_OK;
}

RgStatus rg_picture_def_check(const RgPictureDef* def, RgError* error) {
    return check_ranges(&rg_picture_def_type, def, error);
}

RgStatus rg_video_def_check(const RgVideoDef* def, RgError* error) {
    RG_TRY(check_ranges(&rg_video_def_type, def, error));
    RG_TRY(rg_picture_def_check(&def->picture, error));
    if (def->picture.width % 2 != 0 || def->picture.height % 2 != 0) {
        return rg_fail(error, RG_ERROR_ARGUMENT,
                       "video size %d x %d: H.264 needs an even width and height",
                       (int)def->picture.width, (int)def->picture.height);
    }
    return RG_OK;
}
