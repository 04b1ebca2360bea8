#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

/// T*, or const T* into a state that is const.
template <class State, class T>
using PointerInto = std::conditional_t<std::is_const_v<State>, const T*, T*>;

/// A pointer to an array of a state: all types that occur.
template <class State, class Where = typename State::Where>
using AnyArray = std::variant<
    PointerInto<State, Tensor<Where, float, 1>>, PointerInto<State, Tensor<Where, float, 2>>,
    PointerInto<State, Tensor<Where, float, 3>>, PointerInto<State, Tensor<Where, float, 4>>,
    PointerInto<State, Tensor<Where, Box, 1>>, PointerInto<State, Tensor<Where, std::int32_t, 1>>,
    PointerInto<State, Tensor<Where, std::int32_t, 2>>,
    PointerInto<State, Tensor<Where, std::uint8_t, 1>>,
    PointerInto<State, Tensor<Where, std::uint8_t, 3>>, PointerInto<State, ImageSize>>;

/// Finds an array in the state of a run, on the host or on the device. Made from a function without
/// captures that works for both: [](auto& state) { return &state.proposals.boxes; }
class Member {
 public:
  template <class Find>
  Member(Find)
      : of_(finder<PipelineState<Host>, Find>),
        of_const_(finder<const PipelineState<Host>, Find>),
        of_device_(finder<PipelineState<Device>, Find>),
        of_const_device_(finder<const PipelineState<Device>, Find>) {}

  AnyArray<PipelineState<Host>> in(PipelineState<Host>& state) const { return of_(state); }

  AnyArray<const PipelineState<Host>> in(const PipelineState<Host>& state) const {
    return of_const_(state);
  }

  AnyArray<PipelineState<Device>> in(PipelineState<Device>& state) const {
    return of_device_(state);
  }

  AnyArray<const PipelineState<Device>> in(const PipelineState<Device>& state) const {
    return of_const_device_(state);
  }

 private:
  template <class State, class Find>
  static AnyArray<State> finder(State& state) {
    return Find{}(state);
  }

  AnyArray<PipelineState<Host>> (*of_)(PipelineState<Host>&);
  AnyArray<const PipelineState<Host>> (*of_const_)(const PipelineState<Host>&);
  AnyArray<PipelineState<Device>> (*of_device_)(PipelineState<Device>&);
  AnyArray<const PipelineState<Device>> (*of_const_device_)(const PipelineState<Device>&);
};

/// What distinguishes an array from most others.
struct ArrayTraits {
  bool is_result = false;       // pictures or result files need it; the others are for traces
  bool needs_truth = false;     // it exists only if ground truth was given
  bool for_traces = false;      // its step keeps it only for a trace
  bool channels_first = false;  // (C, H, W) in a trace, (H, W, C) in memory
  bool is_extra = false;        // only in a trace of --dump-all
};

/// One array of a trace.
struct ArrayRow {
  std::string name;  // "2_proposals/boxes"
  std::string
      axes;  // "R 4": letters of docs/notation.md; lower-case ones may differ from array to array
  std::string unit;             // "px"
  std::string meaning;          // "proposals, best first"
  std::optional<Step> made_by;  // nothing: an input
  Member member;                // where the state of a run keeps it
  ArrayTraits traits = {};
};

/// All arrays that a trace can hold, in the order of a run. A new array is one row here, one member
/// of the state, and one test.
const std::vector<ArrayRow>& array_table();

/// The row called `name`, or nullptr.
const ArrayRow* find_array(const std::string& name);

}  // namespace mrcnn
