# the table of motion clips is data: written as C source in the build folder
set(clip_table ${PROJECT_BINARY_DIR}/generated/clip_table.c)
set(clip_data ${PROJECT_SOURCE_DIR}/src/football/data)
add_custom_command(
    OUTPUT ${clip_table}
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/make_clip_table.py ${clip_data} ${clip_table}
    DEPENDS ${PROJECT_SOURCE_DIR}/tools/make_clip_table.py ${clip_data}/clips.csv ${clip_data}/clips_motion.npy
            ${clip_data}/clips_parts.bin ${clip_data}/parts.csv ${clip_data}/quadrants.csv
    COMMENT "Writing the table of motion clips"
    VERBATIM)
target_sources(${target} PRIVATE ${clip_table})

# their vectors are wider than the registers of the baseline, which matters only for calls between files
set(flights_v4 src/football/flight_four.c src/football/flight_eight.c)
set_source_files_properties(src/football/flight.c ${flights_v4} PROPERTIES COMPILE_OPTIONS -Wno-psabi)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set_property(SOURCE ${flights_v4} APPEND PROPERTY COMPILE_OPTIONS -march=x86-64-v4)
endif()
# their long stretches without branches are worth mixing: the machine looks some 300 operations ahead, a step has 1000
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    set_property(SOURCE src/football/flight.c ${flights_v4} APPEND PROPERTY
                 COMPILE_OPTIONS -fschedule-insns -fno-tree-reassoc)
endif()

# left alone, gcc packs the coordinates of a tick's velocity into one register and takes them apart
# again, for which the next tick waits
set_source_files_properties(src/football/path.c PROPERTIES COMPILE_OPTIONS -fno-tree-slp-vectorize)
