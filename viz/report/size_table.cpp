#include <iomanip>
#include <map>
#include <sstream>

#include "common/error.hpp"

#include "viz/report/page.hpp"

namespace mrcnn {
namespace {

constexpr double kMegabyte = 1e6;
constexpr double kBase64 = 4.0 / 3.0;  // characters per byte

std::string line(const std::string& name, std::size_t arrays, double raw, double packed) {
  std::ostringstream out;
  out << std::left << std::setw(14) << name << std::right << std::setw(7);
  if (arrays > 0) {
    out << arrays << std::fixed << std::setprecision(2) << std::setw(10) << raw / kMegabyte;
  } else {
    out << "" << std::setw(10) << "";
  }
  out << std::fixed << std::setprecision(2) << std::setw(10) << packed / kMegabyte << "\n";
  return out.str();
}

std::string what(const Reduced& t) {
  if (t.rule == "digits") {
    return concat(t.array, ": rounded to ", t.kept, " of ", t.of, " bits");
  }
  return concat(t.array, ": ", t.kept, " of ", t.of, " ",
                t.rule == "pixels" ? "columns of pixels" : t.rule);
}

}  // namespace

std::string size_table(const Page& page) {
  struct Sum {
    std::size_t arrays = 0;
    double raw = 0.0;
    double packed = 0.0;
  };

  std::map<std::string, Sum> stages;
  Sum total;
  for (const PagePart& part : page.parts) {
    for (Sum* sum : {&stages[part.name.substr(0, part.name.find('/'))], &total}) {
      sum->arrays += 1;
      sum->raw += static_cast<double>(part.bytes);
      sum->packed += static_cast<double>(part.packed) * kBase64;
    }
  }
  std::ostringstream out;
  out << "in the page    arrays        MB    packed\n";
  for (const auto& [stage, sum] : stages) {
    out << line(stage, sum.arrays, sum.raw, sum.packed);
  }
  out << line("page itself", 0, 0.0, static_cast<double>(page.html.size() - page.arrays_length));
  out << line("total", total.arrays, total.raw, static_cast<double>(page.html.size()));
  for (const Reduced& t : page.reduced) {
    out << "reduced " << what(t) << "\n";
  }
  return out.str();
}

nlohmann::ordered_json size_json(const Page& page) {
  nlohmann::ordered_json arrays = nlohmann::ordered_json::array();
  for (const PagePart& part : page.parts) {
    arrays.push_back({{"name", part.name}, {"bytes", part.bytes}, {"packed", part.packed}});
  }
  nlohmann::ordered_json reduced = nlohmann::ordered_json::array();
  for (const Reduced& t : page.reduced) {
    reduced.push_back({{"array", t.array}, {"rule", t.rule}, {"kept", t.kept}, {"of", t.of}});
  }
  return {{"bytes", page.html.size()}, {"arrays", arrays}, {"thinned", reduced}};
}

}  // namespace mrcnn
