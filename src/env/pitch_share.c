// Training, evaluation and recording hold environments side by side; they share one pitch, which
// never changes.
#include <pthread.h>

#include "env/native.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static RgPitch* shared;
static int32_t users;

RgStatus rg_pitch_acquire(const RgPitch** out, RgError* error) {
    pthread_mutex_lock(&lock);
    RgStatus status = users > 0 ? RG_OK : rg_pitch_create(&shared, error);
    if (status == RG_OK) {
        users++;
        *out = shared;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

void rg_pitch_release(void) {
    pthread_mutex_lock(&lock);
    if (--users == 0) {
        rg_pitch_destroy(shared);
        shared = NULL;
    }
    pthread_mutex_unlock(&lock);
}
