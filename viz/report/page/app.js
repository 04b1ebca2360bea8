"use strict";
/* Joins the panels: the strip of stages, the address of a state (#stage=roi_align&roi=17), keys. */
const App = (() => {
  const { make, replace } = Elements;
  const panels = [OverviewPanel, FeaturesPanel, RpnPanel, NmsPanel, RoiAlignPanel, BoxHeadPanel,
    IouPanel, MasksPanel, ComparePanel, CostPanel];
  const page = { run: null, onSpace: null };
  let shown = [];
  let current = null;
  let state = {};

  function readAddress() {
    state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (state.lang) Words.use(state.lang);
    const panel = shown.find((p) => p.key === state.stage) ?? shown[0];
    state.stage = panel.key;
    return panel;
  }

  function writeAddress() {
    history.replaceState(null, "", `#${String(new URLSearchParams(state)).replaceAll("%2C", ",")}`);
  }

  /* What the address says about the panel, or `fallback`; numbers stay numbers. */
  page.get = (name, fallback) => {
    if (!(name in state)) return fallback;
    if (typeof fallback !== "number") return state[name];
    const value = Number(state[name]);
    return Number.isFinite(value) ? value : fallback;
  };

  page.set = (changes) => {
    Object.assign(state, changes);
    writeAddress();
  };

  page.go = (key, values = {}) => {
    state = { stage: key, ...values, ...(state.lang ? { lang: state.lang } : {}) };
    writeAddress();
    show(shown.find((panel) => panel.key === key));
  };

  function show(panel) {
    current = panel;
    page.onSpace = null;
    for (const button of document.querySelectorAll("#strip button")) {
      if (button.dataset.stage === panel.key) {
        button.setAttribute("aria-current", "page");
        button.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else {
        button.removeAttribute("aria-current");
      }
    }
    replace(document.getElementById("panel"), panel.build(page.run, page));
    window.scrollTo(0, 0);
  }

  function step(by) {
    const next = shown[shown.indexOf(current) + by];
    if (next) page.go(next.key);
  }

  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || document.getElementById("help").open) return;
    const inControl = event.target.closest("button, select, input, summary");
    if (event.key === "?") openHelp();
    else if (event.key === "ArrowRight" && !inControl) step(1);
    else if (event.key === "ArrowLeft" && !inControl) step(-1);
    else if (event.key === " " && !inControl) (page.onSpace ?? (() => step(1)))();
    else return;
    event.preventDefault();
  }

  function openHelp() {
    const help = document.getElementById("help");
    const keys = [["\u2190 \u2192", "page.keys_arrows"], ["space", "page.keys_space"], ["Tab", "page.keys_tab"], ["?", "page.keys_help"]];
    replace(help, make("h1", {}, Words.say("page.help")), make("p", {}, Words.say("page.help_text")),
      make("dl", {}, keys.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, Words.say(what))])),
      make("form", { method: "dialog" }, make("button", { class: "plain main" }, Words.say("page.close"))));
    help.showModal();
  }

  function frame() {
    document.documentElement.lang = Words.language();
    const { origin } = page.run.header;
    document.title = `${origin.image || "mrcnn"} \u00b7 mrcnn`;
    const [height, width] = page.run.original;
    document.getElementById("origin").textContent = [origin.image, `${width} \u00d7 ${height}`, origin.model, origin.backend && `${origin.backend}, ${origin.conv}`]
      .filter(Boolean).join("  \u00b7  ");
    replace(document.getElementById("tools"),
      Elements.segmented({ id: "language", options: [["en", "English"], ["ru", "\u0420\u0443\u0441\u0441\u043a\u0438\u0439"]], value: Words.language(), changed: speak }),
      make("button", { type: "button", class: "plain", id: "keys", onclick: openHelp, "aria-label": Words.say("page.help") }, "?"));
    replace(document.getElementById("strip"), shown.map((panel) => make("button",
      { type: "button", "data-stage": panel.key, onclick: () => page.go(panel.key) },
      make("span", { class: "name" }, panel.number ? make("i", {}, panel.number) : null, Words.say(`${panel.key}.name`)),
      make("span", { class: "shape" }, panel.shape(page.run)))));
  }

  function speak(language) {
    Words.use(language);
    page.set({ lang: language });
    frame();
    show(current);
  }

  async function start() {
    const began = performance.now();
    page.run = await Data.load();
    Colors.use(page.run.header);
    page.run.photo = Colors.photograph(page.run.array("0_image/image"));
    shown = panels.filter((panel) => !panel.present || panel.present(page.run));
    const first = readAddress();
    frame();
    show(first);
    window.addEventListener("hashchange", () => {
      const panel = readAddress();
      frame();
      show(panel);
    });
    document.addEventListener("keydown", pressed);
    page.readyAfter = performance.now();
    page.unpackedIn = page.readyAfter - began;
    document.documentElement.dataset.ready = "yes";
  }

  return { page, start };
})();
App.start();
