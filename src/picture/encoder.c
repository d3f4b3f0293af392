// The child gets one end of a socket pair as its standard input: unlike a pipe, a socket can be
// written without ever raising SIGPIPE, and a library must not touch signal handlers. It runs in a
// process group of its own, so that Ctrl-C reaches only us and the video is still finished. Its
// standard error goes to an unnamed file, which cannot fill up and block it.
#include "picture/encoder.h"

#include "core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

enum { ARGUMENT_ROOM = 48, NUMBER_TEXT = 32, COMPLAINT_TEXT = 150 };

static bool is_program(const char* path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

bool rg_find_program(const char* name, char* path, size_t capacity) {
    if (!*name) {
        return false;
    }
    if (strchr(name, '/')) {
        const int length = snprintf(path, capacity, "%s", name);
        return length >= 0 && (size_t)length < capacity && is_program(path);
    }
    const char* at = getenv("PATH");
    while (at && *at) {
        const size_t part = strcspn(at, ":");
        // an empty part means the working folder
        const int length =
            snprintf(path, capacity, "%.*s/%s", part ? (int)part : 1, part ? at : ".", name);
        if (length > 0 && (size_t)length < capacity && is_program(path)) {
            return true;
        }
        at += part + (at[part] == ':');
    }
    return false;
}

// ---- starting

typedef struct Arguments {
    char size[NUMBER_TEXT], rate[NUMBER_TEXT], quality[NUMBER_TEXT];
    const char* list[ARGUMENT_ROOM];
} Arguments;

static void write_arguments(const RgVideoDef* def, const char* program, const char* path,
                            Arguments* out) {
    snprintf(out->size, NUMBER_TEXT, "%dx%d", (int)def->picture.width, (int)def->picture.height);
    snprintf(out->rate, NUMBER_TEXT, "%d", (int)def->fps);
    snprintf(out->quality, NUMBER_TEXT, "%d", (int)def->quality);
    // colours are converted and marked as BT.709, as players expect of HD video
    const char* const list[] = {program,
                                "-nostdin",
                                "-hide_banner",
                                "-loglevel",
                                "error",
                                "-f",
                                "rawvideo",
                                "-pix_fmt",
                                "rgb24",
                                "-s",
                                out->size,
                                "-r",
                                out->rate,
                                "-i",
                                "pipe:0",
                                "-an",
                                "-c:v",
                                "libx264",
                                "-preset",
                                "veryfast",
                                "-crf",
                                out->quality,
                                "-vf",
                                "scale=out_color_matrix=bt709:out_range=tv",
                                "-pix_fmt",
                                "yuv420p",
                                "-colorspace",
                                "bt709",
                                "-color_primaries",
                                "bt709",
                                "-color_trc",
                                "bt709",
                                "-color_range",
                                "tv",
                                "-movflags",
                                "+faststart",
                                "-f",
                                "mp4",
                                "-y",
                                path,
                                NULL};
    _Static_assert(sizeof list / sizeof *list <= ARGUMENT_ROOM, "more room for arguments");
    memcpy(out->list, list, sizeof list);
}

static void close_on_exec(int file) {
    fcntl(file, F_SETFD, fcntl(file, F_GETFD) | FD_CLOEXEC);
}

// -1 when there is no room for it: the program's words are then lost, nothing else
static int unnamed_file(void) {
    const char* folder = getenv("TMPDIR");
    char name[512];
    const int length =
        snprintf(name, sizeof name, "%s/regista-XXXXXX", folder && *folder ? folder : "/tmp");
    if (length < 0 || (size_t)length >= sizeof name) {
        return -1;
    }
    const int file = mkstemp(name);
    if (file >= 0) {
        unlink(name);
        close_on_exec(file);
    }
    return file;
}

static int launch(const Arguments* arguments, int input, int complaints, pid_t* process) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t settings;
    sigset_t none;
    int failure = posix_spawn_file_actions_init(&files);
    if (failure) {
        return failure;
    }
    failure = posix_spawnattr_init(&settings);
    if (failure) {
        posix_spawn_file_actions_destroy(&files);
        return failure;
    }
    sigemptyset(&none);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (complaints >= 0) {
        posix_spawn_file_actions_adddup2(&files, complaints, STDERR_FILENO);
    } else {
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
    posix_spawnattr_setpgroup(&settings, 0);
    posix_spawnattr_setsigmask(&settings, &none);
    posix_spawnattr_setflags(&settings, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    // posix_spawn takes the list as char* const* for historical reasons and does not change it
    char* list[ARGUMENT_ROOM];
    memcpy(list, arguments->list, sizeof list);
    failure = posix_spawn(process, list[0], &files, &settings, list, environ);
    posix_spawnattr_destroy(&settings);
    posix_spawn_file_actions_destroy(&files);
    return failure;
}

static void close_file(int* file) {
    if (*file >= 0) {
        close(*file);
        *file = -1;
    }
}

RgStatus rg_encoder_start(const RgVideoDef* def, const char* program, const char* path,
                          RgEncoder* out, RgError* error) {
    *out = (RgEncoder){0, -1, -1, program};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "cannot connect to %s: %s", program,
                       strerror(errno));
    }
    close_on_exec(ends[0]);
    close_on_exec(ends[1]);
    const int room = 1 << 20; // as much as we may get: fewer changes between the two programs
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    out->complaints = unnamed_file();
    Arguments arguments = {0};
    write_arguments(def, program, path, &arguments);
    const int failure = launch(&arguments, ends[1], out->complaints, &out->process);
    close(ends[1]);
    out->input = ends[0];
    if (failure) {
        out->process = 0;
        rg_encoder_kill(out);
        return rg_fail(error, RG_ERROR_EXTERNAL, "cannot start %s: %s", program, strerror(failure));
    }
    return RG_OK;
}

// ---- running and ending

// the last line that the program wrote to its standard error
static void last_words(const RgEncoder* encoder, char* out, size_t capacity) {
    char text[2048] = "";
    *out = 0;
    if (encoder->complaints < 0) {
        return;
    }
    const off_t end = lseek(encoder->complaints, 0, SEEK_END);
    const off_t begin = end > (off_t)sizeof text - 1 ? end - (off_t)sizeof text + 1 : 0;
    const ssize_t length = pread(encoder->complaints, text, sizeof text - 1, begin);
    size_t stop = length > 0 ? (size_t)length : 0;
    while (stop > 0 && (text[stop - 1] == '\n' || text[stop - 1] == '\r')) {
        stop--;
    }
    text[stop] = 0;
    const char* line = strrchr(text, '\n');
    snprintf(out, capacity, "%s", line ? line + 1 : text);
}

// waits for the program and turns what became of it into an error unless it succeeded
static RgStatus reap(RgEncoder* encoder, RgError* error) {
    char words[COMPLAINT_TEXT];
    int state = 0;
    pid_t ended;
    do {
        ended = waitpid(encoder->process, &state, 0);
    } while (ended < 0 && errno == EINTR);
    encoder->process = 0;
    last_words(encoder, words, sizeof words);
    close_file(&encoder->complaints);
    const char* said = *words ? words : "it gave no reason";
    if (ended < 0) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "lost track of %s: %s", encoder->program,
                       strerror(errno));
    }
    if (WIFSIGNALED(state)) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "%s was ended by signal %d: %s", encoder->program,
                       WTERMSIG(state), said);
    }
    if (WEXITSTATUS(state) != 0) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "%s failed with exit code %d: %s",
                       encoder->program, WEXITSTATUS(state), said);
    }
    return RG_OK;
}

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

RgStatus rg_encoder_write(RgEncoder* encoder, const void* frame, size_t bytes, RgError* error) {
    const char* at = frame;
    if (encoder->input < 0) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "%s has already failed", encoder->program);
    }
    while (bytes > 0) {
        const ssize_t sent = send(encoder->input, at, bytes, MSG_NOSIGNAL);
        if (sent > 0) {
            at += sent;
            bytes -= (size_t)sent;
        } else if (errno != EINTR) {
            // it has stopped reading: ask it why
            close_file(&encoder->input);
            RG_TRY(reap(encoder, error));
            return rg_fail(error, RG_ERROR_EXTERNAL, "%s stopped before the video was complete",
                           encoder->program);
        }
    }
    return RG_OK;
}

RgStatus rg_encoder_finish(RgEncoder* encoder, RgError* error) {
    close_file(&encoder->input);
    if (encoder->process == 0) {
        return rg_fail(error, RG_ERROR_EXTERNAL, "%s has already failed", encoder->program);
    }
    return reap(encoder, error);
}

void rg_encoder_kill(RgEncoder* encoder) {
    close_file(&encoder->input);
    if (encoder->process > 0) {
        kill(encoder->process, SIGKILL);
        reap(encoder, NULL);
    }
    close_file(&encoder->complaints);
}
