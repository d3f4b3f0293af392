// Reading scenario files.
#pragma once

#include "regista/env.h"

/// Sets what a scenario file does not need to mention (head of section B).
void rg_scenario_reset(RgScenario* scenario);

/// Role by its name ("GK"), -1 for none.
int32_t rg_role_from_name(const char* name);

/// Name of a role ("GK").
const char* rg_role_name(int32_t role);

/// Reads a scenario from text and reports everything that is wrong with it: each key and player
/// that cannot be read, then what rg_scenario_check finds in the rest. @return number of errors.
int32_t rg_scenario_check_text(const char* text, const char* name, RgScenario* out,
                               RgScenarioFinding report, void* context);

/// "GK, CB, …" for messages.
#define RG_ROLE_NAMES_TEXT "GK, CB, LB, RB, DM, CM, LM, RM, AM, CF"
