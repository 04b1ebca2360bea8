# cmake --install build/release: program, libraries, headers, model and scenes; find_package(mrcnn) finds them.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mrcnn)

get_property(libraries GLOBAL PROPERTY MRCNN_LIBRARIES)
set_target_properties(mrcnn_options PROPERTIES EXPORT_NAME options)
install(TARGETS mrcnn_options ${libraries} EXPORT mrcnn-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT mrcnn-targets NAMESPACE mrcnn:: DESTINATION ${package_dir})

configure_package_config_file(cmake/mrcnn-config.cmake.in mrcnn-config.cmake
  INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(mrcnn-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mrcnn-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/mrcnn-config-version.cmake
              cmake/FindOpenCV.cmake cmake/FindStaticOpenBLAS.cmake
        DESTINATION ${package_dir})

# The public headers, and apart from them those of the stage targets, which are spelled from the repository's
# root here and from include/mrcnn-internal there.
foreach(folder ${MRCNN_PUBLIC_HEADERS})
  install(DIRECTORY ${folder}/mrcnn DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endforeach()
install(DIRECTORY common stages viz data DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/mrcnn-internal
        FILES_MATCHING PATTERN "*.hpp" PATTERN "include" EXCLUDE PATTERN "stages/program" EXCLUDE
                       PATTERN "data/model" EXCLUDE PATTERN "data/tools" EXCLUDE)
install(DIRECTORY data/model DESTINATION ${CMAKE_INSTALL_DATADIR}/mrcnn)
install(DIRECTORY data/scenes/bundled/ DESTINATION ${CMAKE_INSTALL_DATADIR}/mrcnn/scenes)

if(TARGET mrcnn)
  install(TARGETS mrcnn RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET mrcnn-import)
  install(TARGETS mrcnn-import RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
