# Puts GCC's OpenMP runtime into each of our programs, in place of the shared library.
# The shared one reads its environment before any code of ours runs; within one binary
# stages/program/process comes first and can say how threads wait for each other.
# Other compilers keep their shared runtime and its defaults; so does a program that links the installed library.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.a
                  OUTPUT_VARIABLE mrcnn_libgomp OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(IS_ABSOLUTE "${mrcnn_libgomp}")
    set_target_properties(OpenMP::OpenMP_CXX PROPERTIES
      INTERFACE_LINK_OPTIONS ""
      INTERFACE_LINK_LIBRARIES
        "${mrcnn_libgomp};-Wl,--exclude-libs,libgomp.a;Threads::Threads;${CMAKE_DL_LIBS}")
  endif()
endif()
