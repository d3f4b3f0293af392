// Settings of pictures and videos, each listed once (core/def.h).
#pragma once

#include "core/def.h"
#include "regista/picture.h"

#define RG_PICTURE_DEF_FIELDS(X)                                                                   \
    X(INT, width, 1280, 64, 4096, "pixels; even for videos")                                       \
    X(INT, height, 720, 64, 4096, "pixels; even for videos")                                       \
    X(BOOL, labels, true, 0, 1, "name the agents' actions above their players")                    \
    X(BOOL, panel, true, 0, 1, "show the agents' directions and buttons at the bottom")            \
    X(BOOL, scoreboard, true, 0, 1, "show score, clock, scenario and game mode")

#define RG_VIDEO_DEF_FIELDS(X)                                                                     \
    X(DEF, picture, RgPictureDef, 0, 0, "what a frame looks like")                                 \
    X(INT, fps, 25, 1, 120, "frames per second")                                                   \
    X(INT, quality, 20, 0, 51, "x264 constant rate factor; lower is better and larger")            \
    X(FLOAT, speed, 1, 0.05, 50, "seconds of the match per second of video")                       \
    X(FLOAT, opening_s, 0.4, 0, 10, "seconds that an episode's first view is shown")               \
    X(FLOAT, closing_s, 1.0, 0, 10, "seconds that an episode's last view is shown")                \
    X(TEXT, ffmpeg, "", 0, 127, "ffmpeg program; empty: REGISTA_FFMPEG, else ffmpeg in PATH")

struct RgPictureDef {
    RG_PICTURE_DEF_FIELDS(RG_DEF_MEMBER)
};

struct RgVideoDef {
    RG_VIDEO_DEF_FIELDS(RG_DEF_MEMBER)
};

extern const RgDefType rg_picture_def_type;
extern const RgDefType rg_video_def_type;

RgPictureDef rg_default_picture_def(void);
RgVideoDef rg_default_video_def(void);

/// @return RG_ERROR_ARGUMENT naming the field that is out of range.
RgStatus rg_picture_def_check(const RgPictureDef* def, RgError* error);
RgStatus rg_video_def_check(const RgVideoDef* def, RgError* error);
