// SPDX-License-Identifier: Apache-2.0
// The transfer family: data that crosses a link between host and device or between two devices.
//
//   host_to_device  device_to_host  host_both   n f32 elements one way, or n each way at once
//   peer            peer_both                   between this device and the one `offset` places on
//
// Bytes are those that cross the link, counted once and entered as read: not the reading on one
// side plus the writing on the other. Both ways at once counts both.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> transfer_specs();

namespace transfer {

enum class Link { kHostToDevice, kDeviceToHost, kHostBoth, kPeer, kPeerBoth };

struct LinkRow {
  Link link;
  std::string_view id;
  int directions;  // outputs of n elements each; output d holds operand d
  bool is_peer;
};
inline constexpr std::array<LinkRow, 5> kLinks{{
    {Link::kHostToDevice, "transfer.host_to_device", 1, false},
    {Link::kDeviceToHost, "transfer.device_to_host", 1, false},
    {Link::kHostBoth, "transfer.host_both", 2, false},
    {Link::kPeer, "transfer.peer", 1, true},
    {Link::kPeerBoth, "transfer.peer_both", 2, true},
}};
const LinkRow& link_row(std::string_view id);

}  // namespace transfer
}  // namespace fleetmark
