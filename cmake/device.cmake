# MRCNN_DEVICE: where the device code (.cu files, written with Thrust) runs. One per build tree.
set(MRCNN_DEVICE OMP CACHE STRING "Where device code runs: OMP, CPP (one thread) or CUDA")
set_property(CACHE MRCNN_DEVICE PROPERTY STRINGS OMP CPP CUDA)
if(NOT MRCNN_DEVICE MATCHES "^(OMP|CPP|CUDA)$")
  message(FATAL_ERROR "MRCNN_DEVICE: expected OMP, CPP or CUDA, got '${MRCNN_DEVICE}'")
endif()

add_library(mrcnn_thrust INTERFACE)
target_compile_definitions(mrcnn_thrust INTERFACE
  THRUST_HOST_SYSTEM=THRUST_HOST_SYSTEM_CPP THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_${MRCNN_DEVICE})

if(MRCNN_DEVICE STREQUAL CUDA)
  # Without a GPU "native" is an error, so the default names architectures.
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)
  endif()
  enable_language(CUDA)
  find_package(CUDAToolkit 12.4 REQUIRED)  # brings Thrust; nvcc adds its headers itself
else()
  # A toolkit's Thrust is newer than the distribution's; both work.
  find_program(MRCNN_NVCC nvcc HINTS /usr/local/cuda/bin)
  mark_as_advanced(MRCNN_NVCC MRCNN_THRUST_INCLUDE_DIR)
  if(MRCNN_NVCC)
    get_filename_component(toolkit ${MRCNN_NVCC}/../.. REALPATH)
  endif()
  find_path(MRCNN_THRUST_INCLUDE_DIR thrust/version.h
            HINTS ${toolkit}/include PATH_SUFFIXES cccl)
  if(NOT MRCNN_THRUST_INCLUDE_DIR)
    message(FATAL_ERROR "Thrust's headers (thrust/version.h) are missing: ${MRCNN_APT_HINT}")
  endif()
  target_include_directories(mrcnn_thrust SYSTEM INTERFACE ${MRCNN_THRUST_INCLUDE_DIR})
  if(MRCNN_DEVICE STREQUAL OMP)
    target_link_libraries(mrcnn_thrust INTERFACE OpenMP::OpenMP_CXX)
  endif()
endif()

# mrcnn_add_device_sources(name SOURCES...): .cu files of library mrcnn_<name>, compiled by nvcc for CUDA
# and as plain C++ otherwise. To be called in the folder of the library: LANGUAGE is a folder's property.
function(mrcnn_add_device_sources name)
  target_sources(mrcnn_${name} PRIVATE ${ARGN})
  target_link_libraries(mrcnn_${name} PRIVATE $<BUILD_INTERFACE:mrcnn_thrust>)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_DEFINITIONS MRCNN_DEVICE_SOURCE)
  if(NOT MRCNN_DEVICE STREQUAL CUDA)
    target_link_libraries(mrcnn_${name} PRIVATE OpenMP::OpenMP_CXX)
    # Thrust's serial radix sort binds references to null pointers that it never reads: no business of
    # our sanitizers.
    set_source_files_properties(${ARGN} PROPERTIES
      LANGUAGE CXX COMPILE_OPTIONS "-xc++;-fno-sanitize=null")
  endif()
endfunction()
