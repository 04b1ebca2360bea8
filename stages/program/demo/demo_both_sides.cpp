#include "stages/program/demo/demo_both_sides.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <string>

#include "common/io/number_text.hpp"

namespace mrcnn {
namespace {

bool are_equal(float a, float b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

void print_time(const std::string& where, double milliseconds) {
  std::cout << std::left << std::setw(28) << where << right_aligned(milliseconds, 2) << " ms\n";
}

}  // namespace

bool has_device_for_demo() {
  const std::string reason = why_no_device();
  if (!reason.empty()) {
    std::cout << "\nnot on the device: " << reason << "\n";
  }
  return reason.empty();
}

double median(std::vector<double> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

void print_both_sides(double host_ms, double device_ms, std::span<const float> host,
                      std::span<const float> device) {
  std::cout << "\n";
  print_time("host", host_ms);
  print_time(device_name(), device_ms);
  if (device_backend() == "OMP") {
    std::cout << "OpenMP stands in for a GPU here: it shows that results agree, not that they are "
                 "faster\n";
  }
  if (host.size() != device.size()) {
    std::cout << host.size() << " numbers against " << device.size() << "\n";
    return;
  }
  std::size_t differing = 0;
  double largest = 0.0;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (!are_equal(host[i], device[i])) {
      const double difference =
          std::fabs(static_cast<double>(host[i]) - static_cast<double>(device[i]));
      ++differing;
      largest = std::isnan(largest) || difference <= largest ? largest : difference;
    }
  }
  std::cout << host.size() << " numbers, ";
  if (differing == 0) {
    std::cout << "all equal\n";
  } else {
    std::cout << differing << " differ by at most " << largest << "\n";
  }
}

}  // namespace mrcnn
