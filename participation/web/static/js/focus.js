// SPDX-FileCopyrightText: 2026 participation contributors
// SPDX-License-Identifier: EUPL-1.2
// Moves the focus to what is wrong with a form, so that it is read out first.

document.querySelector("[data-focus]")?.focus();
