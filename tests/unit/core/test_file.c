// Durable files: the old file or the new one, also when the disk is full; folders made and removed.
#define _GNU_SOURCE // mkdtemp under strict C17
#include "core/file.h"
#include "core/memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

/// "<folder>/<name>" in one of four rotating buffers.
static const char* in_folder(const char* name) {
    static char paths[4][256];
    static int next;
    char* path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static int make_folder(void** state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/regista-file-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void** state) {
    (void)state;
    return rg_remove_tree(folder, NULL) == RG_OK ? 0 : -1;
}

static int entries_of(const char* path) {
    DIR* open_folder = opendir(path);
    assert_non_null(open_folder);
    int count = 0;
    while (readdir(open_folder) != NULL) {
        count++;
    }
    closedir(open_folder);
    return count - 2; // . and ..
}

static void assert_contents(const char* path, const char* expected) {
    char* data;
    size_t bytes;
    assert_int_equal(rg_file_read(path, &data, &bytes, NULL), RG_OK);
    assert_int_equal(bytes, strlen(expected));
    assert_string_equal(data, expected);
    rg_free(data);
}

static void test_write_and_read(void** state) {
    (void)state;
    const char* path = in_folder("a file");
    RgError error = {0};
    assert_false(rg_file_exists(path));
    assert_int_equal(rg_file_write(path, "first", 5, &error), RG_OK);
    assert_true(rg_file_exists(path));
    assert_contents(path, "first");
    assert_int_equal(rg_file_write(path, "second, longer", 14, &error), RG_OK);
    assert_contents(path, "second, longer");
    assert_int_equal(rg_file_write(path, "", 0, &error), RG_OK);
    assert_contents(path, "");
    assert_int_equal(entries_of(folder), 1);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_permissions_follow_the_umask(void** state) {
    (void)state;
    mode_t before = umask(027);
    assert_int_equal(rg_file_write(in_folder("mode"), "x", 1, NULL), RG_OK);
    umask(before);
    struct stat information;
    assert_int_equal(stat(in_folder("mode"), &information), 0);
    assert_int_equal(information.st_mode & 0777, 0640);
}

static void test_a_large_file(void** state) {
    (void)state;
    size_t bytes = 3000001;
    char* data = rg_alloc(bytes);
    for (size_t i = 0; i < bytes; i++) {
        data[i] = (char)(i * 7 + i / 1000);
    }
    assert_int_equal(rg_file_write(in_folder("large"), data, bytes, NULL), RG_OK);
    char* back;
    size_t bytes_back;
    assert_int_equal(rg_file_read(in_folder("large"), &back, &bytes_back, NULL), RG_OK);
    assert_int_equal(bytes_back, bytes);
    assert_memory_equal(back, data, bytes);
    assert_int_equal(back[bytes], 0);
    rg_free(back);
    rg_free(data);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_unreadable_files(void** state) {
    (void)state;
    char* data = (char*)1;
    RgError error = {0};
    assert_int_equal(rg_file_read(in_folder("nothing"), &data, NULL, &error), RG_ERROR_IO);
    assert_null(data);
    assert_non_null(strstr(error.message, "cannot read"));
    assert_non_null(strstr(error.message, in_folder("nothing")));
    assert_int_equal(rg_file_read(folder, &data, NULL, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "directory"));
    assert_int_equal(rg_file_read("/dev/null", &data, NULL, &error), RG_ERROR_IO);
}

static void test_unwritable_folders(void** state) {
    (void)state;
    RgError error = {0};
    assert_int_equal(rg_file_write(in_folder("no/such/file"), "x", 1, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "cannot write"));
    assert_non_null(strstr(error.message, "no/such/file"));
    // a folder stands where the file should be: the temporary file must not stay behind
    assert_int_equal(rg_make_folders(in_folder("taken"), &error), RG_OK);
    assert_int_equal(rg_file_write(in_folder("taken"), "x", 1, &error), RG_ERROR_IO);
    assert_int_equal(entries_of(folder), 1);
    // nobody, not even root, creates files in /proc
    assert_int_equal(rg_file_write("/proc/regista", "x", 1, &error), RG_ERROR_IO);
    if (geteuid() != 0) {
        assert_int_equal(rg_make_folders(in_folder("closed"), &error), RG_OK);
        assert_int_equal(chmod(in_folder("closed"), 0500), 0);
        assert_int_equal(rg_file_write(in_folder("closed/x"), "x", 1, &error), RG_ERROR_IO);
        assert_non_null(strstr(error.message, "you may write to"));
    }
}

/// A file-size limit stands for the full disk: writing stops in the middle just the same.
static void test_full_disk_leaves_the_old_file(void** state) {
    (void)state;
    const char* path = in_folder("saved");
    assert_int_equal(rg_file_write(path, "old", 3, NULL), RG_OK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static char data[100000];
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {4096, 4096};
        RgError error = {0};
        bool right = setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
                     rg_file_write(path, data, sizeof data, &error) == RG_ERROR_IO &&
                     error.code == RG_ERROR_IO && strstr(error.message, path) != NULL;
        _exit(right ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_contents(path, "old");
    assert_int_equal(entries_of(folder), 1);
}

static void test_folders(void** state) {
    (void)state;
    RgError error = {0};
    assert_int_equal(rg_make_folders(in_folder("a/b//c/"), &error), RG_OK);
    assert_int_equal(rg_make_folders(in_folder("a/b/c"), &error), RG_OK);
    assert_true(rg_file_exists(in_folder("a/b/c")));
    assert_int_equal(rg_file_write(in_folder("a/file"), "x", 1, &error), RG_OK);
    assert_int_equal(rg_make_folders(in_folder("a/file/d"), &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "cannot create folder"));
    assert_int_equal(rg_make_folders(in_folder("a/file"), &error), RG_ERROR_IO);
    assert_int_equal(rg_make_folders("", &error), RG_ERROR_IO);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_removing_a_tree_stays_inside(void** state) {
    (void)state;
    RgError error = {0};
    assert_int_equal(rg_make_folders(in_folder("keep"), &error), RG_OK);
    assert_int_equal(rg_file_write(in_folder("keep/me"), "x", 1, &error), RG_OK);
    assert_int_equal(rg_make_folders(in_folder("gone/deep/er"), &error), RG_OK);
    assert_int_equal(rg_file_write(in_folder("gone/deep/file"), "x", 1, &error), RG_OK);
    assert_int_equal(symlink("../keep", in_folder("gone/link")), 0);
    assert_int_equal(symlink("nowhere", in_folder("gone/dangling")), 0);
    assert_int_equal(rg_remove_tree(in_folder("gone"), &error), RG_OK);
    assert_false(rg_file_exists(in_folder("gone")));
    assert_true(rg_file_exists(in_folder("keep/me")));
    assert_int_equal(rg_remove_tree(in_folder("gone"), &error), RG_OK);
    assert_int_equal(rg_remove_tree(in_folder("keep/me"), &error), RG_OK);
    assert_int_equal(entries_of(in_folder("keep")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write_and_read, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_permissions_follow_the_umask, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_a_large_file, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_unreadable_files, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_unwritable_folders, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_full_disk_leaves_the_old_file, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_folders, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_removing_a_tree_stays_inside, make_folder,
                                        remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
