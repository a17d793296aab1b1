// SPDX-FileCopyrightText: 2026 participation contributors
// SPDX-License-Identifier: EUPL-1.2
// Says how much of a text's limit is used, from four fifths on: before that it would only disturb.

for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(field.dataset.limit);
  const line = document.getElementById(`${field.id}-count`);
  const show = () => {
    const used = [...field.value].length;
    line.hidden = used < limit * 0.8;
    const write = (number) => number.toLocaleString(document.documentElement.lang);
    line.textContent = line.dataset.count.replace("{n}", write(used)).replace("{limit}", write(limit));
  };
  line.setAttribute("aria-live", "polite");
  field.addEventListener("input", show);
  show();
}
