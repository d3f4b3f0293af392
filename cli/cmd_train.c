// regista train: one run, or the stages of a curriculum one after the other.
#include "film.h"
#include "train_plan.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "metrics/progress.h"
#include "train/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
    "Usage: regista train [options]\n\n"
    "Trains a policy and leaves a run folder: configuration, checkpoints, TensorBoard files, "
    "metrics.jsonl.\n"
    "Ctrl-C saves a checkpoint and stops.\n\n"
    "Options:\n"
    "  --config FILE     settings (YAML); may be repeated, later files win. A file with `stages` "
    "is a curriculum\n"
    "  --stage A..B      of a curriculum: only these stages, by number or name\n"
    "  --run NAME        name of the run in ./runs, or a path; default: name of the first config "
    "file\n"
    "  --resume          go on from the run's newest checkpoint\n"
    "  --set KEY=VALUE   one setting, after all files; may be repeated\n"
    "  --settings        list all settings and leave\n" CLI_COMMON_HELP "\nEnvironment variables:\n"
    "  GFOOTBALL_DEBUG=true      few environments, short rollouts, one thread, and a video at the "
    "end\n"
    "  GFOOTBALL_TRANSFER=false  start every stage of a curriculum with fresh weights\n"
    "  GFOOTBALL_END_STAGE=N     last stage of a curriculum, counted from 0\n"
    "\nExamples:\n"
    "  regista train --config configs/quickstart.yaml --run first\n"
    "  regista train --run first --resume\n"
    "  regista train --set env.scenario=academy_empty_goal --set env_steps=3e6 --run far\n"
    "  regista train --config configs/curriculum.yaml --stage 1..2\n";

enum { OPTION_CONFIG = 1, OPTION_STAGE, OPTION_RUN, OPTION_RESUME, OPTION_SET, OPTION_SETTINGS };

static int train_option(void* context, int option, const char* value) {
    TrainArgs* args = context;
    if (args->config_count == SETTINGS_MAX || args->setting_count == SETTINGS_MAX) {
        return cli_usage(&args->cli, "more than %d settings; write them into a file for --config",
                         SETTINGS_MAX - 1);
    }
    switch (option) {
    case OPTION_CONFIG:
        args->configs[args->config_count++] = value;
        break;
    case OPTION_STAGE:
        args->stage = value;
        break;
    case OPTION_RUN:
        args->run = value;
        break;
    case OPTION_RESUME:
        args->resume = true;
        break;
    case OPTION_SET:
        args->settings[args->setting_count++] = value;
        break;
    default:
        args->list_settings = true;
    }
    return CLI_OK;
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static RgProgressReport report_of(const RgTrainProgress* p) {
    bool known = p->recent_count > 0;
    double unknown = 0.0 / 0.0;
    return (RgProgressReport){
        .env_steps = p->env_steps,
        .env_steps_goal = p->budget,
        .goals = known ? p->recent_goals_for : unknown,
        .episode_return = known ? p->recent_return : unknown,
        .loss = p->learn.policy_loss + p->learn.value_coefficient * p->learn.value_loss -
                p->learn.entropy_coefficient * p->learn.entropy,
    };
}

// lines about what happened in an iteration, above the progress line
static void tell_events(RgProgress* line, const RgTrainProgress* p, double now) {
    if (!p->evaluated && p->learn.voided == 0) {
        return;
    }
    RgProgressReport report = report_of(p);
    if (line->in_place) {
        rg_progress_finish(line, &report, now);
    }
    if (p->learn.voided > 0) {
        fprintf(stderr, "%d updates voided: a number that is not finite in %s\n", p->learn.voided,
                p->learn.voided_tensor);
    }
    if (p->evaluated) {
        const RgEvaluation* e = &p->evaluation;
        fprintf(stderr,
                "evaluation at %" PRId64
                " env steps: success %.3f (%.3f … %.3f), goals %.2f – %.2f, length %.1f%s%s\n",
                p->env_steps, e->success.mean, e->success.low, e->success.high, e->goals_for.mean,
                e->goals_against.mean, e->length.mean, p->saved[0] != 0 ? ", saved " : "",
                p->saved);
    }
}

static void tell_start(const TrainArgs* args, RgTrainer* trainer, bool resumed) {
    const RgTrainDef* def = rg_trainer_def(trainer);
    RgTrainProgress progress;
    rg_trainer_progress(trainer, &progress);
    int threads = args->cli.threads > 0 ? args->cli.threads : rg_processor_count();
    fprintf(stderr,
            "%s: %s, %s, %d environments, policy of %" PRId64 " parameters, %d threads, %s\n",
            args->folder, def->stage, def->env.scenario, def->environments,
            rg_policy_parameter_count(rg_trainer_policy(trainer)), threads, rg_policy_isa());
    if (resumed) {
        fprintf(stderr, "resumed at %" PRId64 " env steps (iteration %" PRId64 ")\n",
                progress.env_steps, progress.iteration);
    }
}

// trains one stage until it is done or interrupted
static RgStatus run_stage(const TrainArgs* args, RgTrainer* trainer, RgTrainProgress* progress,
                          RgError* error) {
    RgProgress line = rg_progress_start(stderr, isatty(STDERR_FILENO), 10);
    rg_trainer_progress(trainer, progress);
    while (!progress->done && !cli_interrupted()) {
        RG_TRY(rg_trainer_step(trainer, progress, error));
        double now = seconds_now();
        tell_events(&line, progress, now);
        RgProgressReport report = report_of(progress);
        if (!progress->done) { // the last line follows below
            rg_progress_update(&line, &report, now);
        }
    }
    RgProgressReport report = report_of(progress);
    rg_progress_finish(&line, &report, seconds_now());
    if (progress->done) {
        return RG_OK;
    }
    char name[RG_CHECKPOINT_NAME];
    RG_TRY(rg_trainer_save(trainer, name, error));
    fprintf(stderr, "stopped; saved %s. Go on with: regista train --run %s --resume\n", name,
            args->run != NULL ? args->run : args->folder);
    return RG_OK;
}

// state of a stage on disk; false: it has no checkpoint
static bool stage_state(const TrainArgs* args, int32_t index, const RgTrainDef* def,
                        RgTrainState* state) {
    RgRunPaths paths;
    char name[RG_CHECKPOINT_NAME], file[RG_PATH];
    return rg_run_paths(&paths, args->folder, index + 1, def->stage, NULL) == RG_OK &&
           rg_checkpoint_named(paths.trial, "latest", name, NULL) == RG_OK &&
           rg_path(file, NULL, "%s/%s/state.json", paths.trial, name) == RG_OK &&
           rg_train_state_read(file, state, NULL, NULL) == RG_OK;
}

static void add_result(cJSON* out, const TrainArgs* args, RgTrainer* trainer,
                       const RgTrainProgress* p) {
    const RgTrainDef* def = rg_trainer_def(trainer);
    char path[RG_PATH];
    RgSavedPolicy saved;
    cJSON_AddStringToObject(out, "run", args->folder);
    cJSON_AddStringToObject(out, "stage", def->stage);
    cJSON_AddStringToObject(out, "scenario", def->env.scenario);
    cJSON_AddNumberToObject(out, "env_steps", (double)p->env_steps);
    cJSON_AddNumberToObject(out, "agent_steps", (double)p->agent_steps);
    cJSON_AddNumberToObject(out, "iterations", (double)p->iteration);
    cJSON_AddNumberToObject(out, "episodes", (double)p->episodes);
    cJSON_AddNumberToObject(out, "wall_seconds", p->wall_seconds);
    cJSON_AddBoolToObject(out, "done", p->done);
    cJSON_AddBoolToObject(out, "succeeded", p->succeeded);
    if (rg_path(path, NULL, "%s", args->folder) == RG_OK &&
        rg_saved_policy_load(path, &saved, NULL) == RG_OK) {
        cJSON_AddStringToObject(out, "checkpoint", saved.path);
        rg_saved_policy_destroy(&saved);
    }
    if (p->evaluation.episodes > 0) {
        cJSON_AddStringToObject(out, "mode", def->evaluate_greedy ? "greedy" : "sampled");
        cJSON_AddNumberToObject(out, "evaluation_episodes", p->evaluation.episodes);
        cli_add_evaluation(out, &p->evaluation);
    }
}

// where a run stands between two stages
typedef struct Journey {
    TrainArgs* args;
    bool several; // stages of a curriculum
    int64_t steps_before;
    RgSavedPolicy start; // weights handed to the next stage
    cJSON* result;       // of the newest stage
} Journey;

static RgStatus train_stage(Journey* journey, const RgTrainDef* def, int32_t index, bool resume,
                            RgError* error) {
    TrainArgs* args = journey->args;
    RgTrainOptions options = {
        .folder = args->folder,
        .resume = resume,
        .threads = args->cli.threads,
        .stage_number = journey->several ? index + 1 : 0,
        .steps_before = journey->steps_before,
        .start = journey->start.policy,
    };
    RgTrainer* trainer;
    RG_TRY(rg_trainer_create(def, &options, &trainer, error));
    tell_start(args, trainer, resume);
    RgTrainProgress progress;
    RgStatus status = run_stage(args, trainer, &progress, error);
    if (status == RG_OK) {
        cJSON_Delete(journey->result);
        journey->result = cJSON_CreateObject();
        add_result(journey->result, args, trainer, &progress);
        journey->steps_before += progress.env_steps;
    }
    rg_trainer_destroy(trainer);
    return status;
}

// the weights that the next stage starts from: the best of this one
static RgStatus hand_over(Journey* journey, const RgTrainDef* def, int32_t index, RgError* error) {
    RgRunPaths paths;
    rg_saved_policy_destroy(&journey->start);
    if (!train_environment_flag("GFOOTBALL_TRANSFER", true)) {
        return RG_OK;
    }
    RG_TRY(rg_run_paths(&paths, journey->args->folder, index + 1, def->stage, error));
    return rg_saved_policy_load(paths.stage, &journey->start, error);
}

// one stage of the list: passed over when it lies before the first one or was finished before, else
// trained
static RgStatus visit_stage(Journey* journey, const RgCurriculum* curriculum, int32_t index,
                            int32_t first, int32_t last, RgError* error) {
    const RgTrainDef* def = &curriculum->stages[index];
    RgTrainState* state = rg_alloc(sizeof *state);
    if (state == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a run");
    }
    bool begun = stage_state(journey->args, index, def, state);
    bool finished = begun && (state->succeeded || state->env_steps >= def->env_steps);
    int64_t steps = state->env_steps;
    rg_free(state);
    if (index < first && !begun) {
        return RG_OK;
    }
    if (index < first || (index < last && finished && journey->args->resume)) {
        journey->steps_before += steps;
        return hand_over(journey, def, index, error);
    }
    // a single run without a checkpoint has nothing to resume, and says so; a later stage may just
    // not have begun
    bool resume = journey->args->resume && (begun || !journey->several);
    RG_TRY(train_stage(journey, def, index, resume, error));
    return index < last && !cli_interrupted() ? hand_over(journey, def, index, error) : RG_OK;
}

// GFOOTBALL_DEBUG: a look at what came out
static RgStatus film_run(const TrainArgs* args, RgError* error) {
    Contest contest;
    ContestArgs players = {.policy = args->folder};
    FilmDef def = {NULL, NULL, 1, 25, args->cli.seed};
    RG_TRY(contest_open(&players, args->cli.seed, 1, &contest, error));
    cJSON* result = cJSON_CreateObject();
    RgStatus status = film_make(&def, &contest, result, error);
    if (status == RG_OK) {
        fprintf(stderr, "%s\n", cJSON_GetStringValue(cJSON_GetObjectItem(result, "video")));
    }
    cJSON_Delete(result);
    contest_close(&contest);
    return status;
}

// whether the stage has a checkpoint; without --resume the trainer will refuse to begin it anew
static bool run_exists(const TrainArgs* args, const RgCurriculum* curriculum, int32_t index) {
    RgRunPaths paths;
    char name[RG_CHECKPOINT_NAME];
    return rg_run_paths(&paths, args->folder, index + 1, curriculum->stages[index].stage, NULL) ==
               RG_OK &&
           rg_checkpoint_named(paths.trial, "latest", name, NULL) == RG_OK;
}

static RgStatus train_all(TrainArgs* args, RgCurriculum* curriculum, Journey* journey,
                          RgError* error) {
    int32_t first, last;
    char config[RG_PATH];
    RG_TRY(train_plan(args, curriculum, &journey->several, error));
    RG_TRY(train_choose_stages(args, curriculum, &first, &last, error));
    if (journey->several && (args->resume || !run_exists(args, curriculum, first))) {
        RG_TRY(rg_make_folders(args->folder, error));
        RG_TRY(rg_path(config, error, "%s/config.yaml", args->folder));
        RG_TRY(rg_curriculum_write(config, curriculum, error));
    }
    for (int32_t i = 0; i <= last && !cli_interrupted(); i++) {
        RG_TRY(visit_stage(journey, curriculum, i, first, last, error));
    }
    return train_environment_flag("GFOOTBALL_DEBUG", false) ? film_run(args, error) : RG_OK;
}

static int print_settings(void) {
    size_t length = rg_def_describe(&rg_train_def_type, NULL, 0);
    char* text = rg_alloc(length + 1);
    if (text == NULL) {
        return CLI_FAILED;
    }
    rg_def_describe(&rg_train_def_type, text, length + 1);
    fputs(text, stdout);
    rg_free(text);
    return CLI_OK;
}

static int train(TrainArgs* args) {
    RgError error;
    Journey journey = {.args = args};
    RgCurriculum* curriculum = rg_alloc(sizeof *curriculum);
    if (curriculum == NULL) {
        rg_fail(&error, RG_ERROR_MEMORY, "no memory for the settings of a run");
        return cli_fail(&args->cli, &error);
    }
    RgStatus status = train_choose_folder(args, &error);
    status = status == RG_OK ? train_all(args, curriculum, &journey, &error) : status;
    rg_saved_policy_destroy(&journey.start);
    rg_free(curriculum);
    if (status == RG_OK && args->cli.json) {
        // stopped before anything began: an empty object
        return cli_print_json(&args->cli,
                              journey.result != NULL ? journey.result : cJSON_CreateObject());
    }
    cJSON_Delete(journey.result);
    return status == RG_OK ? CLI_OK : cli_fail(&args->cli, &error);
}

int cmd_train(int argc, char** argv) {
    static const struct option options[] = {
        {"config", required_argument, NULL, OPTION_CONFIG},
        {"stage", required_argument, NULL, OPTION_STAGE},
        {"run", required_argument, NULL, OPTION_RUN},
        {"resume", no_argument, NULL, OPTION_RESUME},
        {"set", required_argument, NULL, OPTION_SET},
        {"settings", no_argument, NULL, OPTION_SETTINGS},
        CLI_COMMON_OPTIONS,
        {0},
    };
    static TrainArgs args;
    args.cli.command = "train";
    int code = cli_parse(&args.cli, argc, argv, options, train_option, &args);
    if (code != CLI_OK || args.cli.help) {
        return code != CLI_OK ? code : (fputs(help, stdout), CLI_OK);
    }
    if (args.list_settings) {
        return print_settings();
    }
    if (optind < argc) {
        return cli_usage(&args.cli,
                         "takes no argument \"%s\"; configuration files go behind --config",
                         argv[optind]);
    }
    cli_catch_signals();
    return train(&args);
}
