#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/io/known_files.hpp"

namespace mrcnn {
namespace {

using namespace std::string_literals;

std::string kind_of(const std::string& bytes, FileUse use = FileUse::model) {
  const auto known = known_file(std::as_bytes(std::span(bytes)), use);
  return known ? known->kind : "";
}

TEST(KnownFile, FirstBytesTellWhatItIs) {
  EXPECT_EQ(kind_of("\x89HDF\r\n\x1a\n"s + "\0\0"s), "hdf5");
  EXPECT_EQ(kind_of("PK\x03\x04"s + "..... archive/data.pkl"), "zip");
  EXPECT_EQ(kind_of("PK\x03\x04"s + "..... model.weights.h5"), "keras archive");
  EXPECT_EQ(kind_of("PK\x03\x04"s + "..... arr_0.npy"), "numpy archive");
  EXPECT_EQ(kind_of("\x80\x04\x95..joblib.numpy_pickle"s), "joblib");
  EXPECT_EQ(kind_of("\x80\x02\x8a\x0a"s), "pickle");
  EXPECT_EQ(kind_of("\x80\x04\x95"s), "pickle");
  EXPECT_EQ(kind_of("(dp0\nVa\np1\n"), "old pickle");
  EXPECT_EQ(kind_of("}q\0(X"s), "old pickle");
  EXPECT_EQ(kind_of("version https://git-lfs.github.com/spec/v1\noid sha256:ab"), "git lfs");
  EXPECT_EQ(kind_of("<!DOCTYPE html><html>"), "web page");
  EXPECT_EQ(kind_of("\xEF\xBB\xBF\n  <html>"), "web page");
  EXPECT_EQ(kind_of(R"({"metadata": {}, "weight_map": {"a": "b"}})"), "index");
  EXPECT_EQ(kind_of(R"({"images": []})"), "json");
  EXPECT_EQ(kind_of("\x1f\x8b\x08"s), "gzip");
  EXPECT_EQ(kind_of("\x89PNG\r\n"s), "image");
  EXPECT_EQ(kind_of(std::string(257, 'x') + "ustar"), "tar");
}

// The length of a header may have the bytes of any other beginning.
TEST(KnownFile, ASafetensorsFileIsNotMistaken) {
  EXPECT_EQ(kind_of("\x80\x02\0\0\0\0\0\0{\"a\""s), "");
  EXPECT_EQ(kind_of("<\0\0\0\0\0\0\0{\"a\""s), "");
  EXPECT_EQ(kind_of("{\0\0\0\0\0\0\0{\"weight_map\""s), "");
  EXPECT_EQ(kind_of(""), "");
  EXPECT_EQ(kind_of("PK"), "");
}

TEST(KnownFile, TheMessageNamesTheFileAndEndsWithACommand) {
  const std::string bytes = "\x89HDF\r\n\x1a\n";
  EXPECT_EQ(
      known_file(std::as_bytes(std::span(bytes)))->message("a.h5"),
      "a.h5: is an HDF5 file, as Keras writes weights; convert it: mrcnn model convert a.h5 -o "
      "MODEL.safetensors");
}

TEST(KnownFile, TheHelpDependsOnWhatTheFileWasGivenAs) {
  const std::string bytes = "PK\x03\x04..... archive/data.pkl";
  const auto help = [&](FileUse use) {
    return known_file(std::as_bytes(std::span(bytes)), use)->help_for("f");
  };
  EXPECT_EQ(help(FileUse::model), "convert it: mrcnn model convert f -o MODEL.safetensors");
  EXPECT_EQ(help(FileUse::image), "give a model with --model: mrcnn run IMAGE --model f");
  EXPECT_EQ(help(FileUse::truth), "unpack it: unzip f");
}

TEST(KnownFile, AnArrayOfPythonObjectsMayHoldWeights) {
  const auto message = [](const std::string& type) {
    const std::string bytes = "\x93NUMPY\x01\0v\0{'descr': '"s + type + "', ";
    return known_file(std::as_bytes(std::span(bytes)))->message("w.npy");
  };
  EXPECT_EQ(message("|O"),
            "w.npy: is a NumPy array of Python objects; write what is in it as a pickle: python3 "
            "-c \"import numpy, pickle; pickle.dump(numpy.load('w.npy', "
            "allow_pickle=True).tolist(), open('weights.pkl', 'wb'))\", then: mrcnn model convert "
            "weights.pkl -o MODEL.safetensors");
  EXPECT_NE(message("<f4").find("is one NumPy array, not weights"), std::string::npos);
}

TEST(KnownFile, ARowWithoutAUseIsNotLookedAt) {
  EXPECT_EQ(kind_of("GIF89a"), "");
  EXPECT_EQ(kind_of("GIF89a", FileUse::image), "image");
  EXPECT_EQ(kind_of(R"({"images": []})", FileUse::truth), "") << "which JSON has";
  EXPECT_EQ(kind_of("\x10\0\0\0\0\0\0\0{"s, FileUse::truth), "safetensors");
}

// A wrong name in the table would show only with such a file.
TEST(KnownFile, EveryHelpOfTheTableExists) {
  const nlohmann::json& table = known_files_table();
  for (const auto& row : table.at("files")) {
    for (const char* use : {"model", "image", "truth"}) {
      if (row.contains(use)) {
        const nlohmann::json& says = row.at(use);
        EXPECT_NO_THROW(known_help(says.is_array() ? says[1] : says)) << row;
      }
    }
  }
  for (const char* rows : {"networks", "keras"}) {
    for (const auto& row : table.at(rows)) {
      EXPECT_NO_THROW(known_help(row.at("do"))) << row;
    }
  }
}

}  // namespace
}  // namespace mrcnn
