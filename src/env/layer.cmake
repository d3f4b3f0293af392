# scenarios are data: installed, and found in the source tree while nothing is installed
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/env/registry.c PROPERTIES COMPILE_DEFINITIONS
    "RG_SCENARIO_INSTALL_DIR=\"${CMAKE_INSTALL_FULL_DATADIR}/regista/scenarios\";RG_SCENARIO_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}/scenarios\"")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/regista/scenarios
        FILES_MATCHING PATTERN "*.yaml")

# the recordings of the original against encoders, rewards and rules; skipped where there are none;
# a sanitizer cannot be loaded into a Python that runs already
if(BUILD_TESTING AND NOT RG_SANITIZE)
    add_library(regista_env_probe SHARED ${PROJECT_SOURCE_DIR}/tests/unit/env/probe.c $<TARGET_OBJECTS:regista_env>)
    target_link_libraries(regista_env_probe PRIVATE regista_core)
    add_test(NAME env.observations COMMAND ${Python3_EXECUTABLE}
             ${PROJECT_SOURCE_DIR}/tools/parity/observations.py $<TARGET_FILE:regista_env_probe>)
    set_tests_properties(env.observations PROPERTIES LABELS "env;parity" SKIP_RETURN_CODE 77 TIMEOUT 600)
endif()
