// The derived representations (A.4): simple115v2, simple115, the minimap, and how four of them are
// stacked. Regista's own is in entities.c.
#include <string.h>

#include "core/error.h"
#include "env/observation.h"

// where the part after the four player blocks starts
enum { BLOCK = 2 * RG_TEAM_SIZE, GLOBALS = 4 * BLOCK };

// ball, owner, active player and game mode: the same in both versions
static void encode_globals(const RgObservation* o, float* out) {
    memcpy(out + GLOBALS, o->ball, sizeof o->ball);
    memcpy(out + GLOBALS + 3, o->ball_direction, sizeof o->ball_direction);
    float* owner = out + GLOBALS + 6;
    float* active = owner + 3;
    float* mode = active + RG_TEAM_SIZE;
    memset(owner, 0, (size_t)(RG_SIMPLE115_SIZE - GLOBALS - 6) * sizeof(float));
    owner[o->ball_owned_team + 1] = 1;
    if (o->active >= 0) {
        active[o->active] = 1;
    }
    mode[o->game_mode] = 1;
}

void rg_encode_simple115v2(const RgObservation* observation, float* out) {
    float* block = out;
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        const RgTeamObservation* team = &observation->teams[side];
        const void* blocks[2] = {team->position, team->direction};
        for (int32_t b = 0; b < 2; b++, block += BLOCK) {
            memcpy(block, blocks[b], (size_t)team->count * 2 * sizeof(float));
            for (int32_t i = 2 * team->count; i < BLOCK; i++) {
                block[i] = -1;
            }
        }
    }
    encode_globals(observation, out);
}

void rg_encode_simple115(const RgObservation* observation, float* out) {
    float* next = out;
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        const RgTeamObservation* team = &observation->teams[side];
        size_t floats = (size_t)team->count * 2;
        memcpy(next, team->position, floats * sizeof(float));
        memcpy(next + floats, team->direction, floats * sizeof(float));
        next += 2 * floats;
    }
    while (next < out + GLOBALS) {
        *next++ = -1;
    }
    encode_globals(observation, out);
}

// ---- minimap: a frame is remembered as its marked pixels

enum { MAX_POINTS = RG_PLAYER_COUNT + 2 };

typedef struct MinimapFrame {
    int32_t count;
    int32_t pixel[MAX_POINTS]; ///< row * width + column
    uint8_t plane[MAX_POINTS];
} MinimapFrame;

static int32_t clamp_to(double value, int32_t limit) {
    int32_t whole = (int32_t)value;
    return whole < 0 ? 0 : whole >= limit ? limit - 1 : whole;
}

static void mark(MinimapFrame* frame, const float* xy, int32_t plane, RgFrameShape shape) {
    // the pitch spans x -1 … 1 and y -1/2.25 … 1/2.25; conversion truncates towards zero before
    // clamping
    double x = ((double)xy[0] + 1) / 2 * shape.width;
    double y = ((double)xy[1] + 1 / 2.25) * 2.25 / 2 * shape.height;
    frame->pixel[frame->count] = clamp_to(y, shape.height) * shape.width + clamp_to(x, shape.width);
    frame->plane[frame->count++] = (uint8_t)plane;
}

static void encode_minimap(const RgObservation* o, const RgEntityMemory* memory, RgFrameShape shape,
                           void* out) {
    MinimapFrame* frame = out;
    (void)memory;
    frame->count = 0;
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        for (int32_t i = 0; i < o->teams[side].count; i++) {
            mark(frame, o->teams[side].position[i], side, shape);
        }
    }
    mark(frame, o->ball, 2, shape);
    if (o->active >= 0) {
        mark(frame, o->teams[0].position[o->active], 3, shape);
    }
}

void rg_encode_minimap(const RgObservation* observation, int32_t width, int32_t height,
                       uint8_t* out) {
    MinimapFrame frame;
    encode_minimap(observation, NULL, (RgFrameShape){width, height}, &frame);
    memset(out, 0, (size_t)width * (size_t)height * RG_MINIMAP_PLANES);
    for (int32_t i = 0; i < frame.count; i++) {
        out[frame.pixel[i] * RG_MINIMAP_PLANES + frame.plane[i]] = 255;
    }
}

static int32_t minimap_size(RgFrameShape shape) {
    return shape.width * shape.height * RG_MINIMAP_PLANES;
}

// (height, width, 4 * count): the planes of later frames follow those of earlier ones in every
// pixel
static void write_minimap(const void* const* frames, int32_t count, RgFrameShape shape,
                          float* row) {
    int32_t planes = RG_MINIMAP_PLANES * count;
    memset(row, 0, (size_t)minimap_size(shape) * (size_t)count * sizeof(float));
    for (int32_t k = 0; k < count; k++) {
        const MinimapFrame* frame = frames[k];
        for (int32_t i = 0; i < frame->count; i++) {
            row[frame->pixel[i] * planes + RG_MINIMAP_PLANES * k + frame->plane[i]] = 255;
        }
    }
}

// ---- vectors: a frame is the vector itself

static int32_t simple_size(RgFrameShape shape) {
    (void)shape;
    return RG_SIMPLE115_SIZE;
}

static void encode_simple_v2(const RgObservation* observation, const RgEntityMemory* memory,
                             RgFrameShape shape, void* frame) {
    (void)memory, (void)shape;
    rg_encode_simple115v2(observation, frame);
}

static void encode_simple_v1(const RgObservation* observation, const RgEntityMemory* memory,
                             RgFrameShape shape, void* frame) {
    (void)memory, (void)shape;
    rg_encode_simple115(observation, frame);
}

static void write_simple(const void* const* frames, int32_t count, RgFrameShape shape, float* row) {
    (void)shape;
    for (int32_t k = 0; k < count; k++) {
        memcpy(row + k * RG_SIMPLE115_SIZE, frames[k], RG_SIMPLE115_SIZE * sizeof(float));
    }
}

static int32_t entities_size(RgFrameShape shape) {
    (void)shape;
    return RG_ENTITIES_SIZE;
}

static void encode_entities(const RgObservation* observation, const RgEntityMemory* memory,
                            RgFrameShape shape, void* frame) {
    (void)shape;
    rg_encode_entities(observation, memory, frame);
}

static void write_entities(const void* const* frames, int32_t count, RgFrameShape shape,
                           float* row) {
    (void)shape;
    for (int32_t k = 0; k < count; k++) {
        memcpy(row + k * RG_ENTITIES_SIZE, frames[k], RG_ENTITIES_SIZE * sizeof(float));
    }
}

// ---- raw: nothing is written

static int32_t raw_size(RgFrameShape shape) {
    (void)shape;
    return 0;
}

static void encode_raw(const RgObservation* observation, const RgEntityMemory* memory,
                       RgFrameShape shape, void* frame) {
    (void)observation, (void)memory, (void)shape, (void)frame;
}

static void write_raw(const void* const* frames, int32_t count, RgFrameShape shape, float* row) {
    (void)frames;
    (void)count;
    (void)shape;
    (void)row;
}

const RgEncoder* rg_encoder(int32_t representation) {
    static const RgEncoder encoders[RG_REPRESENTATION_COUNT] = {
        [RG_REPRESENTATION_SIMPLE115V2] = {RG_SIMPLE115_SIZE * sizeof(float), simple_size,
                                           encode_simple_v2, write_simple},
        [RG_REPRESENTATION_SIMPLE115] = {RG_SIMPLE115_SIZE * sizeof(float), simple_size,
                                         encode_simple_v1, write_simple},
        [RG_REPRESENTATION_EXTRACTED] = {sizeof(MinimapFrame), minimap_size, encode_minimap,
                                         write_minimap},
        [RG_REPRESENTATION_RAW] = {0, raw_size, encode_raw, write_raw},
        [RG_REPRESENTATION_ENTITIES] = {RG_ENTITIES_SIZE * sizeof(float), entities_size,
                                        encode_entities, write_entities},
    };
    RG_ASSERT(representation >= 0 && representation < RG_REPRESENTATION_COUNT);
    return &encoders[representation];
}
