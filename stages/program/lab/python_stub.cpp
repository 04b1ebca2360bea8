#include "common/error.hpp"
#include "common/trace/array.hpp"

#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/stub_parts.hpp"
#include "stages/program/op/case_folder.hpp"

namespace mrcnn {
namespace {

std::string described(const std::vector<OperationArray>& arrays) {
  std::string text;
  for (const OperationArray& array : arrays) {
    text += (text.empty() ? "" : ", ") + array.name + " " + array.shape + " " +
            numpy_name(array.dtype) + (array.is_optional ? " or None" : "");
  }
  return text;
}

std::string function_of(const Operation& operation) {
  std::string arguments;
  for (const OperationArray& input : operation.inputs) {
    arguments += (arguments.empty() ? "" : ", ") + input.name + (input.is_optional ? "=None" : "");
  }
  std::string params;
  for (const OperationParameter& parameter : operation.parameters) {
    params += ", " + parameter.name;
  }
  return concat("def ", operation.name, "(", arguments, params.empty() ? "" : ", *", params,
                "):\n    \"\"\"", operation.about, "\n\n    in   ", described(operation.inputs),
                "\n    out  ", described(operation.outputs), "\n    \"\"\"\n",
                "    raise NotImplementedError  # your code, instead of this line\n\n\n");
}

/// What the script does with the function; `OUTPUTS` is a table of the names of its results.
constexpr const char* kProtocol = R"(def main(cases, results):
    """Calls the function of every case and saves what it returns; this needs no change."""
    np.seterr(all="ignore")  # cases with NaN and infinity are meant to be
    for case in sorted(pathlib.Path(cases).iterdir()):
        call = json.loads((case / "op.json").read_text())
        arrays = {file.stem: np.load(file) for file in case.glob("*.npy")}
        for array in arrays.values():
            array.setflags(write=False)  # as const in C++: change a copy
        result = pathlib.Path(results) / case.name
        result.mkdir(parents=True, exist_ok=True)
        names = OUTPUTS[call["op"]]
        try:
            returned = globals()[call["op"]](**arrays, **call["params"])
            if len(names) == 1:
                returned = [returned]
            if returned is None or len(returned) != len(names) or any(array is None for array in returned):
                raise TypeError(f"{call['op']} has to return {' and '.join(names)}; is a return missing?")
            for name, array in zip(names, returned):
                np.save(result / name, np.ascontiguousarray(array))
        except NotImplementedError:
            (result / "not_written.txt").write_text(call["op"] + " is not written yet")
        except (Exception, SystemExit) as error:  # the other cases count
            calls = traceback.extract_tb(error.__traceback__)
            lines = [call.lineno for call in calls if call.filename == __file__]  # not NumPy's
            where = f"line {lines[-1]}: " if len(lines) > 1 else ""  # the first is main's
            (result / "exception.txt").write_text(f"{where}{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
)";

}  // namespace

std::string numpy_name(DType dtype) {
  return dtype == DType::f32 ? "float32" : dtype == DType::i32 ? "int32" : "uint8";
}

std::string python_stub(const Lab& lab) {
  std::string text =
      concat("\"\"\"Lab ", lab.number, ", ", lab.name, ": ", lab.title, ". Read ", lab.page(),
             "/README.md, then\n\n    mrcnn lab check ", lab.number,
             " THIS_FILE\n\"\"\"\nimport json\nimport pathlib\nimport sys\nimport traceback\n\n"
             "import numpy as np\n\n\n");
  if (const auto given = lab.folder / "given.py"; std::filesystem::exists(given)) {
    text += read_text(given) + "\n\n";
  }
  std::string outputs;
  for (const LabPart& part : lab.parts) {
    const Operation& operation = operation_named(part.op);
    text += function_of(operation);
    std::string names;
    for (const OperationArray& output : operation.outputs) {
      names += (names.empty() ? "\"" : ", \"") + output.name + "\"";
    }
    outputs += concat(outputs.empty() ? "" : ", ", "\"", operation.name, "\": [", names, "]");
  }
  return text + "OUTPUTS = {" + outputs + "}\n\n\n" + kProtocol;
}

}  // namespace mrcnn
