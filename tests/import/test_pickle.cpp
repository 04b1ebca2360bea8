#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/import/torch/pickle.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using namespace std::string_view_literals;
using Kind = PickleValue::Kind;

Pickle read(std::string_view text) {
  return read_pickle(std::as_bytes(std::span(text)), "a.pkl");
}

PickleValue root(std::string_view text) {
  const Pickle pickle = read(text);
  return pickle.at(pickle.root);
}

TEST(Pickle, NumbersOfEveryKindAreRead) {
  EXPECT_EQ(root("K\x07."sv).integer, 7);
  EXPECT_EQ(root("M\x01\x02."sv).integer, 0x0201);
  EXPECT_EQ(root("J\xFE\xFF\xFF\xFF."sv).integer, -2);
  EXPECT_EQ(root("I-12\n."sv).integer, -12);
  EXPECT_EQ(root("L12L\n."sv).integer, 12);
  EXPECT_EQ(root("\x8A\x02\x00\xFF."sv).integer, -256);
  EXPECT_EQ(root("G\x3F\xF8\x00\x00\x00\x00\x00\x00."sv).real, 1.5);
  EXPECT_EQ(root("F1.5\n."sv).real, 1.5);
  EXPECT_EQ(root("\x88."sv).integer, 1);
  EXPECT_EQ(root("N."sv).kind, Kind::none);
}

TEST(Pickle, ANumberOfMoreThan64BitsKeepsItsBytes) {
  const PickleValue value = root(
      "\x8A\x09"
      "abcdefghi."sv);
  EXPECT_EQ(value.kind, Kind::integer);
  EXPECT_EQ(value.text, "abcdefghi");
}

TEST(Pickle, ADictionaryHoldsItsEntriesInOrder) {
  const Pickle pickle = read(
      "}(U\x01"
      "aK\x01U\x01"
      "bK\x02u."sv);
  const PickleValue& dictionary = pickle.at(pickle.root);
  ASSERT_EQ(dictionary.entries.size(), 2U);
  EXPECT_EQ(pickle.find(dictionary, "a")->integer, 1);
  EXPECT_EQ(pickle.find(dictionary, "b")->integer, 2);
  EXPECT_EQ(pickle.find(dictionary, "c"), nullptr);
}

TEST(Pickle, TuplesAndListsHoldTheirItems) {
  EXPECT_EQ(root("K\x01K\x02\x86."sv).items.size(), 2U);
  EXPECT_EQ(root("](K\x01K\x02K\x03"
                 "e."sv)
                .items.size(),
            3U);
  EXPECT_EQ(root("]K\x01"
                 "a."sv)
                .items.size(),
            1U);
}

TEST(Pickle, ACallIsDescribedAndNotMade) {
  const Pickle pickle = read("cos\nsystem\nU\x04true\x85R."sv);
  const PickleValue& object = pickle.at(pickle.root);
  EXPECT_EQ(object.kind, Kind::object);
  EXPECT_EQ(pickle.global_name(object.callable), "os system");
  EXPECT_EQ(pickle.at(pickle.at(object.arguments).items.at(0)).text, "true");
}

TEST(Pickle, AValueStoredOnceIsReadTwice) {
  const Pickle pickle = read(
      "]q\x00"
      "0h\x00h\x00\x86."sv);
  const auto& items = pickle.at(pickle.root).items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0], items[1]);
}

TEST(Pickle, AListThatHoldsItselfIsRead) {
  const Pickle pickle = read(
      "]q\x00h\x00"
      "a."sv);
  EXPECT_EQ(pickle.at(pickle.root).items.at(0), pickle.root);
}

TEST(Pickle, WhatFollowsTheEndIsNotRead) {
  EXPECT_EQ(read("K\x07.rest"sv).size, 3U);
}

TEST(Pickle, DamageIsOneLineWithTheByte) {
  const auto message = [](std::string_view text) {
    return message_of<InputError>([&] { read(text); });
  };
  EXPECT_EQ(message(""), "a.pkl: is not a readable pickle: it is cut short, at byte 0");
  EXPECT_EQ(message("X\xFF\xFF\xFF\x7F"
                    "a"sv),
            "a.pkl: is not a readable pickle: it is cut short, at byte 5");
  EXPECT_EQ(message("."sv), "a.pkl: is not a readable pickle: its stack is empty, at byte 1");
  EXPECT_EQ(
      message("h\x05."sv),
      "a.pkl: is not a readable pickle: it refers to a value that it did not store, at byte 2");
  EXPECT_EQ(message("NK\x01"
                    "a."sv),
            "a.pkl: is not a readable pickle: it adds to nothing, at byte 4");
  EXPECT_EQ(message("\x80\x09."sv),
            "a.pkl: is not a readable pickle: its protocol is newer than 5, at byte 2");
  EXPECT_EQ(message("\xF0."sv),
            "a.pkl: is not a readable pickle: it has an instruction with code 240, at byte 1");
}

}  // namespace
}  // namespace mrcnn
