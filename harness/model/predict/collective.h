// SPDX-License-Identifier: Apache-2.0
// Seconds that a collective operation takes, in the alpha-beta model: a step costs the latency of
// the link plus its bytes over the bandwidth, and every device sends and receives at once. Left
// out: congestion, reduction inside the switch, and the arithmetic of a reduction.
//
// Sources: Thakur, Rabenseifner, Gropp, "Optimization of Collective Communication Operations in
// MPICH", IJHPCA 19(1), 2005 (ring, direct exchange); Chan, Heimlich, Purkayastha, van de Geijn,
// "Collective communication: theory, practice, and experience", CCPE 19(13), 2007 (lower bounds;
// an all-reduce as reduce-scatter and all-gather); DeepSeek-V3 technical report, arXiv:2412.19437,
// 2.1.2 and 3.2.2 (experts of few servers, a token sent once to each), and its library DeepEP
// (forwarding inside a server beside the network; direct sends for few tokens).
#pragma once

#include <cstdint>
#include <optional>

#include "harness/model/known.h"

namespace fleetmark::model {

// What one device sends in one direction, as reached and not as on the data sheet.
struct Link {
  double bytes_per_s = 0;  // > 0
  double latency_s = 0;    // of one step, >= 0
};

// n devices and D bytes; what D counts is said at each operation. A single device takes 0 s.
struct Exchange {
  std::int64_t devices = 1;  // >= 1
  double bytes = 0;          // >= 0
};

// D: the vector that every device holds before and after.
// Ring: 2 (n-1) alpha + 2 (n-1)/n D/B. One-shot, everybody sends all to all: alpha + (n-1) D/B.
double ring_all_reduce_s(const Exchange& exchange, const Link& link);
double one_shot_all_reduce_s(const Exchange& exchange, const Link& link);
double all_reduce_s(const Exchange& exchange, const Link& link);  // the cheaper of the two

// D: the whole vector, of which every device holds 1/n before (gather) or after (reduce-scatter).
// Ring, half of an all-reduce: (n-1) alpha + (n-1)/n D/B. One-shot, each part straight to its
// place: alpha + (n-1)/n D/B. The bytes are the same, so that the ring is never the cheaper one:
// it is for links without a direct path between any two devices.
double ring_all_gather_s(const Exchange& exchange, const Link& link);
double one_shot_all_gather_s(const Exchange& exchange, const Link& link);
double all_gather_s(const Exchange& exchange, const Link& link);
double reduce_scatter_s(const Exchange& exchange, const Link& link);

// D: what each device holds, 1/n of it for each device, sent straight there and all at once, as the
// kernels of expert parallelism do: alpha + (n-1)/n D/B.
double all_to_all_s(const Exchange& exchange, const Link& link);

// alpha + D/B.
double point_to_point_s(double bytes, const Link& link);

// Domains of equal size: n = domains x devices_per_domain.
struct Levels {
  std::int64_t domains = 1;
  std::int64_t devices_per_domain = 1;
  Link inside, outside;
};

// D as in all_reduce_s. Reduce-scatter inside a domain, all-reduce of the shard D/d across domains,
// all-gather inside. Inside, rings: with the one-shot forms two domains could come out cheaper
// than one, whose all-reduce is offered no such form.
double hierarchical_all_reduce_s(double bytes, const Levels& levels);

// D as in all_gather_s: the shards of a rail are gathered across domains, then all inside. The
// reduce-scatter is the same backwards and takes as long.
double hierarchical_all_gather_s(double bytes, const Levels& levels);

// Where the copies of a token go: to `choices` experts, evenly over all of them or over
// `chosen_groups` of `groups` equal groups, which lie beside each other.
struct Routing {
  double choices = 1;        // >= 1
  double groups = 1;         // >= 1
  double chosen_groups = 1;  // 1 .. groups
  // One copy crosses to each domain that holds an expert of the token and is forwarded there;
  // otherwise each expert gets its own.
  bool once_per_domain = false;
};

// Of `domains` that share the experts evenly, those expected to hold one of a token's.
double domains_reached(const Routing& routing, std::int64_t domains);

// D as in all_to_all_s, a copy for each choice. Inside, each copy goes to its device while the
// network delivers, so that the slower of the two is the time.
double routed_all_to_all_s(double bytes, const Levels& levels, const Routing& routing);

struct Topology {
  Link inside;                  // a scale-up domain
  std::optional<Link> outside;  // between domains; absent where nobody published it
  std::int64_t domain = 1;      // devices, >= 1
};

// Flat inside one domain, in two levels beyond it, spread evenly over as few domains as hold n
// (the fullest counts). Unknown names link.scale_out_per_direction where n exceeds the domain and
// there is no link outside.
Known<double> all_reduce_s(const Exchange& exchange, const Topology& topology);
Known<double> all_gather_s(const Exchange& exchange, const Topology& topology);
Known<double> reduce_scatter_s(const Exchange& exchange, const Topology& topology);
Known<double> all_to_all_s(const Exchange& exchange, const Topology& topology,
                           const Routing& routing);

}  // namespace fleetmark::model
