// SPDX-License-Identifier: Apache-2.0
// Records of several process launches of one suite, made one: samples keep their launch, and the
// summary gains what a single launch cannot know, the spread between launches.
#pragma once

#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::measure {

// At least one record; cases are matched by problem and variant, in the order of the first record;
// blocks of a workload by their operators and what stood for them.
// A case that some launch skipped is kept with the launches that measured it, or skipped if none
// did; a failure in any launch is listed as well. Of more than 2,000 samples every k-th of each
// launch is kept. Windows are dropped: their times belong to one launch. A property is kept only
// where every launch had it (settled, converged, known energy: that of the first launch).
record::RunRecord merge_launches(const std::vector<record::RunRecord>& launches);

}  // namespace fleetmark::measure
