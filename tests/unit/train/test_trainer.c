// Training runs: interrupted, killed and resumed ones end with the same bytes as one that was never
// disturbed; a full disk leaves the older checkpoint intact; damaged checkpoints are refused by
// name.
#include "unit/train/train_fixture.h"

#include "core/random.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { BUDGET = 6000 };

static Run reference; // an undisturbed run, 1 thread

static int set_up(void** state) {
    (void)state;
    reference.def = run_def(BUDGET);
    run_folder(reference.folder);
    RgError error = {0};
    if (run_open(&reference, false, 1, &error) != RG_OK) {
        print_error("%s\n", error.message);
        return 1;
    }
    run_finish(&reference);
    run_close(&reference);
    return 0;
}

static int tear_down(void** state) {
    (void)state;
    rg_remove_tree(reference.folder, NULL);
    return 0;
}

static void workers_do_not_show(void** state) {
    (void)state;
    Run run = {.def = run_def(BUDGET)};
    run_folder(run.folder);
    RgError error;
    assert_int_equal(run_open(&run, false, 3, &error), RG_OK);
    run_finish(&run);
    run_close(&run);
    assert_same_end(&reference, &run);
    rg_remove_tree(run.folder, NULL);
}

static void stopping_and_resuming_changes_nothing(void** state) {
    (void)state;
    Run run = {.def = run_def(BUDGET)};
    run_folder(run.folder);
    RgError error;
    RgTrainProgress progress;
    for (int session = 0; session < 4; session++) {
        assert_int_equal(run_open(&run, session > 0, 1 + session % 2, &error), RG_OK);
        for (int i = 0; i < 5; i++) {
            assert_int_equal(rg_trainer_step(run.trainer, &progress, &error), RG_OK);
        }
        assert_int_equal(progress.iteration, 5 * (session + 1));
        assert_int_equal(rg_trainer_save(run.trainer, NULL, &error), RG_OK);
        run_close(&run);
    }
    assert_int_equal(run_open(&run, true, 1, &error), RG_OK);
    run_finish(&run);
    run_close(&run);
    assert_same_end(&reference, &run);
    rg_remove_tree(run.folder, NULL);
}

// what would be lost by a crash now: iterations after the newest checkpoint
static void what_is_newer_than_the_checkpoint_is_forgotten(void** state) {
    (void)state;
    Run run = {.def = run_def(BUDGET)};
    run.def.evaluate_every = 0;
    run_folder(run.folder);
    RgError error;
    RgTrainProgress progress;
    assert_int_equal(run_open(&run, false, 1, &error), RG_OK);
    for (int i = 0; i < 7; i++) { // a checkpoint after the 4th: 1024 env steps
        assert_int_equal(rg_trainer_step(run.trainer, &progress, &error), RG_OK);
    }
    run_close(&run);
    // as if the machine died while writing, and after renaming but before `latest`
    rg_make_folders(run_file(&run, "checkpoint-000006.tmp"), NULL);
    rg_make_folders(run_file(&run, "checkpoint-000007"), NULL);
    assert_int_equal(run_open(&run, true, 1, &error), RG_OK);
    rg_trainer_progress(run.trainer, &progress);
    assert_int_equal(progress.iteration, 4);
    assert_false(rg_file_exists(run_file(&run, "checkpoint-000006.tmp")));
    assert_false(rg_file_exists(run_file(&run, "checkpoint-000007")));
    run_finish(&run);
    run_close(&run);

    // the metrics know every step once
    char path[512];
    snprintf(path, sizeof path, "%s/metrics.jsonl", run.folder);
    char* text = read_all(path, NULL);
    int64_t expected = 256, lines = 0;
    for (char* line = strtok(text, "\n"); line != NULL;
         line = strtok(NULL, "\n"), expected += 256, lines++) {
        char start[64];
        snprintf(start, sizeof start, "{\"step\":%lld,", (long long)expected);
        assert_memory_equal(line, start, strlen(start));
    }
    assert_int_equal(lines, (BUDGET + 255) / 256);
    rg_free(text);
    rg_remove_tree(run.folder, NULL);
}

// trains in a child that is killed after a random time, until it gets through
static void killed_at_random_moments(void** state) {
    (void)state;
    Run run = {.def = run_def(BUDGET)};
    run.def.checkpoint_every = 300;
    run.def.evaluate_every = 500;
    run_folder(run.folder);
    uint64_t seed = (uint64_t)time(NULL);
    print_message("kill times from seed %llu\n", (unsigned long long)seed);
    bool through = false;
    for (uint64_t attempt = 0; !through && attempt < 200; attempt++) {
        pid_t child = fork();
        if (child == 0) {
            RgError error;
            bool resume = rg_file_exists(run_file(&run, "latest"));
            if (!resume) { // killed before the first checkpoint
                rg_remove_tree(run.folder, NULL);
            }
            if (run_open(&run, resume, 1, &error) != RG_OK) {
                fprintf(stderr, "%s\n", error.message);
                _exit(1);
            }
            // the one before may have been killed when all was done
            RgTrainProgress progress;
            rg_trainer_progress(run.trainer, &progress);
            while (!progress.done) {
                if (rg_trainer_step(run.trainer, &progress, &error) != RG_OK) {
                    _exit(2);
                }
            }
            _exit(0);
        }
        uint64_t wait_ms = 20 + rg_random_below(rg_random_key(seed, attempt, 0, 0), 0, 250);
        nanosleep(&(struct timespec){0, (long)wait_ms * 1000000}, NULL);
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_false(WIFEXITED(status) && WEXITSTATUS(status) != 0);
        through = WIFEXITED(status);
        // a slow machine: from some point on let it finish
        if (attempt == 50) {
            seed = 0;
        }
    }
    assert_true(through);
    // the budget was reached with other checkpoints on the way: the end is the same
    Run undisturbed = {.def = run.def};
    run_folder(undisturbed.folder);
    RgError error;
    assert_int_equal(run_open(&undisturbed, false, 1, &error), RG_OK);
    run_finish(&undisturbed);
    run_close(&undisturbed);
    assert_same_end(&undisturbed, &run);
    assert_same_end(&reference, &run);
    rg_remove_tree(undisturbed.folder, NULL);
    rg_remove_tree(run.folder, NULL);
}

static void a_full_disk_leaves_the_older_checkpoint(void** state) {
    (void)state;
    Run run = {.def = run_def(BUDGET)};
    run_folder(run.folder);
    RgError error;
    RgTrainProgress progress;
    assert_int_equal(run_open(&run, false, 1, &error), RG_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(rg_trainer_step(run.trainer, &progress, &error), RG_OK);
    }
    char before[RG_CHECKPOINT_NAME], after[RG_CHECKPOINT_NAME];
    assert_int_equal(rg_checkpoint_named(run_file(&run, "."), "latest", before, &error), RG_OK);

    // files may not grow beyond 12 kB: weights fit, moments do not
    struct rlimit old, small;
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 12 << 10;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    assert_int_equal(rg_trainer_save(run.trainer, NULL, &error), RG_ERROR_IO);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_non_null(strstr(error.message, "checkpoint-000005"));

    assert_int_equal(rg_checkpoint_named(run_file(&run, "."), "latest", after, &error), RG_OK);
    assert_string_equal(before, after);
    assert_false(rg_file_exists(run_file(&run, "checkpoint-000005")));
    assert_false(rg_file_exists(run_file(&run, "checkpoint-000005.tmp")));
    // with room again the run goes on, and the old checkpoint resumes
    assert_int_equal(rg_trainer_save(run.trainer, NULL, &error), RG_OK);
    run_close(&run);
    assert_int_equal(run_open(&run, true, 1, &error), RG_OK);
    run_close(&run);
    rg_remove_tree(run.folder, NULL);
}

static void damaged_checkpoints_are_refused(void** state) {
    (void)state;
    const char* parts[] = {"policy.safetensors", "optimizer.safetensors", "state.json"};
    for (int p = 0; p < 3; p++) {
        for (int cut = 0; cut < 4; cut++) {
            Run run = {.def = run_def(600)};
            run_folder(run.folder);
            RgError error;
            assert_int_equal(run_open(&run, false, 1, &error), RG_OK);
            run_finish(&run);
            run_close(&run);
            char name[64];
            snprintf(name, sizeof name, "checkpoint-000003/%s", parts[p]);
            struct stat info;
            assert_int_equal(stat(run_file(&run, name), &info), 0);
            off_t kept = cut == 0   ? 0
                         : cut == 1 ? 5
                         : cut == 2 ? info.st_size / 2
                                    : info.st_size - 2;
            assert_int_equal(truncate(run_file(&run, name), kept), 0);
            assert_int_equal(run_open(&run, true, 1, &error), RG_ERROR_FORMAT);
            assert_non_null(strstr(error.message, parts[p]));
            run_close(&run);
            rg_remove_tree(run.folder, NULL);
        }
    }
}

static void a_flipped_bit_is_noticed(void** state) {
    (void)state;
    Run run = {.def = run_def(600)};
    run_folder(run.folder);
    RgError error;
    assert_int_equal(run_open(&run, false, 1, &error), RG_OK);
    run_finish(&run);
    run_close(&run);
    const char* name = "checkpoint-000003/optimizer.safetensors";
    size_t bytes;
    char* data = read_all(run_file(&run, name), &bytes);
    data[bytes / 2] ^= 4;
    assert_int_equal(rg_file_write(run_file(&run, name), data, bytes, &error), RG_OK);
    rg_free(data);
    assert_int_equal(run_open(&run, true, 1, &error), RG_ERROR_FORMAT);
    run_close(&run);
    rg_remove_tree(run.folder, NULL);
}

static void what_cannot_begin_says_why(void** state) {
    (void)state;
    Run run = {.def = run_def(600)};
    run_folder(run.folder);
    RgError error;
    // nothing to resume
    assert_int_equal(run_open(&run, true, 1, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "--resume"));
    run_close(&run);
    // a run that exists already
    assert_int_equal(run_open(&run, false, 1, &error), RG_OK);
    run_finish(&run);
    run_close(&run);
    assert_int_equal(run_open(&run, false, 1, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "--resume"));
    run_close(&run);
    // resumed with another policy
    run.def.policy.width = 32;
    assert_int_equal(run_open(&run, true, 1, &error), RG_ERROR_FORMAT);
    run_close(&run);
    // a folder that cannot be made: its parent is a file
    Run blocked = {.def = run_def(600)};
    snprintf(blocked.folder, sizeof blocked.folder, "%.200s/config.yaml/run", run.folder);
    assert_int_equal(run_open(&blocked, false, 1, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "config.yaml"));
    run_close(&blocked);
    rg_remove_tree(run.folder, NULL);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void iterations_allocate_nothing(void** state) {
    (void)state;
    Run run = {.def = run_def(100000)};
    run.def.checkpoint_every = 0;
    run.def.evaluate_every = 0;
    run_folder(run.folder);
    RgError error;
    RgTrainProgress progress;
    assert_int_equal(run_open(&run, false, 2, &error), RG_OK);
    assert_int_equal(rg_trainer_step(run.trainer, &progress, &error), RG_OK);
    int64_t before = rg_allocation_count();
    for (int i = 0; i < 10; i++) {
        assert_int_equal(rg_trainer_step(run.trainer, &progress, &error), RG_OK);
    }
    assert_int_equal(rg_allocation_count(), before);
    run_close(&run);
    rg_remove_tree(run.folder, NULL);
}

static void old_checkpoints_go_the_best_stays(void** state) {
    (void)state;
    Run run = {.def = run_def(20000)};
    run.def.keep_checkpoints = 2;
    run.def.stop_success = 0.9;
    run.def.stop_length = 6;
    run_folder(run.folder);
    RgError error;
    RgTrainProgress progress;
    assert_int_equal(run_open(&run, false, 1, &error), RG_OK);
    do {
        assert_int_equal(rg_trainer_step(run.trainer, &progress, &error), RG_OK);
    } while (!progress.done);
    // 40 greedy episodes without a miss show 0.9 at 95 %
    assert_true(progress.succeeded && progress.env_steps < 20000);
    assert_true(progress.evaluation.success.mean == 1.0);
    assert_true(progress.evaluation.length.high <= 6);
    run_close(&run);

    char best[RG_CHECKPOINT_NAME], path[600];
    assert_int_equal(rg_checkpoint_named(run_file(&run, "."), "best", best, &error), RG_OK);
    snprintf(path, sizeof path, "%s/policy.safetensors", run_file(&run, best));
    assert_true(rg_file_exists(path));
    int left = 0;
    for (int64_t i = 0; i < 100; i++) {
        char name[RG_CHECKPOINT_NAME];
        rg_checkpoint_name(i, name);
        left += rg_file_exists(run_file(&run, name));
    }
    assert_in_range(left, 1, 3);

    // the run folder is a policy, with the description it was trained with
    RgSavedPolicy saved;
    assert_int_equal(rg_saved_policy_load(run.folder, &saved, &error), RG_OK);
    assert_string_equal(saved.path, path);
    assert_non_null(saved.def);
    assert_int_equal(saved.def->environments, 32);
    assert_true(rg_def_hash(&rg_train_def_type, saved.def) != 0);
    rg_saved_policy_destroy(&saved);
    rg_remove_tree(run.folder, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_do_not_show),
        cmocka_unit_test(stopping_and_resuming_changes_nothing),
        cmocka_unit_test(what_is_newer_than_the_checkpoint_is_forgotten),
        cmocka_unit_test(killed_at_random_moments),
        cmocka_unit_test(a_full_disk_leaves_the_older_checkpoint),
        cmocka_unit_test(damaged_checkpoints_are_refused),
        cmocka_unit_test(a_flipped_bit_is_noticed),
        cmocka_unit_test(what_cannot_begin_says_why),
        cmocka_unit_test(iterations_allocate_nothing),
        cmocka_unit_test(old_checkpoints_go_the_best_stays),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
