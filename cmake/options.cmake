# Compiler settings shared by every target.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release)
endif()

option(RG_WERROR "Turn warnings into errors" OFF)
option(RG_ASSERTIONS "Check RG_ASSERT in optimised builds as well" OFF)
set(RG_SANITIZE "" CACHE STRING "Sanitizers to build with: address;undefined or thread")

add_library(regista_options INTERFACE)
target_compile_definitions(regista_options INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(regista_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wmissing-prototypes -Wstrict-prototypes
    # the game is bit-identical everywhere: no fused multiply-add, no reassociation
    -ffp-contract=off -fno-math-errno -fno-trapping-math)
target_include_directories(regista_options INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
if(RG_WERROR)
    target_compile_options(regista_options INTERFACE -Werror)
endif()
if(RG_SANITIZE)
    list(JOIN RG_SANITIZE "," _sanitizers)
    target_compile_options(regista_options INTERFACE -fsanitize=${_sanitizers} -fno-omit-frame-pointer
                           -fno-sanitize-recover=all)
    target_link_options(regista_options INTERFACE -fsanitize=${_sanitizers})
    # instrumented code hides from GCC what bounds the lengths of texts
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        target_compile_options(regista_options INTERFACE -Wno-format-truncation)
    endif()
endif()
if(RG_ASSERTIONS)
    target_compile_definitions(regista_options INTERFACE RG_ASSERTIONS=1)
endif()
