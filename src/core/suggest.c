// Optimal string alignment distance over three rows of a small table.
#include "core/suggest.h"

#include <string.h>

enum { LONGEST = 63 };

static int min_int(int a, int b) {
    return a < b ? a : b;
}

int rg_edit_distance(const char* a, const char* b) {
    int rows[3][LONGEST + 1];
    int length_a = min_int((int)strlen(a), LONGEST), length_b = min_int((int)strlen(b), LONGEST);
    for (int j = 0; j <= length_b; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= length_a; i++) {
        int* row = rows[i % 3];
        const int* above = rows[(i + 2) % 3];
        const int* above_that = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= length_b; j++) {
            int cost = a[i - 1] != b[j - 1];
            row[j] = min_int(min_int(row[j - 1], above[j]) + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = min_int(row[j], above_that[j - 2] + 1);
            }
        }
    }
    return rows[length_a % 3][length_b];
}

int rg_edit_distance_limit(const char* word) {
    return 1 + min_int((int)strlen(word), LONGEST) / 4;
}

const char* rg_nearest_name(const char* word, const char* const* names, int count) {
    const char* nearest = NULL;
    int best = rg_edit_distance_limit(word) + 1;
    for (int i = 0; i < count; i++) {
        int distance = rg_edit_distance(word, names[i]);
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
