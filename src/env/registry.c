// Where scenarios are found, and which of them the engine plays.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "env/scenario_file.h"

#ifndef RG_SCENARIO_INSTALL_DIR
#define RG_SCENARIO_INSTALL_DIR "/usr/local/share/regista/scenarios"
#endif
#ifndef RG_SCENARIO_SOURCE_DIR
#define RG_SCENARIO_SOURCE_DIR "scenarios"
#endif

enum { FOLDERS = 4 };

// the folders in search order; NULL where there is none
static const char* folder(int32_t index) {
    const char* folders[FOLDERS] = {getenv("REGISTA_SCENARIOS"), "scenarios",
                                    RG_SCENARIO_INSTALL_DIR, RG_SCENARIO_SOURCE_DIR};
    return folders[index] != NULL && folders[index][0] != 0 ? folders[index] : NULL;
}

static bool ends_with(const char* text, const char* end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

// "tests.penalty" lies in FOLDER/tests/penalty.yaml
static bool file_of(const char* directory, const char* name, char* out, size_t capacity) {
    int length = snprintf(out, capacity, "%s/", directory);
    if (length < 0 || (size_t)length + strlen(name) + sizeof ".yaml" > capacity) {
        return false;
    }
    char* at = out + length;
    for (const char* c = name; *c != 0; c++) {
        *at++ = *c == '.' ? '/' : *c;
    }
    memcpy(at, ".yaml", sizeof ".yaml");
    return rg_file_exists(out);
}

static RgStatus find_file(const char* name, char* out, size_t capacity, RgError* error) {
    if (strchr(name, '/') != NULL || ends_with(name, ".yaml")) {
        if (strlen(name) >= capacity || !rg_file_exists(name)) {
            return rg_fail(error, RG_ERROR_IO, "scenario: there is no file %.150s", name);
        }
        memcpy(out, name, strlen(name) + 1);
        return RG_OK;
    }
    for (int32_t i = 0; i < FOLDERS; i++) {
        if (folder(i) != NULL && file_of(folder(i), name, out, capacity)) {
            return RG_OK;
        }
    }
    return rg_fail(
        error, RG_ERROR_IO,
        "scenario: there is none called '%.60s' ($REGISTA_SCENARIOS, ./scenarios and %.60s were "
        "searched); 'regista scenarios' lists them",
        name, RG_SCENARIO_INSTALL_DIR);
}

// a path's scenario is called after its file
static void name_scenario(const char* name_or_path, RgScenario* out) {
    const char* name = strrchr(name_or_path, '/');
    name = name != NULL ? name + 1 : name_or_path;
    size_t length = strlen(name);
    if (ends_with(name, ".yaml")) {
        length -= strlen(".yaml");
    }
    snprintf(out->name, sizeof out->name, "%.*s", (int)length, name);
}

RgStatus rg_scenario_read(const char* name_or_path, RgScenario* out, RgError* error) {
    char path[RG_SCENARIO_PATH];
    char* text = NULL;
    RG_TRY(find_file(name_or_path, path, sizeof path, error));
    RG_TRY(rg_file_read(path, &text, NULL, error));
    RgStatus status = rg_scenario_parse(text, path, out, error);
    rg_free(text);
    name_scenario(name_or_path, out);
    memcpy(out->path, path, sizeof path);
    return status;
}

int32_t rg_scenario_check_file(const char* name_or_path, RgScenario* out, RgScenarioFinding report,
                               void* context) {
    char path[RG_SCENARIO_PATH];
    char* text = NULL;
    RgError error;
    if (find_file(name_or_path, path, sizeof path, &error) != RG_OK ||
        rg_file_read(path, &text, NULL, &error) != RG_OK) {
        rg_scenario_reset(out);
        report(context, true, error.message);
        return 1;
    }
    int32_t errors = rg_scenario_check_text(text, path, out, report, context);
    rg_free(text);
    name_scenario(name_or_path, out);
    return errors;
}

typedef struct FirstError {
    RgError* error;
    bool found;
} FirstError;

static void keep_first(void* context, bool error, const char* message) {
    FirstError* first = context;
    if (error && !first->found) {
        first->found = true;
        (void)rg_fail(first->error, RG_ERROR_CONFIG, "%s", message);
    }
}

RgStatus rg_scenario_load(const char* name_or_path, RgScenario* out, RgError* error) {
    RG_TRY(rg_scenario_read(name_or_path, out, error));
    FirstError first = {error, false};
    return rg_scenario_check(out, keep_first, &first) > 0 ? RG_ERROR_CONFIG : RG_OK;
}

// ---- listing

typedef struct Listing {
    bool (*visit)(void* context, const char* name, const char* path);
    void* context;
    bool stopped;
} Listing;

static bool found_earlier(int32_t index, const char* name) {
    char path[RG_SCENARIO_PATH];
    for (int32_t i = 0; i < index; i++) {
        if (folder(i) != NULL && file_of(folder(i), name, path, sizeof path)) {
            return true;
        }
    }
    return false;
}

static int scenario_files(const struct dirent* entry) {
    return ends_with(entry->d_name, ".yaml");
}

// the scenarios of one folder; `prefix` is "" or "tests."
static void list_folder(Listing* listing, int32_t index, const char* subfolder,
                        const char* prefix) {
    char directory[RG_SCENARIO_PATH];
    struct dirent** entries = NULL;
    snprintf(directory, sizeof directory, "%s%s", folder(index), subfolder);
    int count = scandir(directory, &entries, scenario_files, alphasort);
    for (int i = 0; i < count; i++) {
        char name[RG_SCENARIO_NAME + 256], path[RG_SCENARIO_PATH + 258];
        const char* file = entries[i]->d_name;
        snprintf(name, sizeof name, "%s%.*s", prefix, (int)(strlen(file) - strlen(".yaml")), file);
        snprintf(path, sizeof path, "%s/%s", directory, file);
        if (!listing->stopped && strlen(name) < RG_SCENARIO_NAME && !found_earlier(index, name)) {
            listing->stopped = !listing->visit(listing->context, name, path);
        }
        free(entries[i]);
    }
    free(entries);
}

void rg_scenario_each(bool (*visit)(void* context, const char* name, const char* path),
                      void* context) {
    Listing listing = {visit, context, false};
    for (int32_t i = 0; i < FOLDERS; i++) {
        if (folder(i) != NULL) {
            list_folder(&listing, i, "", "");
            list_folder(&listing, i, "/tests", "tests.");
        }
    }
}

RgMatchDef rg_scenario_match_def(const RgScenario* scenario, int32_t episode_number) {
    const RgSetup* setup = &scenario->setups[episode_number & 1];
    RgMatchDef def = rg_default_match_def();
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        def.player_count[team] = setup->teams[team].count;
        memcpy(def.starts[team], setup->teams[team].players, sizeof def.starts[team]);
        def.difficulty[team] = scenario->difficulty[team];
    }
    def.ball_x = setup->ball_x;
    def.ball_y = setup->ball_y;
    def.offsides = scenario->offsides;
    def.second_half = scenario->second_half;
    def.use_magnet = scenario->use_magnet;
    return def;
}
