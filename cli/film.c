#include "film.h"

#include "core/error.h"
#include "picture/picture_def.h"
#include "train/run_folder.h"

#include <stdio.h>
#include <string.h>

// what the listener needs while episodes are played; the first failure stops the drawing
typedef struct Film {
    RgRecorder* recorder;
    RgPictureInfo info;
    int32_t episodes, finished;
    int32_t rows; // of an environment
    RgStatus status;
    RgError* error;
} Film;

static void name_actions(RgPictureInfo* info, const RgEnvEvent* event, int32_t rows) {
    memset(info->action, 0, sizeof info->action);
    for (int32_t k = 0; event->actions != NULL && k < rows; k++) {
        const char* name = rg_action_name((RgAction)event->actions[k]);
        snprintf(info->action[event->slots[k]], sizeof info->action[0], "%s",
                 name != NULL ? name : "");
    }
}

static void film_event(void* context, const RgEnvEvent* event) {
    Film* film = context;
    if (film->status != RG_OK || film->finished >= film->episodes) {
        return;
    }
    name_actions(&film->info, event, film->rows);
    snprintf(film->info.caption, sizeof film->info.caption, "episode %d", film->finished + 1);
    film->status = rg_recorder_step(film->recorder, event->view, &film->info, film->error);
    if (film->status == RG_OK && (event->terminated || event->truncated)) {
        film->status = rg_recorder_end_episode(film->recorder, film->error);
        film->finished++;
    }
}

// DIR/<scenario>-<policy>-seed<seed>.mp4, in the folder of the run that the policy belongs to
// unless the Def says otherwise
static RgStatus choose_path(const FilmDef* def, const Contest* contest, char out[RG_PATH],
                            RgError* error) {
    char folder[RG_PATH];
    const char* stage = strstr(contest->saved[0].path, "/stage-");
    if (def->folder != NULL) {
        RG_TRY(rg_path(folder, error, "%s", def->folder));
    } else if (stage != NULL) {
        RG_TRY(rg_path(folder, error, "%.*s/videos", (int)(stage - contest->saved[0].path),
                       contest->saved[0].path));
    } else {
        RG_TRY(rg_path(folder, error, "videos"));
    }
    const char* scenario = strrchr(contest->env_def.scenario, '/');
    scenario = scenario != NULL ? scenario + 1 : contest->env_def.scenario;
    const char* who = contest->players[0].kind == RG_PLAYER_POLICY ? "policy" : def->who;
    return rg_path(out, error, "%s/%s-%s-seed%llu.mp4", folder, scenario, who,
                   (unsigned long long)def->seed);
}

static RgStatus play(const FilmDef* def, Contest* contest, Film* film, RgEvaluation* out,
                     RgError* error) {
    RgEvaluator* evaluator;
    // the camera hears of the first start while the evaluator is made, of all others while it runs
    rg_vec_env_listen(&contest->env, 0, film_event, film);
    RgStatus status = rg_evaluator_create(&contest->env, contest_left_rows(contest),
                                          contest->players, def->episodes, NULL, &evaluator, error);
    if (status == RG_OK) {
        rg_evaluator_run(evaluator, def->seed, out);
        status = film->status;
    }
    rg_vec_env_listen(&contest->env, 0, NULL, NULL);
    rg_evaluator_destroy(evaluator);
    return status;
}

RgStatus film_make(const FilmDef* def, Contest* contest, cJSON* result, RgError* error) {
    char path[RG_PATH];
    RgEvaluation evaluation = {0};
    RgVideoDef video = rg_default_video_def();
    video.fps = def->fps;
    Film film = {.episodes = def->episodes,
                 .rows = contest->env.spec.rows_per_env,
                 .status = RG_OK,
                 .error = error};
    snprintf(film.info.scenario, sizeof film.info.scenario, "%.63s", contest->env_def.scenario);
    RG_TRY(choose_path(def, contest, path, error));
    RG_TRY(rg_recorder_open(&video, path, &film.recorder, error));
    RgStatus status = play(def, contest, &film, &evaluation, error);
    if (status != RG_OK) {
        rg_recorder_abort(film.recorder);
        return status;
    }
    const char* notice = rg_recorder_notice(film.recorder);
    if (notice[0] != 0) {
        fprintf(stderr, "%s\n", notice);
    }
    cJSON_AddStringToObject(result, "scenario", contest->env_def.scenario);
    cJSON_AddStringToObject(result, "video", rg_recorder_path(film.recorder));
    cJSON_AddNumberToObject(result, "frames", (double)rg_recorder_frames(film.recorder));
    cJSON_AddNumberToObject(result, "episodes", evaluation.episodes);
    cli_add_evaluation(result, &evaluation);
    return rg_recorder_close(film.recorder, error);
}
