# Defines mrcnn_openblas: OpenBLAS as a static archive, with its headers.
# Static, because OpenBLAS chooses its kernels in a constructor of its own, and only within one
# binary can common/nn/blas_setup.cpp be sure to run before it.
# The archive's Fortran half (LAPACK) is never pulled in, so no Fortran runtime is linked.
find_library(StaticOpenBLAS_ARCHIVE NAMES libopenblas.a)
find_path(StaticOpenBLAS_INCLUDE_DIR openblas_config.h PATH_SUFFIXES openblas openblas-pthread)
mark_as_advanced(StaticOpenBLAS_ARCHIVE StaticOpenBLAS_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(StaticOpenBLAS
  REQUIRED_VARS StaticOpenBLAS_ARCHIVE StaticOpenBLAS_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "${MRCNN_APT_HINT}")

if(StaticOpenBLAS_FOUND AND NOT TARGET mrcnn_openblas)
  find_package(Threads REQUIRED)
  add_library(mrcnn_openblas INTERFACE IMPORTED GLOBAL)
  target_include_directories(mrcnn_openblas INTERFACE ${StaticOpenBLAS_INCLUDE_DIR})
  # Its symbols stay inside: OpenCV loads the shared OpenBLAS for its own use, whose constructor would
  # otherwise initialise our copy too, earlier than we can choose.
  target_link_libraries(mrcnn_openblas INTERFACE
    ${StaticOpenBLAS_ARCHIVE} -Wl,--exclude-libs,libopenblas.a Threads::Threads m)
endif()
