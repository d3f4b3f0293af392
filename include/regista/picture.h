/// Pictures and videos of a match, drawn by software: no display, no GPU, no installed fonts.
/// A view of the whole pitch from the main stand; frames are RGB, bit-identical on every machine
/// (docs/picture.md).
#pragma once

#include "regista/football.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Rows of pixels from top to bottom, 3 bytes a pixel (red, green, blue; sRGB), no padding.
typedef struct RgImage {
    int32_t width, height;
    uint8_t* pixels; ///< (height, width, 3)
} RgImage;

/// What a picture shows besides the match itself. Zeroed: nothing of it is shown.
typedef struct RgPictureInfo {
    char team_name[RG_TEAM_COUNT][32]; ///< UTF-8, on the scoreboard; empty: HOME, AWAY
    char scenario[64];                 ///< top right; empty: no box
    char caption[96];                  ///< below the scenario, e.g. "episode 3, iteration 400"
    char action[RG_SLOT_COUNT]
               [32]; ///< name of the slot's last action, e.g. "shot"; empty: what it holds is named
} RgPictureInfo;

/// Settings of a picture; fields with defaults and ranges are listed in src/picture/picture_def.h.
typedef struct RgPictureDef RgPictureDef;

/// Settings of a video (a picture's and more); listed in src/picture/picture_def.h.
typedef struct RgVideoDef RgVideoDef;

/// A painter: the empty stadium, the font and the draw list. One thread at a time.
typedef struct RgPicture RgPicture;

/// @return RG_ERROR_ARGUMENT naming the field, or RG_ERROR_MEMORY.
RG_API RgStatus rg_picture_create(const RgPictureDef* def, RgPicture** out, RgError* error);
RG_API void rg_picture_destroy(RgPicture* picture);

/// Draws one view. Allocates nothing.
/// @param info may be NULL
/// @return the painter's own image, overwritten by the next call; never NULL.
RG_API const RgImage* rg_picture_draw(RgPicture* picture, const RgMatchView* view,
                                      const RgPictureInfo* info);

/// Writes an image as PNG (atomically).
/// @return RG_ERROR_IO naming path and reason.
RG_API RgStatus rg_image_write_png(const RgImage* image, const char* path, RgError* error);

/// A video being written: MP4 (H.264, yuv420p, faststart) through the `ffmpeg` program, or PNG
/// frames where there is none. The file appears under its name when rg_video_close succeeds, never
/// half-written.
typedef struct RgVideo RgVideo;

/// Starts a video; folders of `path` are created. The program is def->ffmpeg, else the environment
/// variable REGISTA_FFMPEG, else `ffmpeg` in PATH; where it is missing, frames go to the folder
/// rg_video_path() and rg_video_notice() says so.
/// @param path ends in .mp4; width and height must be even
/// @return RG_ERROR_IO when the place cannot be written, RG_ERROR_EXTERNAL when the program does
/// not start.
RG_API RgStatus rg_video_open(const RgVideoDef* def, const char* path, RgVideo** out,
                              RgError* error);

/// Appends one frame, of the Def's size.
/// @return RG_ERROR_EXTERNAL with ffmpeg's own words, or RG_ERROR_IO; the video is then lost: call
/// rg_video_abort.
RG_API RgStatus rg_video_frame(RgVideo* video, const RgImage* image, RgError* error);

/// Finishes the file, gives it its name and frees `video`, also on error (nothing half-written is
/// left then). NULL is fine.
RG_API RgStatus rg_video_close(RgVideo* video, RgError* error);

/// Gives up: removes what was written and frees `video`. NULL is fine.
RG_API void rg_video_abort(RgVideo* video);

/// One sentence for the user when frames are written as PNG instead of MP4, else "". Valid until
/// close.
RG_API const char* rg_video_notice(const RgVideo* video);

/// The MP4 file, or the folder of PNG frames, that close will leave. Valid until close.
RG_API const char* rg_video_path(const RgVideo* video);

/// A painter and a video: takes a view per env step, interpolates, and writes whole episodes one
/// after another.
typedef struct RgRecorder RgRecorder;

RG_API RgStatus rg_recorder_open(const RgVideoDef* def, const char* path, RgRecorder** out,
                                 RgError* error);

/// One env step of 100 ms: writes the frames from the previous view to this one. The first view of
/// an episode is shown for def->opening_s. Positions follow the velocities in between; a restart
/// (anybody placed anew) is a cut.
/// @param info may be NULL
RG_API RgStatus rg_recorder_step(RgRecorder* recorder, const RgMatchView* view,
                                 const RgPictureInfo* info, RgError* error);

/// Ends an episode: holds its last view for def->closing_s. The next view starts a new episode.
RG_API RgStatus rg_recorder_end_episode(RgRecorder* recorder, RgError* error);

/// As rg_video_close and rg_video_abort; both free `recorder`.
RG_API RgStatus rg_recorder_close(RgRecorder* recorder, RgError* error);
RG_API void rg_recorder_abort(RgRecorder* recorder);

RG_API const char* rg_recorder_notice(const RgRecorder* recorder);
RG_API const char* rg_recorder_path(const RgRecorder* recorder);
RG_API int64_t rg_recorder_frames(const RgRecorder* recorder); ///< frames written so far

#ifdef __cplusplus
}
#endif
