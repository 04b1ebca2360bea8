# cmake --build build/dev -t check: what a reviewer should not have to look for.
if(NOT MRCNN_BUILD_TESTS)
  return()
endif()

set(python ${Python3_EXECUTABLE} -B)
add_custom_target(check
  COMMAND ${python} cmake/lint.py format
  COMMAND ${python} cmake/lint.py tidy ${CMAKE_BINARY_DIR}
  COMMAND ${python} tests/architecture/check_arrows.py
  COMMAND ${python} tests/architecture/check_stages.py
  COMMAND ${python} tests/architecture/check_links.py
  COMMAND ${python} tests/architecture/check_trace.py
  COMMAND ${python} docs/sync.py --check
  COMMAND ${python} tests/architecture/count_code.py
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  USES_TERMINAL VERBATIM)
