# Defines opencv_core and opencv_imgproc, and OpenCV_LIBS.
# OpenCV's own configuration file lives in a package that needs all forty modules (38 packages more
# on Debian 12); two libraries and a folder of headers are enough.
find_path(OpenCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
set(OpenCV_required OpenCV_INCLUDE_DIR)
foreach(module ${OpenCV_FIND_COMPONENTS})
  find_library(OpenCV_${module}_LIBRARY opencv_${module})
  list(APPEND OpenCV_required OpenCV_${module}_LIBRARY)
endforeach()
mark_as_advanced(${OpenCV_required})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCV
  REQUIRED_VARS ${OpenCV_required} REASON_FAILURE_MESSAGE "${MRCNN_APT_HINT}")

set(OpenCV_LIBS "")
foreach(module ${OpenCV_FIND_COMPONENTS})
  list(APPEND OpenCV_LIBS opencv_${module})
  if(OpenCV_FOUND AND NOT TARGET opencv_${module})
    add_library(opencv_${module} SHARED IMPORTED GLOBAL)
    set_target_properties(opencv_${module} PROPERTIES
      IMPORTED_LOCATION ${OpenCV_${module}_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${OpenCV_INCLUDE_DIR})
  endif()
endforeach()
