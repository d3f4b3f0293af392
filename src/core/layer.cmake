# rg_version() comes from the project's version
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/error.c
    PROPERTIES COMPILE_DEFINITIONS RG_VERSION="${PROJECT_VERSION}")
