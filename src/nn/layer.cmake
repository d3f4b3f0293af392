# The vectorised kernels: one source, built for each instruction set and chosen at run time (kernels.c). Multiply-add may be
# fused: a build is deterministic, two builds agree within rounding.
file(GLOB _simd_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/nn/simd/*.c)
# an option of a source comes after those of its target, which forbid fusing; always optimised, so that debug builds compute
# the same numbers
set_source_files_properties(${_simd_sources} PROPERTIES COMPILE_OPTIONS "-O3;-ffp-contract=fast")

function(rg_add_simd_build isa text)
    set(_target regista_nn_${isa})
    add_library(${_target} OBJECT ${_simd_sources})
    target_link_libraries(${_target} PRIVATE regista_options)
    target_compile_definitions(${_target} PRIVATE RG_ISA=${isa} RG_ISA_TEXT="${text}")
    target_compile_options(${_target} PRIVATE ${ARGN})
    target_sources(regista_nn PRIVATE $<TARGET_OBJECTS:${_target}>)
endfunction()

rg_add_simd_build(scalar scalar)
target_compile_definitions(regista_nn PRIVATE RG_SIMD=1)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    rg_add_simd_build(v3 x86-64-v3 -march=x86-64-v3)
    rg_add_simd_build(v4 x86-64-v4 -march=x86-64-v4)
    target_compile_definitions(regista_nn PRIVATE RG_SIMD_X86=1)
endif()

# the references again in double, for the tests of gradients
file(GLOB _nn_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/nn/*.c)
add_library(regista_nn_f64 STATIC EXCLUDE_FROM_ALL ${_nn_sources})
target_compile_definitions(regista_nn_f64 PUBLIC RG_REAL_DOUBLE=1)
target_link_libraries(regista_nn_f64 PUBLIC regista_core regista_options m)
