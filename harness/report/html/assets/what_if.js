// SPDX-License-Identifier: Apache-2.0
// The cost of a task on other terms: the same formula as harness/cost (ownership.cpp and
// cost_model.cpp), term by term under the same names. A test holds both against each other.
const fleetmarkWhatIf = (() => {
  const HOURS_PER_MONTH = 730;
  const HOURS_PER_YEAR = 12 * HOURS_PER_MONTH;

  const monthlyRate = (perYear, compounding) => compounding === 'nominal_monthly'
    ? perYear / 12 : Math.expm1(Math.log1p(perYear) / 12);

  const annuityPerHour = (rate, months, residualShare) => {
    if (rate === 0) return (1 - residualShare) / months / HOURS_PER_MONTH;
    const oneMinusDiscount = -Math.expm1(-months * Math.log1p(rate));
    return (1 - residualShare * (1 - oneMinusDiscount)) * rate / oneMinusDiscount / HOURS_PER_MONTH;
  };

  const priceOf = (t) => t.device_price * t.fx_from_factor * t.fx_to_factor;
  const provisionedKw = (t) => (t.device_w + t.host_and_network_w) / 1000;
  const drawnKw = (t, load) => provisionedKw(t) * t.draw_share_of_provisioned *
    (t.idle_share_of_draw + (1 - t.idle_share_of_draw) * load);
  const productiveShare = (t) => 1 - t.porting_person_months / t.porting_engineers / t.life_months;

  // Of a training job from how its devices fail (Young 1974), else the stated share.
  const goodputOf = (t) => {
    if (t.accelerator_mtbf_h === 0) return t.goodput;
    const mtbf = t.accelerator_mtbf_h * 3600 / t.job_devices;
    const interval = t.checkpoint_interval_s || Math.sqrt(2 * t.checkpoint_s * mtbf);
    const lost = t.checkpoint_s / interval + (interval / 2 + t.restart_s) / mtbf;
    return Math.max(0.01, 1 - lost);
  };

  const facilityPerHour = (t, rate) => {
    const kw = provisionedKw(t);
    if (t.facility === 'colocation') return kw * t.colocation_price / HOURS_PER_MONTH;
    const hall = kw * 1000 * t.owned_facility_price;
    return hall * annuityPerHour(rate, t.owned_facility_life_months, 0) +
      hall * t.owned_facility_opex_share_per_year / HOURS_PER_YEAR;
  };

  const purchasePerHour = (t, rate, sunk) => {
    const price = priceOf(t);
    const kept = annuityPerHour(rate, t.life_months, t.residual_share);
    const beside = t.host_and_network_price + t.storage_price;
    const landed = price * (1 + t.duty_share + t.freight_share);
    const vat = (landed + beside) * t.vat_share * (1 - t.vat_recoverable_share);
    const prepaid = t.prepayment_share * price;
    const blocked = t.blocked_delivery_probability;
    const atOnce = price * (t.duty_share + t.freight_share + t.spares_share + t.install_share) + vat +
      prepaid * Math.expm1(t.lead_months * Math.log1p(rate)) +
      prepaid * (1 - t.prepayment_recovery_share) * blocked / (1 - blocked);
    const yearly = (price + t.host_and_network_price) *
      (t.maintenance_share_per_year + t.insurance_share_per_year) / HOURS_PER_YEAR;
    return (price + beside) * kept + atOnce * sunk + yearly;
  };

  // Of a device for an hour in which it works.
  const costPerHour = (t) => {
    const rate = monthlyRate(t.cost_of_capital_per_year, t.compounding);
    const sunk = annuityPerHour(rate, t.life_months, 0);
    const fleet = t.fleet_devices;
    const always =
      t.porting_person_months * t.engineer_price / (fleet * t.life_months * HOURS_PER_MONTH) +
      (t.compliance_price_per_device + t.compliance_fixed_price / fleet) * sunk +
      t.software_licence_price / HOURS_PER_YEAR +
      t.engineer_price / t.devices_per_engineer / HOURS_PER_MONTH;
    if (t.tenure === 'rented') return always + t.rental_price * t.fx_from_factor * t.fx_to_factor;
    return always + purchasePerHour(t, rate, sunk) + facilityPerHour(t, rate) +
      drawnKw(t, 1) * t.pue * t.power_price;
  };

  // { usage: as if busy all the time, allocation: with the hours that nobody uses }
  const costPerTask = (t) => {
    const busy = costPerHour(t);
    const idle = t.tenure === 'rented'
      ? 0 : (drawnKw(t, 1) - drawnKw(t, t.utilisation)) * t.pue * t.power_price;
    const perHour = 3600 * t.tasks_per_s;
    const share = t.availability * goodputOf(t) * t.utilisation * productiveShare(t);
    return { usage: busy / perHour, allocation: (busy - idle) / perHour / share };
  };

  // Devices bought together: so many domestic ones for each imported one.
  const bundlePerTask = (imported, domestic, ratio) => {
    const hour = (t) => {
      const tasks = 3600 * t.tasks_per_s * t.availability * goodputOf(t) * t.utilisation *
        productiveShare(t);
      return { tasks, cost: costPerTask(t).allocation * tasks };
    };
    const a = hour(imported);
    const b = hour(domestic);
    return (a.cost + ratio * b.cost) / (a.tasks + ratio * b.tasks);
  };

  // What a device may cost so that its task costs `target`; below 0: dearer even as a gift.
  const breakEvenPrice = (t, target, costOf) => {
    const at = (price) => costOf({ ...t, device_price: price, fx_from_factor: 1, fx_to_factor: 1 });
    const zero = at(0);
    return (target - zero) / (at(1e6) - zero) * 1e6;
  };

  // The terms of a device under what was moved. `moved`: { power_price: 0.1, pue: 1.3,
  // 'purchase_price.ID': 9000, 'throughput_scale.ID': 1.2, throughput_scale: 1, ... } as --set
  // takes them. Null where the cost is not known. `fixed`: keys that vary no more.
  const termsOf = (device, moved) => {
    const stated = moved['purchase_price.' + device.id];
    const model = stated === undefined ? device.as_is : device.at_stated_price;
    if (!model) return null;
    const t = { ...model.terms };
    const fixed = new Set();
    if (stated !== undefined) t.device_price = stated;
    for (const key of ['pue', 'utilisation', 'life_months', device.power_price_key]) {
      if (moved[key] === undefined) continue;
      if (t.tenure === 'rented' && key === device.power_price_key) continue;
      t[key.startsWith('power_price') ? 'power_price' : key] = moved[key];
      fixed.add('inputs.' + key);
    }
    const scale = (moved.throughput_scale ?? 1) * (moved['throughput_scale.' + device.id] ?? 1);
    t.tasks_per_s *= scale;
    return productiveShare(t) > 0 ? { terms: t, inputs: model.inputs, fixed, scale } : null;
  };

  // Costs over the embedded draws; `columns` holds those that all devices share.
  const draw = (found, device, columns, count, costOf) => {
    const t = { ...found.terms };
    const used = found.inputs.filter(({ key }) => !found.fixed.has(key));
    const costs = new Float64Array(count);
    for (let i = 0; i < count; ++i) {
      for (const { key, place } of used) {
        const values = columns[key] || device.columns[key];
        t[place] = key === 'rate' ? values[i] * found.scale : values[i];
      }
      costs[i] = costOf(t);
    }
    return costs;
  };
  const quantile = (values, p) => {
    const sorted = Float64Array.from(values).sort();
    const position = p * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  };

  return { costPerHour, costPerTask, bundlePerTask, breakEvenPrice, termsOf, draw, quantile };
})();
if (typeof module === 'object') module.exports = fleetmarkWhatIf;
