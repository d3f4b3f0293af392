// regista record: episodes as a video.
#include "film.h"

#include <stdio.h>

static const char help[] =
    "Usage: regista record POLICY|--random [options]\n\n"
    "Plays episodes and writes them as MP4 (H.264) through the ffmpeg program; without it as PNG "
    "frames.\n\n" CONTEST_POLICY_HELP "\nOptions:\n"
    "  --random          as POLICY random\n"
    "  --episodes N      how many; default 3\n"
    "  --out DIR         where to; default: the run's videos folder, else ./videos\n"
    "  --fps N           frames a second, 25 or 50; default 25\n" CONTEST_HELP CLI_COMMON_HELP
    "\nExamples:\n"
    "  regista record runs/first\n"
    "  regista record --random --scenario academy_empty_goal_close --episodes 5 --out "
    "/tmp/videos\n";

enum { OPTION_EPISODES = 1, OPTION_OUT, OPTION_RANDOM, OPTION_FPS };

typedef struct RecordArgs {
    Cli cli;
    ContestArgs contest;
    int64_t episodes, fps;
    const char* out;
    bool random;
} RecordArgs;

static int record_option(void* context, int option, const char* value) {
    RecordArgs* args = context;
    switch (option) {
    case OPTION_EPISODES:
        return cli_integer(value, 1, 1000, &args->episodes)
                   ? CLI_OK
                   : cli_usage(&args->cli, "--episodes %s: takes a whole number from 1 to 1000",
                               value);
    case OPTION_FPS:
        return cli_integer(value, 1, 120, &args->fps)
                   ? CLI_OK
                   : cli_usage(&args->cli, "--fps %s: takes 1 to 120", value);
    case OPTION_OUT:
        args->out = value;
        return CLI_OK;
    case OPTION_RANDOM:
        args->random = true;
        return CLI_OK;
    default:
        return contest_option(&args->cli, &args->contest, option, value);
    }
}

int cmd_record(int argc, char** argv) {
    static const struct option options[] = {
        {"episodes", required_argument, NULL, OPTION_EPISODES},
        {"out", required_argument, NULL, OPTION_OUT},
        {"random", no_argument, NULL, OPTION_RANDOM},
        {"fps", required_argument, NULL, OPTION_FPS},
        CONTEST_OPTIONS,
        CLI_COMMON_OPTIONS,
        {0},
    };
    RecordArgs args = {.cli = {.command = "record"}, .episodes = 3, .fps = 25};
    int code = cli_parse(&args.cli, argc, argv, options, record_option, &args);
    if (code != CLI_OK || args.cli.help) {
        return code != CLI_OK ? code : (fputs(help, stdout), CLI_OK);
    }
    if (argc - optind != (args.random ? 0 : 1)) {
        return cli_usage(&args.cli, "takes one POLICY or --random");
    }
    args.contest.policy = args.random ? "random" : argv[optind];
    RgError error;
    Contest contest;
    cJSON* result = cJSON_CreateObject();
    RgStatus status = contest_open(&args.contest, args.cli.seed, 1, &contest, &error);
    if (status == RG_OK) {
        FilmDef def = {args.out, args.contest.policy, (int32_t)args.episodes, (int32_t)args.fps,
                       args.cli.seed};
        status = film_make(&def, &contest, result, &error);
        contest_close(&contest);
    }
    if (status != RG_OK) {
        cJSON_Delete(result);
        return cli_fail(&args.cli, &error);
    }
    fprintf(stderr, "%s\n", cJSON_GetStringValue(cJSON_GetObjectItem(result, "video")));
    if (args.cli.json) {
        return cli_print_json(&args.cli, result);
    }
    cJSON_Delete(result);
    return CLI_OK;
}
