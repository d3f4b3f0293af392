// "Did you mean …?": the known name that is nearest to a mistyped one.
#pragma once

#include <stddef.h>

/// Number of letters to insert, delete, replace or swap with their neighbour to turn `a` into `b`.
/// Texts are cut at 63 bytes.
int rg_edit_distance(const char* a, const char* b);

/// Whether a distance is small enough to suggest a name for a word of that length.
int rg_edit_distance_limit(const char* word);

/// The nearest of `count` names, the first among equals; NULL when none is near enough.
const char* rg_nearest_name(const char* word, const char* const* names, int count);
