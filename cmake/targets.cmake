# What every target of the project is compiled with.
add_library(mrcnn_options INTERFACE)
target_compile_features(mrcnn_options INTERFACE cxx_std_20)
# No contraction anywhere: fused multiply-adds would give other bits on another machine (docs/equality.md).
target_compile_options(mrcnn_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>
  # CMake 3.25 does not know nvcc's C++20
  "$<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;-fmad=false;-Xcompiler=-ffp-contract=off>")
# "common/..." and "stages/..." from the repository's root, and the public headers <mrcnn/...>.
set(MRCNN_PUBLIC_HEADERS ${PROJECT_SOURCE_DIR}/common/include ${PROJECT_SOURCE_DIR}/stages/pipeline/include)
target_include_directories(mrcnn_options INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR};${MRCNN_PUBLIC_HEADERS}>"
  "$<INSTALL_INTERFACE:include/mrcnn-internal;include>")

add_library(mrcnn_warnings INTERFACE)
# -Wrestrict: GCC 12 sees overlaps in "literal" + string that are not there (its bug 105651). -Wdangling-reference:
# GCC 13 and 14 suspect every function that takes a temporary and returns a reference. clang counts signs to
# -Wconversion, GCC does not.
target_compile_options(mrcnn_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion
                            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-dangling-reference>
                            $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>>
  # Registers that spill to memory are warnings too, and all warnings are errors.
  "$<$<COMPILE_LANGUAGE:CUDA>:--extended-lambda;-Werror=all-warnings;-Xcompiler=-Wall,-Wextra,-Wshadow,-Werror;SHELL:-Xptxas --warn-on-spills,-Werror>")

# mrcnn_add_library(name SOURCES ... LINKS ...): a static library mrcnn::name. Without sources: headers only.
function(mrcnn_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  if(arg_SOURCES)
    add_library(mrcnn_${name} STATIC ${arg_SOURCES})
    target_link_libraries(mrcnn_${name} PUBLIC mrcnn_options ${arg_LINKS}
                          PRIVATE $<BUILD_INTERFACE:mrcnn_warnings> ${arg_PRIVATE_LINKS})
  else()
    add_library(mrcnn_${name} INTERFACE)
    target_link_libraries(mrcnn_${name} INTERFACE mrcnn_options ${arg_LINKS})
  endif()
  add_library(mrcnn::${name} ALIAS mrcnn_${name})
  set_target_properties(mrcnn_${name} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY MRCNN_LIBRARIES mrcnn_${name})
endfunction()

# mrcnn_set_up_process(target): a program of ours, which may choose how its process waits and keeps memory.
function(mrcnn_set_up_process target)
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:mrcnn_process>)
  target_link_options(${target} PRIVATE
    LINKER:--wrap=gomp_fatal LINKER:--export-dynamic-symbol=openblas_num_threads_env)
endfunction()

# mrcnn_add_demo(1_features): the program demo_1_features, which shows one stage on its own and links no other.
function(mrcnn_add_demo stage)
  if(MRCNN_MINIMAL)  # a demo ends with a picture
    return()
  endif()
  string(REGEX REPLACE "^[0-9]_" "" library ${stage})
  add_executable(demo_${stage} demo.cpp)
  target_link_libraries(demo_${stage} PRIVATE mrcnn_warnings mrcnn::${library} mrcnn::demo mrcnn::viz)
  mrcnn_set_up_process(demo_${stage})
  set_target_properties(demo_${stage} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
endfunction()

# mrcnn_add_test(name SOURCES ... LINKS ... [LABELS ...]): one GoogleTest program, its cases in ctest.
function(mrcnn_add_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_LINKS} mrcnn_warnings GTest::gtest_main)
  mrcnn_set_up_process(test_${name})
  target_compile_definitions(test_${name} PRIVATE
    MRCNN_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/golden" MRCNN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_definitions(test_${name} PRIVATE MRCNN_CONFIGURED_DEVICE="${MRCNN_DEVICE}")
  gtest_discover_tests(test_${name} PROPERTIES LABELS "${arg_LABELS}" DISCOVERY_TIMEOUT 60)
  if(device IN_LIST arg_LABELS)
    add_dependencies(device_tests test_${name})
  endif()
endfunction()
