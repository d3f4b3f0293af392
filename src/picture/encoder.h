// The ffmpeg program as a child process that reads raw frames and writes an MP4 file.
#pragma once

#include "picture/picture_def.h"

#include <sys/types.h>

typedef struct RgEncoder {
    pid_t process;  ///< 0 when there is none
    int input;      ///< frames go in here, -1 when closed
    int complaints; ///< file that collects its standard error, -1 none
    const char* program;
} RgEncoder;

/// Looks a program up as a shell would. @return false when there is no such executable file.
bool rg_find_program(const char* name, char* path, size_t capacity);

/// Starts `program` so that it writes `path`.
/// @param program, path must live as long as the encoder
RgStatus rg_encoder_start(const RgVideoDef* def, const char* program, const char* path,
                          RgEncoder* out, RgError* error);

/// Hands over one frame; waits while the program is busy.
RgStatus rg_encoder_write(RgEncoder* encoder, const void* frame, size_t bytes, RgError* error);

/// Ends the input, waits for the program and says whether it succeeded.
RgStatus rg_encoder_finish(RgEncoder* encoder, RgError* error);

/// Stops the program at once.
void rg_encoder_kill(RgEncoder* encoder);
