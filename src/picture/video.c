// A video goes to a temporary file beside its target and gets its name when it is complete. Without
// ffmpeg, numbered PNG files go to a folder beside it; each of them is complete or absent.
#include "picture/encoder.h"
#include "picture/png_file.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 1024, NOTICE_ROOM = 3 * PATH_ROOM, FRAME_NAME = 32 };

struct RgVideo {
    RgVideoDef def;
    RgEncoder encoder;
    char program[PATH_ROOM];   // empty: PNG frames
    char path[PATH_ROOM];      // of the video, or of the folder of frames
    char temporary[PATH_ROOM]; // of the video while it is written
    char notice[NOTICE_ROOM];
    void* png; // memory for one encoded frame
    size_t png_room;
    int64_t frames;
    bool broken; // a frame was lost; the reason was reported
};

// ---- names

static RgStatus print_path(char* out, RgError* error, const char* format, const char* a,
                           const char* b) {
    const int length = snprintf(out, PATH_ROOM, format, a, b);
    if (length < 0 || length >= PATH_ROOM) {
        return rg_fail(error, RG_ERROR_ARGUMENT, "path is longer than %d letters: %.100s…",
                       PATH_ROOM - 1, a);
    }
    return RG_OK;
}

static RgStatus make_parent(const char* path, RgError* error) {
    char folder[PATH_ROOM];
    const char* slash = strrchr(path, '/');
    if (!slash || slash == path) {
        return RG_OK;
    }
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    return rg_make_folders(folder, error);
}

static bool ends_in_mp4(const char* path) {
    const size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".mp4") == 0;
}

static const char* wanted_program(const RgVideoDef* def) {
    const char* environment = getenv("REGISTA_FFMPEG");
    return *def->ffmpeg ? def->ffmpeg : environment && *environment ? environment : "ffmpeg";
}

// ---- MP4

static RgStatus open_mp4(RgVideo* video, RgError* error) {
    char process[FRAME_NAME];
    snprintf(process, sizeof process, ".%ld.part", (long)getpid());
    RG_TRY(print_path(video->temporary, error, "%s%s", video->path, process));
    // making the file here tells at once, and in plain words, when the place cannot be written
    const int file = open(video->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) {
        const int reason = errno;
        *video->temporary = 0;
        return rg_fail_io(error, "write", video->path, reason);
    }
    close(file);
    return rg_encoder_start(&video->def, video->program, video->temporary, &video->encoder, error);
}

static void sync_path(const char* path, int flags) {
    const int file = open(path, flags | O_CLOEXEC);
    if (file >= 0) {
        fsync(file);
        close(file);
    }
}

static void sync_parent(const char* path) {
    char folder[PATH_ROOM];
    const char* slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
             slash ? path : ".");
    sync_path(folder, O_RDONLY);
}

static RgStatus close_mp4(RgVideo* video, RgError* error) {
    RG_TRY(rg_encoder_finish(&video->encoder, error));
    sync_path(video->temporary, O_RDONLY);
    if (rename(video->temporary, video->path) != 0) {
        return rg_fail(error, RG_ERROR_IO, "cannot rename %s to %s: %s", video->temporary,
                       video->path, strerror(errno));
    }
    *video->temporary = 0;
    sync_parent(video->path);
    return RG_OK;
}

// ---- PNG frames

// frame-000000.png; nothing else in the folder is ours
static bool is_frame_name(const char* name) {
    size_t digits = strspn(name + (strncmp(name, "frame-", 6) == 0 ? 6 : 0), "0123456789");
    return strncmp(name, "frame-", 6) == 0 && digits >= 6 && strcmp(name + 6 + digits, ".png") == 0;
}

static void remove_frames(const char* folder) {
    char path[2 * PATH_ROOM];
    DIR* entries = opendir(folder);
    if (!entries) {
        return;
    }
    for (const struct dirent* entry = readdir(entries); entry; entry = readdir(entries)) {
        if (is_frame_name(entry->d_name)) {
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            unlink(path);
        }
    }
    closedir(entries);
}

static RgStatus open_frames(RgVideo* video, const char* wanted, RgError* error) {
    char base[PATH_ROOM];
    snprintf(base, sizeof base, "%.*s", (int)(strlen(video->path) - 4), video->path);
    RG_TRY(print_path(video->path, error, "%s%s", base, "-frames"));
    RG_TRY(rg_make_folders(video->path, error));
    // frames of an earlier, longer video would follow ours
    remove_frames(video->path);
    const RgImage frame = {video->def.picture.width, video->def.picture.height, NULL};
    video->png_room = rg_png_room(&frame);
    video->png = rg_alloc(video->png_room);
    if (!video->png) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for frames of %s", video->path);
    }
    snprintf(video->notice, sizeof video->notice,
             "%s was not found, so the video is written as PNG frames to %s; install ffmpeg or set "
             "REGISTA_FFMPEG, then: ffmpeg -framerate %d -i %s/frame-%%06d.png %s.mp4",
             wanted, video->path, (int)video->def.fps, video->path, base);
    return RG_OK;
}

static RgStatus write_all(const char* path, const void* data, size_t bytes, RgError* error) {
    FILE* file = fopen(path, "wb");
    if (!file) {
        return rg_fail_io(error, "write", path, errno);
    }
    const bool written = fwrite(data, 1, bytes, file) == bytes;
    int reason = errno;
    const bool closed = fclose(file) == 0;
    if (written && closed) {
        return RG_OK;
    }
    reason = written ? errno : reason;
    unlink(path);
    return rg_fail_io(error, "write", path, reason);
}

static RgStatus write_frame(RgVideo* video, const RgImage* image, RgError* error) {
    char name[FRAME_NAME], path[PATH_ROOM];
    size_t bytes = video->png_room;
    snprintf(name, sizeof name, "frame-%06lld.png", (long long)video->frames);
    RG_TRY(print_path(path, error, "%s/%s", video->path, name));
    RG_TRY(rg_png_encode(image, true, video->png, &bytes, error));
    return write_all(path, video->png, bytes, error);
}

// ---- both

static void discard(RgVideo* video) {
    rg_encoder_kill(&video->encoder);
    if (*video->temporary) {
        unlink(video->temporary);
    }
    if (video->png) {
        remove_frames(video->path);
        rmdir(video->path); // stays when somebody else's files are in it
    }
}

static void free_video(RgVideo* video) {
    rg_free(video->png);
    rg_free(video);
}

static RgStatus open_parts(RgVideo* video, const char* path, RgError* error) {
    const char* wanted = wanted_program(&video->def);
    RG_TRY(print_path(video->path, error, "%s%s", path, ""));
    RG_TRY(make_parent(path, error));
    if (rg_find_program(wanted, video->program, sizeof video->program)) {
        return open_mp4(video, error);
    }
    *video->program = 0;
    return open_frames(video, wanted, error);
}

RgStatus rg_video_open(const RgVideoDef* def, const char* path, RgVideo** out, RgError* error) {
    *out = NULL;
    RG_TRY(rg_video_def_check(def, error));
    if (!ends_in_mp4(path)) {
        return rg_fail(error, RG_ERROR_ARGUMENT, "name of a video must end in .mp4: %s", path);
    }
    RgVideo* video = rg_alloc(sizeof *video);
    if (!video) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for video %s", path);
    }
    video->def = *def;
    video->encoder.input = video->encoder.complaints = -1;
    const RgStatus status = open_parts(video, path, error);
    if (status != RG_OK) {
        rg_video_abort(video);
        return status;
    }
    *out = video;
    return RG_OK;
}

RgStatus rg_video_frame(RgVideo* video, const RgImage* image, RgError* error) {
    if (image->width != video->def.picture.width || image->height != video->def.picture.height) {
        return rg_fail(error, RG_ERROR_SHAPE, "frame of %d x %d pixels in a video of %d x %d",
                       (int)image->width, (int)image->height, (int)video->def.picture.width,
                       (int)video->def.picture.height);
    }
    if (video->broken) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "video %s has already failed", video->path);
    }
    const size_t bytes = 3 * (size_t)image->width * (size_t)image->height;
    const RgStatus status = *video->program
                                ? rg_encoder_write(&video->encoder, image->pixels, bytes, error)
                                : write_frame(video, image, error);
    video->broken = status != RG_OK;
    video->frames += status == RG_OK;
    return status;
}

static RgStatus finish(RgVideo* video, RgError* error) {
    if (video->broken) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "video %s has already failed", video->path);
    }
    if (video->frames == 0) {
        return rg_fail(error, RG_ERROR_ARGUMENT, "video %s has no frames", video->path);
    }
    return *video->program ? close_mp4(video, error) : RG_OK;
}

RgStatus rg_video_close(RgVideo* video, RgError* error) {
    if (!video) {
        return RG_OK;
    }
    const RgStatus status = finish(video, error);
    if (status != RG_OK) {
        discard(video);
    }
    free_video(video);
    return status;
}

void rg_video_abort(RgVideo* video) {
    if (video) {
        discard(video);
        free_video(video);
    }
}

const char* rg_video_notice(const RgVideo* video) {
    return video->notice;
}

const char* rg_video_path(const RgVideo* video) {
    return video->path;
}
