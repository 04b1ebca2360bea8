#pragma once
#include <filesystem>

#include "stages/program/evaluate/detection_errors.hpp"
#include "stages/program/evaluate/evaluation.hpp"

namespace mrcnn {

/// Draws FOLDER/accuracy_bbox.png (precision over recall at IoU 0.5 and AP by size of each class,
/// or accuracy_segm.png). A build with MRCNN_MINIMAL draws nothing.
void draw_accuracy(const std::filesystem::path& folder, const Evaluation& evaluation);

/// Draws FOLDER/errors.png: the kinds of error, the confusion matrix, histograms of score and IoU.
void draw_errors(const std::filesystem::path& folder, const DetectionErrors& errors,
                 const EvaluationSet& set);

}  // namespace mrcnn
