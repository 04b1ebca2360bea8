# Everything comes from the distribution's packages; docs/dependencies.md says what each one is for.
set(MRCNN_APT_HINT "on Debian or Ubuntu run ./demo.sh, which installs what is missing")

find_package(xtensor REQUIRED)
find_package(xtensor-blas REQUIRED)
find_package(StaticOpenBLAS REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
include(StaticOpenMP)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
if(MRCNN_BUILD_TESTS)
  find_package(GTest REQUIRED)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
endif()
if(MRCNN_BUILD_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()

# xtensor-blas brings the system's shared BLAS, which would be found before our static OpenBLAS.
set_property(TARGET xtensor-blas PROPERTY INTERFACE_LINK_LIBRARIES xtensor)
