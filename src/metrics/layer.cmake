# event.pb-c.{h,c} are made from event.proto
find_program(PROTOC_C NAMES protoc-c REQUIRED)
set(generated ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated}/metrics)
add_custom_command(
    OUTPUT ${generated}/metrics/event.pb-c.c ${generated}/metrics/event.pb-c.h
    COMMAND ${PROTOC_C} --c_out=${generated}/metrics -I ${PROJECT_SOURCE_DIR}/src/metrics event.proto
    DEPENDS ${PROJECT_SOURCE_DIR}/src/metrics/event.proto
    VERBATIM)
target_sources(${target} PRIVATE ${generated}/metrics/event.pb-c.c ${generated}/metrics/event.pb-c.h)
target_include_directories(${target} SYSTEM PUBLIC ${generated})
# for the linter, which reads the sources without building them
add_custom_target(generated_sources DEPENDS ${generated}/metrics/event.pb-c.c ${generated}/metrics/event.pb-c.h)
add_dependencies(${target} generated_sources)
