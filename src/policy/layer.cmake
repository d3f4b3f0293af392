# the same model in double, for the tests of gradients
set(_model_sources feed_forward gru init layout mamba model policy_def scratch)
list(TRANSFORM _model_sources PREPEND ${PROJECT_SOURCE_DIR}/src/policy/)
list(TRANSFORM _model_sources APPEND .c)
add_library(regista_policy_f64 STATIC EXCLUDE_FROM_ALL ${_model_sources})
target_link_libraries(regista_policy_f64 PUBLIC regista_nn_f64 regista_core regista_options m)
