// A painter: the stadium is painted once; a frame copies it and fills the draw list of what moves
// on top.
#include "picture/painter.h"
#include "picture/stadium.h"

#include "core/error.h"
#include "core/memory.h"

#include <string.h>

enum { SHAPE_ROOM = 4096, POINT_ROOM = 200000 };

struct RgPicture {
    RgPictureDef def;
    RgCamera camera;
    RgFont* font;
    RgDrawList list;
    RgRaster raster;
    RgImage background, image;
    RgScene scene; // of rg_picture_draw
};

static size_t image_bytes(const RgImage* image) {
    return 3 * (size_t)image->width * (size_t)image->height;
}

static RgStatus make_image(int32_t width, int32_t height, RgImage* out, RgError* error) {
    *out = (RgImage){width, height, NULL};
    out->pixels = rg_alloc(image_bytes(out));
    if (!out->pixels) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a picture of %d x %d pixels",
                       (int)width, (int)height);
    }
    return RG_OK;
}

static RgStatus make_parts(RgPicture* picture, RgError* error) {
    const int32_t width = picture->def.width, height = picture->def.height;
    RG_TRY(rg_font_create(&picture->font, error));
    RG_TRY(rg_draw_list_create(SHAPE_ROOM, POINT_ROOM, &picture->list, error));
    RG_TRY(rg_raster_create(width, height, &picture->raster, error));
    RG_TRY(make_image(width, height, &picture->background, error));
    return make_image(width, height, &picture->image, error);
}

RgStatus rg_picture_create(const RgPictureDef* def, RgPicture** out, RgError* error) {
    *out = NULL;
    RG_TRY(rg_picture_def_check(def, error));
    RgPicture* picture = rg_alloc(sizeof *picture);
    if (!picture) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a picture");
    }
    picture->def = *def;
    const RgStatus status = make_parts(picture, error);
    if (status != RG_OK) {
        rg_picture_destroy(picture);
        return status;
    }
    picture->camera = rg_camera(def->width, def->height);
    rg_stadium_paint(&picture->background, &picture->camera, picture->font, &picture->list,
                     &picture->raster);
    *out = picture;
    return RG_OK;
}

void rg_picture_destroy(RgPicture* picture) {
    if (!picture) {
        return;
    }
    rg_font_destroy(picture->font);
    rg_draw_list_destroy(&picture->list);
    rg_raster_destroy(&picture->raster);
    rg_free(picture->background.pixels);
    rg_free(picture->image.pixels);
    rg_free(picture);
}

int32_t rg_picture_dropped(const RgPicture* picture) {
    return picture->list.dropped;
}

// lengths on the screen follow the smaller side of the picture, 1 at 1280 x 720
static float screen_unit(const RgImage* image) {
    const float across = (float)image->width / 1280, down = (float)image->height / 720;
    return across < down ? across : down;
}

const RgImage* rg_picture_draw_scene(RgPicture* picture, const RgScene* scene) {
    const RgCanvas canvas = {.list = &picture->list,
                             .camera = &picture->camera,
                             .font = picture->font,
                             .unit = screen_unit(&picture->image),
                             .width = picture->image.width,
                             .height = picture->image.height};
    memcpy(picture->image.pixels, picture->background.pixels, image_bytes(&picture->image));
    rg_add_players(&canvas, scene, picture->def.labels);
    rg_add_ball(&canvas, scene);
    rg_stadium_add_goals(canvas.list, canvas.camera);
    if (picture->def.scoreboard) {
        rg_add_scoreboard(&canvas, scene);
    }
    if (picture->def.panel) {
        rg_add_panel(&canvas, scene);
    }
    rg_draw_list_flush(canvas.list, &picture->raster, &picture->image);
    return &picture->image;
}

const RgImage* rg_picture_draw(RgPicture* picture, const RgMatchView* view,
                               const RgPictureInfo* info) {
    RgScene* scene = &picture->scene;
    memset(scene, 0, sizeof *scene);
    scene->view = *view;
    scene->goal_team = -1;
    if (info) {
        scene->info = *info;
    }
    // without a history the place decides where in his stride a player is
    for (int i = 0; i < RG_PLAYER_COUNT; i++) {
        const RgPlayerView* p = &view->players[i / RG_TEAM_SIZE][i % RG_TEAM_SIZE];
        scene->stride[i] = p->x + p->y;
    }
    return rg_picture_draw_scene(picture, scene);
}
