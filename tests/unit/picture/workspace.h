// A folder of its own for each test that writes files, and helpers to look into it. Include after
// <cmocka.h>.
#pragma once

#include "core/file.h"
#include "core/hash.h"
#include "core/memory.h"
#include "regista/picture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char workspace[256];

static inline void workspace_open(void) {
    const char* folder = getenv("TMPDIR");
    snprintf(workspace, sizeof workspace, "%s/regista-test-XXXXXX",
             folder && *folder ? folder : "/tmp");
    assert_non_null(mkdtemp(workspace));
}

static inline void workspace_close(void) {
    RgError error;
    assert_int_equal(rg_remove_tree(workspace, &error), RG_OK);
}

/// Path of a file in the workspace; four at a time.
static inline const char* workspace_path(const char* name) {
    static char paths[4][512];
    static int next;
    char* path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", workspace, name);
    return path;
}

/// Number of entries of a folder, -1 when there is no such folder.
static inline int count_entries(const char* path) {
    DIR* folder = opendir(path);
    if (!folder) {
        return -1;
    }
    int count = 0;
    for (const struct dirent* entry = readdir(folder); entry; entry = readdir(folder)) {
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    }
    closedir(folder);
    return count;
}

/// An executable script that stands in for ffmpeg.
static inline const char* write_script(const char* name, const char* text) {
    const char* path = workspace_path(name);
    FILE* file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, 0755), 0);
    return path;
}

static inline uint64_t image_hash(const RgImage* image) {
    return rg_hash(image->pixels, 3 * (size_t)image->width * (size_t)image->height, 0);
}
