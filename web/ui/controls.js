// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The two drop-downs, range and grouping. */

import { RANGES, allowsMinutes, rangeName } from "./address.js";

const range = document.getElementById("range");
const group = document.getElementById("group");

/** Calls onChange({ range, group }) when somebody chooses. */
export function addControls(onChange) {
  for (const [value, name] of RANGES)
    range.add(new Option(name, value));
  const changed = () => onChange({
    range: range.value,
    group: allowsMinutes(range.value) ? group.value : "hour",
  });
  range.addEventListener("change", changed);
  group.addEventListener("change", changed);
}

/** Makes them say what is shown. */
export function showControls(shown) {
  // An address may have a range that is not in the list.
  if (![...range.options].some((option) => option.value === shown.range))
    range.add(new Option(rangeName(shown.range), shown.range));
  range.value = shown.range;
  group.value = shown.group;
  const minutes = group.querySelector("[value=minute]");
  minutes.disabled = !allowsMinutes(shown.range);
  minutes.textContent = minutes.disabled ? "minutes (up to 3 days)" : "minutes";
}
