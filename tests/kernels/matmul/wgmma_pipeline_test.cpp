// SPDX-License-Identifier: Apache-2.0
// The barrier protocol of the sm_90a GEMM, played on a CPU: producers, consumer warps and copies in
// flight of a whole cluster, in thousands of random orders, with the arrival counts, byte counts,
// stages and phases that the kernel uses. No order may end in a standstill, in a stage overwritten
// while it is read, or in a warp that reads another tile than it should. Wrong counts must be
// found.
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <string>
#include <vector>

#include "kernels/matmul/wgmma_layout.h"

namespace fleetmark::matmul {
namespace {

// mbarrier of the PTX ISA: a phase completes when no arrival and no byte is pending.
struct Barrier {
  std::int64_t arrivals = 0;  // per phase
  std::int64_t pending = 0;
  std::int64_t bytes = 0;
  std::uint32_t parity = 0;  // of the phase under way

  void init(std::uint32_t count) { arrivals = pending = count; }
  void arrive() {
    --pending;
    turn();
  }
  void expect_and_arrive(std::uint32_t more) {
    bytes += more;
    arrive();
  }
  void complete_bytes(std::uint32_t done) {
    bytes -= done;
    turn();
  }
  [[nodiscard]] bool is_done(std::uint32_t phase_parity) const { return phase_parity != parity; }

 private:
  void turn() {
    if (pending != 0 || bytes != 0) return;
    pending = arrivals;
    parity ^= 1U;
  }
};

struct Protocol {
  int cluster = 1;
  int stages = 4;
  int tiles = 3;
  int k_blocks = 5;
  std::uint32_t full_count = full_arrivals();
  std::uint32_t empty_count = 0;
  std::uint32_t bytes_expected = 0;
  bool is_promoted = false;
};

constexpr std::uint32_t kBytesOfA = 100;
constexpr std::uint32_t kBytesOfB = 60;  // of the whole tile; each block of a cluster sends a share

Protocol right_protocol(int cluster, int stages, bool is_promoted) {
  Protocol p;
  p.cluster = cluster;
  p.stages = stages;
  p.empty_count = empty_arrivals(cluster);
  p.bytes_expected = kBytesOfA + kBytesOfB;
  p.is_promoted = is_promoted;
  return p;
}

struct Stage {
  Barrier full, empty;
  std::int64_t a = -1;                 // which step's tile of A lies here
  std::vector<std::int64_t> b_shares;  // and each share of B
};

struct Warp {
  PipelineCursor cursor;
  std::int64_t step = 0;      // over all tiles: tile * k_blocks + k_block
  std::int64_t released = 0;  // steps whose stage it has given back
};

struct Copy {
  int to_block, stage, share;  // share -1: A
  std::int64_t step;
  std::uint32_t bytes;
};

class Cluster {
 public:
  explicit Cluster(const Protocol& protocol) : p_(protocol) {
    for (int block = 0; block < p_.cluster; ++block) {
      Block& added = blocks_.emplace_back();
      added.stages.resize(static_cast<std::size_t>(p_.stages));
      added.warps.resize(kConsumerWarps);
      for (auto& stage : added.stages) {
        stage.full.init(p_.full_count);
        stage.empty.init(p_.empty_count);
        stage.b_shares.assign(static_cast<std::size_t>(p_.cluster), -1);
      }
    }
  }

  // Empty when everything was computed rightly, else what went wrong.
  std::string play(unsigned seed) {
    std::mt19937 random(seed);
    const int actors = p_.cluster * (1 + kConsumerWarps) + 1;
    for (int idle = 0; fault_.empty() && !is_finished();) {
      const int start = static_cast<int>(random() % static_cast<unsigned>(actors));
      bool has_moved = false;
      // A random actor; if it cannot move, the next, so that a full round without a move is a
      // standstill.
      for (int i = 0; i < actors && !has_moved; ++i) has_moved = move((start + i) % actors, random);
      idle = has_moved ? 0 : idle + 1;
      if (idle > 0) return "standstill";
    }
    return fault_;
  }

 private:
  struct Block {
    std::vector<Stage> stages;
    std::vector<Warp> warps;
    PipelineCursor producer;
    std::int64_t produced = 0;
  };

  [[nodiscard]] std::int64_t steps() const {
    return static_cast<std::int64_t>(p_.tiles) * p_.k_blocks;
  }
  [[nodiscard]] bool is_finished() const {
    for (const auto& block : blocks_) {
      for (const auto& warp : block.warps) {
        if (warp.released < steps()) return false;
      }
    }
    return true;
  }

  bool move(int actor, std::mt19937& random) {
    if (actor == 0) return deliver(random);
    const int block = (actor - 1) / (1 + kConsumerWarps);
    const int role = (actor - 1) % (1 + kConsumerWarps);
    return role == 0 ? produce(block)
                     : consume(blocks_[static_cast<std::size_t>(block)],
                               static_cast<std::size_t>(role - 1));
  }

  bool produce(int rank) {
    Block& block = blocks_[static_cast<std::size_t>(rank)];
    if (block.produced == steps()) return false;
    Stage& stage = block.stages[static_cast<std::size_t>(block.producer.stage)];
    if (!stage.empty.is_done(block.producer.empty_parity())) return false;
    stage.full.expect_and_arrive(p_.bytes_expected);
    const int at = block.producer.stage;
    flying_.push_back({rank, at, -1, block.produced, kBytesOfA});
    for (int to = 0; to < p_.cluster; ++to) {
      flying_.push_back(
          {to, at, rank, block.produced, kBytesOfB / static_cast<std::uint32_t>(p_.cluster)});
    }
    ++block.produced;
    block.producer.advance(p_.stages);
    return true;
  }

  // Copies land in any order.
  bool deliver(std::mt19937& random) {
    if (flying_.empty()) return false;
    const std::size_t pick = random() % flying_.size();
    const Copy copy = flying_[pick];
    flying_.erase(flying_.begin() + static_cast<std::ptrdiff_t>(pick));
    Block& block = blocks_[static_cast<std::size_t>(copy.to_block)];
    Stage& stage = block.stages[static_cast<std::size_t>(copy.stage)];
    for (const auto& warp : block.warps) {
      if (warp.released <= copy.step - p_.stages) fault_ = "a stage is overwritten while in use";
    }
    if (copy.share < 0) {
      stage.a = copy.step;
    } else {
      stage.b_shares[static_cast<std::size_t>(copy.share)] = copy.step;
    }
    stage.full.complete_bytes(copy.bytes);
    return true;
  }

  // One turn of the consumer's loop: wait, multiply, give back what is no longer read.
  bool consume(Block& block, std::size_t index) {
    Warp& warp = block.warps[index];
    if (warp.step == steps()) return false;
    Stage& stage = block.stages[static_cast<std::size_t>(warp.cursor.stage)];
    if (!stage.full.is_done(warp.cursor.full_parity())) return false;
    bool is_right = stage.a == warp.step;
    for (const auto share : stage.b_shares) is_right = is_right && share == warp.step;
    if (!is_right) fault_ = "a warp reads a tile that is not its own";
    const std::int64_t k_block = warp.step % p_.k_blocks;
    ++warp.step;
    warp.cursor.advance(p_.stages);
    const bool is_last = k_block == p_.k_blocks - 1;
    if (!p_.is_promoted && k_block > 0) release(warp);  // the previous one: one group in flight
    if (p_.is_promoted || is_last) release(warp);
    return true;
  }

  void release(Warp& warp) {
    const auto stage = static_cast<std::size_t>(warp.released % p_.stages);
    ++warp.released;
    for (auto& block : blocks_) block.stages[stage].empty.arrive();
  }

  Protocol p_;
  std::vector<Block> blocks_;
  std::deque<Copy> flying_;
  std::string fault_;
};

std::string first_fault(const Protocol& protocol, unsigned orders) {
  for (unsigned seed = 1; seed <= orders; ++seed) {
    const std::string fault = Cluster(protocol).play(seed);
    if (!fault.empty()) return fault;
  }
  return "";
}

TEST(WgmmaPipeline, no_order_of_events_breaks_it) {
  for (const int cluster : {1, 2}) {
    for (const int tile_n : {64, 128, 256}) {
      for (const bool is_promoted : {false, true}) {
        for (const int k_blocks : {1, 2, 4, 7, 13}) {
          Protocol p = right_protocol(cluster, wgmma_stages(tile_n), is_promoted);
          p.k_blocks = k_blocks;
          EXPECT_EQ(first_fault(p, 25), "")
              << "cluster " << cluster << " width " << tile_n << " k " << k_blocks;
        }
      }
    }
  }
}

TEST(WgmmaPipeline, the_fewest_stages_suffice_as_well) {
  for (const int cluster : {1, 2}) {
    EXPECT_EQ(first_fault(right_protocol(cluster, 2, false), 100), "");
    EXPECT_EQ(first_fault(right_protocol(cluster, 1, true), 100), "");
  }
  // With one group of multiplications in flight a single stage can never be given back in time.
  EXPECT_EQ(first_fault(right_protocol(1, 1, false), 5), "standstill");
}

TEST(WgmmaPipeline, consumers_of_the_peer_must_be_waited_for) {
  Protocol p = right_protocol(2, 4, false);
  p.empty_count = empty_arrivals(1);
  EXPECT_NE(first_fault(p, 50), "");
}

TEST(WgmmaPipeline, one_warp_per_group_is_not_enough) {
  Protocol p = right_protocol(1, 4, false);
  p.empty_count = kConsumerGroups;
  EXPECT_NE(first_fault(p, 50), "");
}

TEST(WgmmaPipeline, bytes_that_never_come_stop_it) {
  Protocol p = right_protocol(2, 4, false);
  p.bytes_expected += 1;
  EXPECT_EQ(first_fault(p, 1), "standstill");
  p.bytes_expected = kBytesOfA;  // the peer's share forgotten
  EXPECT_NE(first_fault(p, 50), "");
}

}  // namespace
}  // namespace fleetmark::matmul
