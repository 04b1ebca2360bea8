# Defines mrcnn_openblas: OpenBLAS as a static archive, with its headers, asking our code for its settings.
#
# OpenBLAS chooses its kernels and its threads in a constructor, from the environment. Two of its
# object files call getenv(); copies of them call mrcnn_openblas_setting()
# (common/nn/blas_setup.cpp) instead, so that our choices hold without a change of the environment,
# in a program as in a library. A third one asks openblas_num_threads_env(), which has another name
# in our copies: a program answers it for the shared OpenBLAS that OpenCV loads
# (stages/program/process). The archive's Fortran half (LAPACK) is never pulled in, so no Fortran
# runtime is linked.
find_library(StaticOpenBLAS_ARCHIVE NAMES libopenblas.a)
find_path(StaticOpenBLAS_INCLUDE_DIR openblas_config.h PATH_SUFFIXES openblas openblas-pthread)
mark_as_advanced(StaticOpenBLAS_ARCHIVE StaticOpenBLAS_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(StaticOpenBLAS
  REQUIRED_VARS StaticOpenBLAS_ARCHIVE StaticOpenBLAS_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "${MRCNN_APT_HINT}")

if(StaticOpenBLAS_FOUND AND NOT TARGET mrcnn_openblas)
  find_package(Threads REQUIRED)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/openblas)
  set(settings ${folder}/libopenblas_settings.a)
  if(NOT EXISTS ${settings} OR ${StaticOpenBLAS_ARCHIVE} IS_NEWER_THAN ${settings}
     OR ${CMAKE_CURRENT_LIST_FILE} IS_NEWER_THAN ${settings})
    set(readers dynamic.o openblas_env.o memory.o)
    file(MAKE_DIRECTORY ${folder})
    execute_process(WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY
      COMMAND ${CMAKE_AR} x ${StaticOpenBLAS_ARCHIVE} ${readers})
    foreach(reader ${readers})
      execute_process(WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY
        COMMAND ${CMAKE_OBJCOPY} --redefine-sym getenv=mrcnn_openblas_setting
                --redefine-sym openblas_num_threads_env=mrcnn_openblas_threads ${reader})
    endforeach()
    execute_process(WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY
      COMMAND ${CMAKE_AR} rcs ${settings} ${readers})
  endif()

  add_library(mrcnn_openblas INTERFACE IMPORTED GLOBAL)
  target_include_directories(mrcnn_openblas INTERFACE ${StaticOpenBLAS_INCLUDE_DIR})
  # Ours come first: blas_setup.cpp names them, so that the linker does not take those of the other archive.
  # Its symbols stay inside: OpenCV loads the shared OpenBLAS for its own use, whose constructor would
  # otherwise initialise our copy too.
  target_link_libraries(mrcnn_openblas INTERFACE
    ${settings} ${StaticOpenBLAS_ARCHIVE} -Wl,--exclude-libs,libopenblas.a:libopenblas_settings.a Threads::Threads m)
endif()
