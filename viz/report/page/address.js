"use strict";
/* The state of the page is its address: #stage=roi_align&roi=17. What a link says wrongly counts as
   not said. */
const Address = (() => {
  const PAUSE_MS = 250;                       // browsers refuse to change an address much more often
  const CARRIED = ["lang", "object", "roi"];  // from panel to panel
  let state = {};
  let timer = null, changed = false, known = "";

  function write(how) {
    changed = false;
    if (location.hash !== known) return;  // changed by someone else: the panel it names comes next
    try {
      history[how](null, "", `#${String(new URLSearchParams(state)).replaceAll("%2C", ",")}`);
    } catch {
      // refused: the state is in the page all the same
    }
    known = location.hash;
  }

  function read() {
    changed = false;
    known = location.hash;
    state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    return state;
  }

  function writeLater() {
    timer = setTimeout(() => {
      timer = null;
      if (!changed) return;
      write("replaceState");
      writeLater();
    }, PAUSE_MS);
  }

  /* Changes the state; the address follows when the caller has painted, and then once a pause. */
  function set(changes) {
    Object.assign(state, changes);
    for (const [name, value] of Object.entries(changes))
      if (value === undefined) delete state[name];
    changed = true;
    if (timer) return;
    queueMicrotask(() => {
      if (changed) write("replaceState");
    });
    writeLater();
  }

  /* Another panel: an entry of the history, so that Back returns to this one. */
  function go(stage, values = {}) {
    if (changed) write("replaceState");
    const carried = CARRIED.filter((name) => name in state).map((name) => [name, state[name]]);
    const before = state.stage;
    state = {stage, ...Object.fromEntries(carried), ...values};
    write(stage === before ? "replaceState" : "pushState");
  }

  function number(name, fallback, least = -Infinity, most = Infinity) {
    const value = state[name] === undefined || state[name] === "" ? NaN : Number(state[name]);
    return Math.min(most, Math.max(least, Number.isFinite(value) ? value : fallback));
  }

  /* 0 .. count - 1, by which rows of an array are chosen. */
  function row(name, fallback, count) { return Math.max(0, Math.trunc(number(name, fallback, 0, count - 1))); }

  /* "3,4": two rows. */
  function pair(name, fallback, counts) {
    return (list(name, 2) ?? fallback).map((v, i) => Math.max(0, Math.min(counts[i] - 1, Math.trunc(v))));
  }

  /* `length` numbers, or null. */
  function list(name, length) {
    const parts = String(state[name] ?? "").split(",").filter((part) => part.trim() !== "").map(Number);
    return parts.length === length && parts.every(Number.isFinite) ? parts : null;
  }

  function flag(name, fallback) { return ["yes", "no"].includes(state[name]) ? state[name] === "yes" : fallback; }

  /* One of a few; the first one if the address says none of them. */
  function choice(name, options, fallback = options[0]) {
    return options.includes(state[name]) ? state[name] : fallback;
  }

  return {read, set, go, has: (name) => name in state, number, row, list, pair, flag, choice};
})();
