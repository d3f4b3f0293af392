// Time in an episode's video is counted from its first view: frame k shows the match at k / fps
// seconds. Between two views the scene is interpolated; legs and the ball's trail keep their own
// memory from frame to frame.
#include "picture/motion.h"
#include "picture/painter.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

#define GOAL_SECONDS 1.6f

struct RgRecorder {
    RgVideoDef def;
    RgPicture* picture;
    RgVideo* video;
    RgScene scene;      // as drawn last
    RgMatchView latest; // newest view
    bool started;       // an episode is on
    int64_t steps;      // env steps of the episode after its first view
    int64_t due;        // frames of the episode written for them
    int64_t frames;
    float goal_left; // seconds of celebration left
};

RgStatus rg_recorder_open(const RgVideoDef* def, const char* path, RgRecorder** out,
                          RgError* error) {
    *out = NULL;
    RgRecorder* recorder = rg_alloc(sizeof *recorder);
    if (!recorder) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a recorder");
    }
    recorder->def = *def;
    recorder->scene.goal_team = -1;
    RgStatus status = rg_video_open(def, path, &recorder->video, error);
    if (status == RG_OK) {
        status = rg_picture_create(&def->picture, &recorder->picture, error);
    }
    if (status != RG_OK) {
        rg_recorder_abort(recorder);
        return status;
    }
    *out = recorder;
    return RG_OK;
}

// ---- one frame

static void remember_ball(RgScene* scene) {
    if (scene->trail_count == RG_TRAIL) {
        memmove(scene->trail[0], scene->trail[1], sizeof scene->trail - sizeof scene->trail[0]);
        scene->trail_count--;
    }
    memcpy(scene->trail[scene->trail_count++], scene->view.ball, sizeof scene->trail[0]);
}

static RgStatus write_scene(RgRecorder* recorder, RgError* error) {
    RgScene* scene = &recorder->scene;
    // celebration fades in its last 0.3 s
    scene->goal_strength = recorder->goal_left < 0.3f ? recorder->goal_left / 0.3f : 1;
    RG_TRY(rg_video_frame(recorder->video, rg_picture_draw_scene(recorder->picture, scene), error));
    recorder->frames++;
    recorder->goal_left -= 1.0f / (float)recorder->def.fps;
    if (recorder->goal_left <= 0) {
        recorder->goal_left = 0;
        scene->goal_team = -1;
    }
    return RG_OK;
}

static RgStatus hold(RgRecorder* recorder, double seconds, RgError* error) {
    const int64_t count = (int64_t)(seconds * recorder->def.fps + 0.5);
    for (int64_t i = 0; i < count; i++) {
        RG_TRY(write_scene(recorder, error));
    }
    return RG_OK;
}

// legs swing by the metres run since the frame before
static void run_on(RgScene* scene, const RgMatchView* view) {
    for (int i = 0; i < RG_PLAYER_COUNT; i++) {
        const RgPlayerView* was = &scene->view.players[i / RG_TEAM_SIZE][i % RG_TEAM_SIZE];
        const RgPlayerView* is = &view->players[i / RG_TEAM_SIZE][i % RG_TEAM_SIZE];
        const float dx = is->x - was->x, dy = is->y - was->y;
        const float run = sqrtf(dx * dx + dy * dy);
        scene->stride[i] = fmodf(scene->stride[i] + (run < 2 ? run : 0), 2.6f);
    }
}

// ---- one env step

// frames due when `steps` env steps have passed
static int64_t frames_after(const RgRecorder* recorder, int64_t steps) {
    const double seconds = (double)steps * (double)RG_STEP_S / recorder->def.speed;
    return (int64_t)floor(seconds * recorder->def.fps + 1e-6);
}

static void celebrate(RgRecorder* recorder, const RgMatchView* view) {
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        if (view->score[team] > recorder->latest.score[team]) {
            recorder->scene.goal_team = (int8_t)team;
            recorder->goal_left = GOAL_SECONDS;
        }
    }
}

static RgStatus start_episode(RgRecorder* recorder, const RgMatchView* view, RgError* error) {
    recorder->started = true;
    recorder->steps = recorder->due = 0;
    recorder->latest = recorder->scene.view = *view;
    recorder->scene.trail_count = 0;
    recorder->scene.goal_team = -1;
    recorder->goal_left = 0;
    return hold(recorder, recorder->def.opening_s, error);
}

// the frame that shows `share` of the way from the latest view to this one
static RgStatus write_between(RgRecorder* recorder, const RgMatchView* view, bool cut, float share,
                              RgError* error) {
    RgMatchView now = *view;
    if (!cut) {
        rg_motion_between(&recorder->latest, view, share, &now);
    }
    run_on(&recorder->scene, &now);
    recorder->scene.view = now;
    remember_ball(&recorder->scene);
    return write_scene(recorder, error);
}

RgStatus rg_recorder_step(RgRecorder* recorder, const RgMatchView* view, const RgPictureInfo* info,
                          RgError* error) {
    if (info) {
        recorder->scene.info = *info;
    }
    if (!recorder->started) {
        return start_episode(recorder, view, error);
    }
    const bool cut = rg_motion_is_cut(&recorder->latest, view);
    celebrate(recorder, view);
    if (cut) {
        recorder->scene.trail_count = 0;
    }
    const double frames_a_step = (double)RG_STEP_S * recorder->def.fps / recorder->def.speed;
    const int64_t end = frames_after(recorder, ++recorder->steps);
    for (; recorder->due < end; recorder->due++) {
        const double at = (double)(recorder->due + 1) / frames_a_step;
        const float share = (float)(at - (double)(recorder->steps - 1));
        RG_TRY(write_between(recorder, view, cut, share > 1 ? 1 : share, error));
    }
    recorder->latest = *view;
    return RG_OK;
}

RgStatus rg_recorder_end_episode(RgRecorder* recorder, RgError* error) {
    if (!recorder->started) {
        return RG_OK;
    }
    recorder->started = false;
    recorder->scene.view = recorder->latest;
    return hold(recorder, recorder->def.closing_s, error);
}

// ---- ending

static void free_recorder(RgRecorder* recorder) {
    rg_picture_destroy(recorder->picture);
    rg_free(recorder);
}

RgStatus rg_recorder_close(RgRecorder* recorder, RgError* error) {
    if (!recorder) {
        return RG_OK;
    }
    const RgStatus status = rg_video_close(recorder->video, error);
    free_recorder(recorder);
    return status;
}

void rg_recorder_abort(RgRecorder* recorder) {
    if (recorder) {
        rg_video_abort(recorder->video);
        free_recorder(recorder);
    }
}

const char* rg_recorder_notice(const RgRecorder* recorder) {
    return rg_video_notice(recorder->video);
}

const char* rg_recorder_path(const RgRecorder* recorder) {
    return rg_video_path(recorder->video);
}

int64_t rg_recorder_frames(const RgRecorder* recorder) {
    return recorder->frames;
}
