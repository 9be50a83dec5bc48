// SPDX-License-Identifier: Apache-2.0
// The checks of a profile by topic: origin, figures that belong together, links and money. Each
// refuses at least two planted errors.
#include "harness/io/device_profile_checks.h"

#include "tests/harness/io/planted_profile.h"

namespace fleetmark::io {
namespace {

using namespace planted;

TEST(DeviceProfileChecks, a_figure_needs_a_date_and_an_address_that_can_be_followed) {
  expect_each_refused({
      {"sheet without an address", [](json& d) { d["sources"]["mle"]["url"] = nullptr; },
       "from source 'mle', which has no address to follow; allowed: kind 'estimate' with a "
       "'reason'"},
      {"measurement without an address",
       [](json& d) { d["sources"]["azure-bench"]["url"] = nullptr; },
       "found kind 'measured' from source 'azure-bench', which has no address to follow"},
      {"estimate without an address or a reason",
       [](json& d) { d["prices"][0]["low"].erase("reason"); }, "prices.0.low: found "},
      {"address of no page", [](json& d) { d["sources"]["mle"]["url"] = "the vendor's page"; },
       "sources.mle.url: found 'the vendor's page'; allowed: an http:// or https:// address"},
      {"address of a file", [](json& d) { d["sources"]["epoch"]["url"] = "file:///sheet.pdf"; },
       "sources.epoch.url: found 'file:///sheet.pdf'"},
      {"no date anywhere", [](json& d) { d["sources"]["mle"]["date"] = nullptr; },
       "has no date and neither has its source 'mle'; give one of them a date"},
      {"no date for another source", [](json& d) { d["sources"]["epoch"]["date"] = nullptr; },
       "has no date and neither has its source 'epoch'"},
      {"a source from the future", [](json& d) { d["sources"]["mle"]["date"] = "2027-01"; },
       "sources.mle.date: found the date '2027-01', which lies ahead"},
      {"zero for unknown", [](json& d) { d["power"]["tdp"]["value"] = 0; },
       "power.tdp.value: found 0; allowed: a number above 0; write null"},
      {"minus for unknown", [](json& d) { d["memory"]["capacity"]["value"] = -1; },
       "memory.capacity.value: found -1; allowed: a number above 0"},
  });
}

TEST(DeviceProfileChecks, figures_that_belong_together_have_a_natural_quotient) {
  expect_each_refused({
      {"seconds to read the memory once", [](json& d) { d["memory"]["capacity"]["value"] = 9.5; },
       "memory.capacity: found 9.5 GB beside memory.bandwidth of 4800 GB/s"},
      {"a memory too slow for its size",
       [](json& d) {
         d["memory"]["bandwidth"]["value"] = 200;
         d["memory"]["capacity"]["value"] = 500;
         d["measured"] = json::array();
         d["utilisation"] = json::array();
       },
       "memory.capacity: found 500 GB beside memory.bandwidth of 200 GB/s"},
      {"operations for each byte",
       [](json& d) {
         d["memory"]["bandwidth"]["value"] = 250;
         d["memory"]["capacity"]["value"] = 141;
         d["measured"] = json::array();
         d["utilisation"] = json::array();
       },
       "peak_dense.bf16_matrix: found 989.5 TFLOPS beside memory.bandwidth of 250 GB/s"},
  });
}

TEST(DeviceProfileChecks, a_link_rate_of_both_directions_or_in_bits_is_refused) {
  expect_each_refused({
      {"both directions", [](json& d) { d["link"]["bandwidth_per_direction"]["value"] = 900; },
       "link.bandwidth_per_direction: found 900 GB/s; allowed: at most 450 GB/s in one direction "
       "of NVLink 4; is it the figure for both directions?"},
      {"both directions of an older link",
       [](json& d) {
         d["link"]["type"]["value"] = "NVLink 3 / NVSwitch";
         d["link"]["bandwidth_per_direction"]["value"] = 600;
       },
       "found 600 GB/s; allowed: at most 300 GB/s in one direction of NVLink 3"},
      {"one peer above all links",
       [](json& d) {
         d["link"]["per_peer_per_direction"] = d["link"]["bandwidth_per_direction"];
         d["link"]["per_peer_per_direction"]["value"] = 600;
       },
       "link.per_peer_per_direction: found 600 GB/s; allowed: at most the 450 GB/s"},
      {"one peer at both directions of all links",
       [](json& d) {
         d["link"]["per_peer_per_direction"] = d["link"]["bandwidth_per_direction"];
         d["link"]["per_peer_per_direction"]["value"] = 900;
       },
       "link.per_peer_per_direction: found 900 GB/s"},
      {"a rate without a link", [](json& d) { d["link"]["type"]["value"] = "none: PCIe card"; },
       "found 450 GB/s on a link of type 'none: PCIe card'; allowed: null"},
      {"a rate without a named link", [](json& d) { d["link"]["type"]["value"] = "none"; },
       "found 450 GB/s on a link of type 'none'; allowed: null"},
      {"a peer where there is one device",
       [](json& d) {
         d["link"]["scale_up_domain"]["value"] = 1;
         d["link"]["bandwidth_per_direction"]["value"] = 64;
       },
       "found 64 GB/s in a scale-up domain of one device"},
      {"a rate in a domain of one", [](json& d) { d["link"]["scale_up_domain"]["value"] = 1; },
       "found 450 GB/s in a scale-up domain of one device"},
      {"network in bits",
       [](json& d) {
         d["link"]["scale_out_per_direction"] = d["link"]["bandwidth_per_direction"];
         d["link"]["scale_out_per_direction"]["value"] = 400;
       },
       "link.scale_out_per_direction: found 400 GB/s; allowed: 100 MB/s to 220 GB/s; is it in "
       "bits"},
      {"a network of 800 Gbit/s in bits",
       [](json& d) {
         d["link"]["scale_out_per_direction"] = d["link"]["bandwidth_per_direction"];
         d["link"]["scale_out_per_direction"]["value"] = 800;
       },
       "link.scale_out_per_direction: found 800 GB/s; allowed: 100 MB/s to 220 GB/s"},
      {"TB for GB of a link",
       [](json& d) { d["link"]["bandwidth_per_direction"]["unit"] = "TB/s"; },
       "link.bandwidth_per_direction: found 450 TB/s; allowed: 1 GB/s to 5 TB/s"},
      {"MB for GB of a link",
       [](json& d) { d["link"]["bandwidth_per_direction"]["unit"] = "MB/s"; },
       "link.bandwidth_per_direction: found 450 MB/s; allowed: 1 GB/s to 5 TB/s"},
      {"a domain of none", [](json& d) { d["link"]["scale_up_domain"]["value"] = 0.5; },
       "link.scale_up_domain: found 0.5 devices; allowed: 1 to 100000 devices"},
      {"a domain of a million", [](json& d) { d["link"]["scale_up_domain"]["value"] = 1000000; },
       "link.scale_up_domain: found 1000000 devices; allowed: 1 to 100000 devices"},
      {"measured both ways above twice one",
       [](json& d) {
         d["measured"] = json::array({{{"metric", "link_both_directions"},
                                       {"what", "copy engines"},
                                       {"value", 1800},
                                       {"unit", "GB/s"},
                                       {"kind", "measured"},
                                       {"source", "mle-net"}}});
       },
       "measured.0: found 1800 GB/s, 2 of twice link.bandwidth_per_direction of 450 GB/s; "
       "allowed: at most 1.15"},
  });
}

TEST(DeviceProfileChecks, prices_must_ascend) {
  expect_each_refused({
      {"low above typical", [](json& d) { d["prices"][0]["low"]["value"] = 36000; },
       "prices.0: found 36000 USD before 35000 USD; allowed: low <= typical <= high"},
      {"high below typical", [](json& d) { d["leases"][0]["high"]["value"] = 3; },
       "leases.0: found 3.5 USD/device-hour before 3 USD/device-hour; allowed: low <= typical"},
      {"low above high without a typical",
       [](json& d) {
         d["prices"][0]["typical"] = nullptr;
         d["prices"][0]["low"]["value"] = 45000;
       },
       "allowed: low <= typical <= high"},
  });
}

TEST(DeviceProfileChecks, money_out_of_scale_or_of_another_scope_is_refused) {
  expect_each_refused({
      {"price in thousands",
       [](json& d) {
         for (const char* key : {"low", "typical", "high"}) {
           d["prices"][0][key]["value"] = d["prices"][0][key]["value"].get<double>() / 1000;
         }
       },
       "prices.0.low: found 18.0 USD per card; allowed: 100 USD to 150000 USD; is it in thousands"},
      {"a server's price for a card", [](json& d) { d["prices"][0]["high"]["value"] = 280000; },
       "prices.0.high: found 280000 USD per card; allowed: 100 USD to 150000 USD"},
      {"lease per month", [](json& d) { d["leases"][0]["high"]["value"] = 2500; },
       "leases.0.high: found 2500 USD/device-hour per lease; allowed: 0.01 USD/device-hour to 200"},
      {"a card dearer than its server",
       [](json& d) {
         json card = d["prices"][0];
         json server = d["prices"][0];
         server["scope"] = "server_8";
         card["low"] = card["high"] = server["low"] = server["high"] = nullptr;
         server["typical"]["value"] = 20000;
         d["prices"] = json::array({card, server});
       },
       "prices.0: found 35000 USD per card beside a server of eight at 20000 USD"},
      {"a chip dearer than its server",
       [](json& d) {
         json chip = d["prices"][0];
         json server = d["prices"][0];
         chip["scope"] = "chip";
         server["scope"] = "server_8";
         server["low"] = server["typical"] = nullptr;
         server["high"]["value"] = 30000;
         d["prices"] = json::array({server, chip});
       },
       "prices.1: found 44000 USD per chip beside a server of eight at 30000 USD"},
      {"porting effort upside down",
       [](json& d) {
         const json figure = {{"value", 2},
                              {"unit", "person-month"},
                              {"kind", "estimate"},
                              {"source", "mle"},
                              {"note", "by its author"}};
         json high = figure;
         high["value"] = 1;
         d["software"]["porting"] = json::array(
             {{{"task", "training"}, {"low", figure}, {"high", high}, {"basis", "two persons"}}});
       },
       "software.porting.0: found 2 person-month before 1 person-month; allowed: low <= high"},
  });
}

}  // namespace
}  // namespace fleetmark::io
