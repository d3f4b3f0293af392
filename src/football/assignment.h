// Who plays where and who marks whom (C.12.8, C.12.9; 2.12, 2.22).
#pragma once

#include "football/match.h"

/// Dynamic roles: the active outfield players are assigned to the formation points of all of them.
void rg_assign_roles(RgMatch* match, int team);

/// Man marking: the three most dangerous opponents get a marker each.
void rg_assign_marking(RgMatch* match, int team);
