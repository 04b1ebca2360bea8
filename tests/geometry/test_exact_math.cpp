#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "common/geometry/exact_math.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr std::uint32_t kStep = 4093;  // a prime: about a million of the 2^32 bit patterns

/// Distance from the true value in units of float32's last place there; denormal results count in
/// units of 2^-149. NaN gives NaN.
long double units_off(float actual, long double truth) {
  int exponent = 0;
  std::frexp(truth, &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent - 24, -149));
  return std::fabs(static_cast<long double>(actual) - truth) / unit;
}

std::vector<float> softmax(const std::vector<float>& logits) {
  std::vector<float> probabilities(logits.size());
  exact_softmax(View<const float, 1>(logits.data(), logits.size()),
                View<float, 1>(probabilities.data(), probabilities.size()));
  return probabilities;
}

TEST(ExactExp, KnownValues) {
  EXPECT_EQ(exact_exp(0.0F), 1.0F);
  EXPECT_EQ(exact_exp(-0.0F), 1.0F);
  EXPECT_EQ(exact_exp(1.0F), 2.7182817F);
  EXPECT_EQ(exact_exp(-1.0F), 0.36787945F);
}

TEST(ExactExp, IsWithinOneUnitOfTheTruthForEveryKindOfArgument) {
  int rounded_wrongly = 0;
  int finite = 0;
  for (std::uint64_t bits = 0; bits <= 0xFFFFFFFFU; bits += kStep) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!(x < 88.722F)) {
      continue;
    }
    const long double truth = std::exp(static_cast<long double>(x));
    const float actual = exact_exp(x);
    ASSERT_LE(units_off(actual, truth), 1.0L) << "exp(" << x << ") = " << actual;
    rounded_wrongly += actual == static_cast<float>(truth) ? 0 : 1;
    ++finite;
  }
  EXPECT_GT(finite, 700'000);
  EXPECT_LT(rounded_wrongly, finite / 10'000);
}

TEST(ExactExp, InDoubleTheRelativeErrorIsBelowTenToTheMinus13) {
  Random random(4);
  for (int i = 0; i < 100'000; ++i) {
    const double x = 7e-7 * random.integer(-1'000'000'000, 1'000'000'000);
    const long double truth = std::exp(static_cast<long double>(x));
    ASSERT_LT(std::fabs(static_cast<long double>(exact_exp_double(x)) - truth), 1e-13L * truth)
        << x;
  }
}

TEST(ExactExp, DenormalResultsAreWithinOneUnitToo) {
  for (float x = -87.0F; x > -104.5F; x -= 0.001F) {
    const float actual = exact_exp(x);
    ASSERT_LE(units_off(actual, std::exp(static_cast<long double>(x))), 1.0L)
        << "exp(" << x << ") = " << actual;
  }
  EXPECT_EQ(exact_exp(-103.97F), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(exact_exp(-103.98F), 0.0F);  // less than half of the smallest denormal number
}

TEST(ExactExp, LimitsAndNaNAreDefined) {
  EXPECT_EQ(exact_exp(kInfinity), kInfinity);
  EXPECT_EQ(exact_exp(-kInfinity), 0.0F);
  EXPECT_EQ(exact_exp(3e38F), kInfinity);
  EXPECT_EQ(exact_exp(-3e38F), 0.0F);
  EXPECT_LT(exact_exp(88.72283F), kInfinity);  // ln of the largest float32 is 88.722839
  EXPECT_EQ(exact_exp(88.7229F), kInfinity);
  EXPECT_TRUE(std::isnan(exact_exp(kNaN)));
  EXPECT_TRUE(std::isnan(exact_exp(-kNaN)));
}

TEST(ExactSigmoid, KnownValuesAndEnds) {
  EXPECT_EQ(exact_sigmoid(0.0F), 0.5F);
  EXPECT_EQ(exact_sigmoid(1.0F), 0.7310586F);
  EXPECT_EQ(exact_sigmoid(-1.0F), 0.26894143F);
  EXPECT_EQ(exact_sigmoid(kInfinity), 1.0F);
  EXPECT_EQ(exact_sigmoid(-kInfinity), 0.0F);
  EXPECT_EQ(exact_sigmoid(3e38F), 1.0F);
  EXPECT_EQ(exact_sigmoid(-3e38F), 0.0F);
  EXPECT_TRUE(std::isnan(exact_sigmoid(kNaN)));
}

TEST(ExactSigmoid, IsWithinOneUlpOfTheExactValueAndNeverFalls) {
  float before = 0.0F;
  for (float x = -110.0F; x < 40.0F; x += 0.001F) {
    const float actual = exact_sigmoid(x);
    const long double truth = 1.0L / (1.0L + std::exp(-static_cast<long double>(x)));
    ASSERT_LE(units_off(actual, truth), 1.0L) << "sigmoid(" << x << ") = " << actual;
    ASSERT_GE(actual, before) << "at " << x;
    before = actual;
  }
  EXPECT_EQ(before, 1.0F);
}

TEST(ExactSigmoid, OppositeLogitsGiveComplementaryProbabilities) {
  for (float x = 0.0F; x < 20.0F; x += 0.01F) {
    const double sum =
        static_cast<double>(exact_sigmoid(x)) + static_cast<double>(exact_sigmoid(-x));
    ASSERT_NEAR(sum, 1.0, 6e-8) << "at " << x;  // two roundings of at most 2^-25 each
  }
}

TEST(ExactSoftmax, TwoAndThreeClassesByHand) {
  EXPECT_EQ(softmax({3.0F, 3.0F}), (std::vector<float>{0.5F, 0.5F}));
  EXPECT_EQ(softmax({7.0F}), (std::vector<float>{1.0F}));
  const float ln3 = 1.0986123F;
  const std::vector<float> quarters = softmax({0.0F, ln3});  // 1 : 3
  EXPECT_NEAR(quarters[0], 0.25F, 1e-7F);
  EXPECT_NEAR(quarters[1], 0.75F, 1e-7F);
}

TEST(ExactSoftmax, RowsSumToOne) {
  Random random(1);
  for (int row = 0; row < 200; ++row) {
    std::vector<float> logits(91);
    for (float& logit : logits) {
      logit = random.uniform(-20.0F, 20.0F);
    }
    const std::vector<float> p = softmax(logits);
    // 91 roundings, each at most 2^-25 of a probability below 1, add up to less than 2^-24
    EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 6e-8);
  }
}

TEST(ExactSoftmax, AddingAConstantToAllLogitsChangesNothing) {
  const std::vector<float> logits = {-1.5F, 0.25F, 3.0F, 2.875F};
  std::vector<float> shifted = logits;
  for (float& logit : shifted) {
    logit += 64.0F;  // exact: all are multiples of 1/8
  }
  EXPECT_EQ(softmax(logits), softmax(shifted));
}

TEST(ExactSoftmax, FarAwayLogitsGiveZeroAndOne) {
  EXPECT_EQ(softmax({1000.0F, -1000.0F}), (std::vector<float>{1.0F, 0.0F}));
  EXPECT_EQ(softmax({3e38F, -3e38F}), (std::vector<float>{1.0F, 0.0F}));
  EXPECT_EQ(softmax({0.0F, -kInfinity, 0.0F}), (std::vector<float>{0.5F, 0.0F, 0.5F}));
}

TEST(ExactSoftmax, OneNaNOrAnInfiniteLargestLogitMakesTheRowNaN) {
  for (const std::vector<float>& logits : {std::vector<float>{kNaN, 1.0F, 2.0F},
                                           {1.0F, 2.0F, kNaN},
                                           {1.0F, kInfinity, 2.0F},
                                           {-kInfinity, -kInfinity, -kInfinity}}) {
    for (const float p : softmax(logits)) {
      EXPECT_TRUE(std::isnan(p)) << p;
    }
  }
}

}  // namespace
}  // namespace mrcnn
