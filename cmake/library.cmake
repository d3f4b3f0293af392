# What is installed: one library `regista` made of the objects of all layers (static, or shared with BUILD_SHARED_LIBS), the
# public headers, regista.pc and a CMake package with the target regista::regista. Everything but RG_API is hidden.
include(CMakePackageConfigHelpers)

set(library_objects "")
foreach(layer IN LISTS RG_LAYERS)
    list(APPEND library_objects $<TARGET_OBJECTS:regista_${layer}>)
    # objects of variants that a layer added to itself
    get_target_property(layer_sources regista_${layer} SOURCES)
    list(FILTER layer_sources INCLUDE REGEX "TARGET_OBJECTS")
    list(APPEND library_objects ${layer_sources})
endforeach()

# xxHash is compiled in; the other packages are linked
set(linked_packages ${RG_PACKAGES})
list(REMOVE_ITEM linked_packages libxxhash)
list(REMOVE_DUPLICATES linked_packages)

function(rg_library_settings target)
    set_target_properties(${target} PROPERTIES OUTPUT_NAME regista LINKER_LANGUAGE C
        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    target_include_directories(${target} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                               $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(${target} PRIVATE m Threads::Threads)
    foreach(package IN LISTS linked_packages)
        string(MAKE_C_IDENTIFIER ${package} id)
        target_link_libraries(${target} PRIVATE PkgConfig::${id})
    endforeach()
    if(RG_SANITIZE)
        target_link_options(${target} PRIVATE -fsanitize=${_sanitizers})
    endif()
endfunction()

# the layers' names are taken by programs and tests, so the target has a longer one than its file
add_library(regista_library ${library_objects})
add_library(regista::regista ALIAS regista_library)
rg_library_settings(regista_library)
set_target_properties(regista_library PROPERTIES EXPORT_NAME regista)

install(TARGETS regista_library EXPORT regista_targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/regista DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# CMake package
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/regista)
install(EXPORT regista_targets NAMESPACE regista:: DESTINATION ${package_folder})
configure_package_config_file(cmake/regista-config.cmake.in ${PROJECT_BINARY_DIR}/regista-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/regista-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/regista-config.cmake ${PROJECT_BINARY_DIR}/regista-config-version.cmake
        DESTINATION ${package_folder})

# pkg-config: whoever links the static library needs what it links
list(JOIN linked_packages ", " REGISTA_PACKAGES)
get_target_property(library_type regista_library TYPE)
if(library_type STREQUAL "STATIC_LIBRARY")
    set(REGISTA_PC_REQUIRES "Requires: ${REGISTA_PACKAGES}")
    set(REGISTA_PC_LIBS "-lregista -lm -pthread")
else()
    set(REGISTA_PC_REQUIRES "Requires.private: ${REGISTA_PACKAGES}")
    set(REGISTA_PC_LIBS "-lregista")
endif()
configure_file(cmake/regista.pc.in ${PROJECT_BINARY_DIR}/regista.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/regista.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
