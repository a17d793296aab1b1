/* SPDX-FileCopyrightText: 2026 participation contributors */
/* SPDX-License-Identifier: EUPL-1.2 */
/* Keys for the queue and the decision. Everything they do can be done without them; inside fields they do nothing.
   Single keys can be switched off (WCAG 2.1.4): the choice is kept in this browser, and only once somebody made it. */

const KEPT = "participation-single-keys";

const links = [...document.querySelectorAll("[data-open]")];
const decision = document.querySelector("[data-decision]");
const next = document.querySelector("[data-next]");

const inField = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable]") !== null;

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // the browser may refuse storage
  }
}

let on = kept() !== "off";

function show(button) {
  button.textContent = on ? button.dataset.off : button.dataset.on;
  button.hidden = false;
}

for (const button of document.querySelectorAll("[data-keys-switch]")) {
  show(button);
  button.addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
      // it then holds for this page only
    }
    show(button);
  });
}

function move(step) {
  const at = links.indexOf(document.activeElement);
  const wanted = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
  links[wanted]?.focus();
}

const actions = {
  n: () => next?.click(),
  j: () => move(1),
  k: () => move(-1),
  o: () => links.includes(document.activeElement) && document.activeElement.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && decision) {
    event.preventDefault();
    decision.requestSubmit();
    return;
  }
  if (!on || event.ctrlKey || event.altKey || event.metaKey || inField(event.target)) return;
  const key = event.key.toLowerCase();
  const choice = decision?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (choice) choice.click();
  else if (Object.hasOwn(actions, key)) actions[key]();
});
