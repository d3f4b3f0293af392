// The number type of the reference kernels and of the model that is composed from them: float in
// the library, double in the twin library that the gradient tests link (regista_nn_f64,
// regista_policy_f64). One readable source serves both.
#pragma once

#ifdef RG_REAL_DOUBLE
typedef double RgReal;
#else
typedef float RgReal;
#endif
