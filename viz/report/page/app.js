"use strict";
/* Joins the panels: the strip of stages, the object that is followed, the address, keys. */
const App = (() => {
  const {make, replace} = Elements;
  const panels = [
    OverviewPanel, FeaturesPanel, RpnPanel, NmsPanel, RoiAlignPanel, BoxHeadPanel, IouPanel, MasksPanel, LivePanel,
    ComparePanel, CostPanel
  ];
  const evaluationPanels = [AccuracyPanel, ErrorsPanel, CoveragePanel];
  const page = {run: null, onNext: null, set: Address.set};
  let shown = [];
  let current = null;

  const byId = (id) => document.getElementById(id);

  function readAddress() {
    const {lang, stage} = Address.read();
    if (lang) Words.use(lang);
    return shown.find((panel) => panel.key === stage) ?? shown[0];
  }

  /* A panel with an invalid link is shown as without a link. */
  function built(panel) {
    try {
      return panel.build(page.run, page);
    } catch (error) {
      console.warn(error);
      Address.go(panel.key, {object: 0, roi: 0});
      return panel.build(page.run, page);
    }
  }

  function show(panel) {
    current = panel;
    page.onNext = null;
    const content = built(panel);
    for (const button of document.querySelectorAll("#strip button")) {
      const isCurrent = button.dataset.stage === panel.key;
      if (isCurrent)
        button.setAttribute("aria-current", "page");
      else
        button.removeAttribute("aria-current");
    }
    document.title = [Words.say(`${panel.key}.name`), about(page.run)[0], "mrcnn"].filter(Boolean).join(" \u00b7 ");
    replace(byId("panel"), content);
    page.follow();  // its thumbnails widen the strip
    document.querySelector("#strip [aria-current]").scrollIntoView({block: "nearest", inline: "center"});
    window.scrollTo(0, 0);
  }

  page.go = (key, values = {}) => {
    Address.go(key, values);
    show(shown.find((panel) => panel.key === key));
    byId("panel").querySelector("h1").focus({preventScroll: true});
  };

  /* Another object: its thumbnails in the strip, and the panel on it. */
  page.choose = (index) => {
    Selection.choose(index);
    page.go(current.key);
  };

  /* What is said of the object that is followed; call it when the selection has changed. */
  page.follow = () => {
    if (page.run.detections) Story.draw(page, current.key);
  };

  function step(by) {
    const next = shown[shown.indexOf(current) + by];
    if (next) page.go(next.key);
  }

  /* The key of n, whatever the layout writes with it. */
  function isNext(event) { return event.key === "n" || event.code === "KeyN"; }

  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || byId("dialog").open) return;
    const inControl = event.target.closest("button, select, input, summary");
    if (event.key === "?")
      openHelp();
    else if (event.key === "ArrowRight" && !inControl)
      step(1);
    else if (event.key === "ArrowLeft" && !inControl)
      step(-1);
    else if (event.key === " " && !inControl && page.run.detections)
      Story.next(page, current.key);
    else if (isNext(event) && !event.target.closest("select, input") && page.onNext)
      page.onNext();
    else
      return;
    event.preventDefault();
  }

  /* What the program answers about a row: `command` is "why" (a detection) or "why_not" (an object of
     the ground truth). */
  page.explain = (command, row) => {
    const text = page.run.header.answers?.[command]?.[row];
    if (!text) return;
    const option = command === "why" ? row : `--truth-object ${row}`;
    showDialog(
        "answer", Words.say(`why.${command}`, {n: row}), make("pre", {class: "formula"}, Words.answer(text)),
        make(
            "p", {class: "caption"}, Words.say("why.same"), " ",
            make("code", {}, `mrcnn ${command.replace("_", "-")} TRACE ${option}`)));
  };

  function showDialog(kind, title, ...content) {
    const dialog = byId("dialog");
    dialog.className = kind;
    replace(
        dialog, make("h1", {id: "dialog-title"}, title), content,
        make("form", {method: "dialog"}, make("button", {class: "plain main"}, Words.say("page.close"))));
    dialog.showModal();
  }

  function openHelp() {
    const keys = [
      ["\u2190 \u2192", "page.keys_arrows"], ["space", "page.keys_space"], ["n", "page.keys_next"],
      ["Tab", "page.keys_tab"], ["?", "page.keys_help"]
    ];
    showDialog(
        "help", Words.say("page.help"), make("p", {}, Words.say("page.help_text")),
        make(
            "dl", {},
            keys.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, Words.say(what))])));
  }

  /* What the model can know. */
  function note(run) {
    const {about} = run.header.origin;
    if (about === "six drawn shapes") return Words.say("page.shapes_model");
    return about === "random weights" ? Words.say("page.random_model") : about;
  }

  /* What the page is about, first its name. */
  function about(run) {
    if (run.evaluation) return [run.evaluation.name, Words.say("accuracy.images", {n: run.evaluation.images})];
    const {origin} = run.header, [height, width] = run.original;
    return [
      origin.image, `${width} \u00d7 ${height}`, origin.model, note(run),
      origin.backend && `${origin.backend}, ${origin.conv}`,
      origin.edited.length && Words.say("page.edited", {names: origin.edited.join(", ")})
    ];
  }

  function frame() {
    document.documentElement.lang = Words.language();
    const facts = about(page.run);
    byId("origin").textContent = facts.filter(Boolean).join("  \u00b7  ");
    byId("origin").title = byId("origin").textContent;  // a narrow window cuts it off
    replace(
        byId("tools"), Elements.segmented({
          id: "language",
          label: Words.say("page.language"),
          options: [["en", "English"], ["ru", "\u0420\u0443\u0441\u0441\u043a\u0438\u0439"]],
          value: Words.language(),
          changed: speak
        }),
        Elements.button(
            Words.say("page.link"), (event) => Save.link(() => {
              event.target.textContent = Words.say("page.copied");
            }),
            {id: "link"}),
        make(
            "button",
            {type: "button", class: "plain", id: "keys", onclick: openHelp, "aria-label": Words.say("page.help")},
            "?"));
    byId("strip").setAttribute("aria-label", Words.say("page.strip"));
    replace(
        byId("strip"),
        shown.map(
            (panel) => make(
                "button", {type: "button", "data-stage": panel.key, onclick: () => page.go(panel.key)},
                make("span", {class: "thumb"}),
                make(
                    "span", {class: "words"},
                    make(
                        "span", {class: "name"}, panel.number ? make("i", {}, panel.number) : null,
                        Words.say(`${panel.key}.name`)),
                    make("span", {class: "shape"}, panel.shape(page.run))))));
  }

  function speak(language) {
    Words.use(language);
    Address.set({lang: language});
    frame();
    show(current);
  }

  async function start() {
    const began = performance.now();
    page.run = await Data.load();
    Colors.use(page.run.header);
    if (!page.run.evaluation) {
      Selection.use(page.run);
      page.run.image = Colors.image(page.run.array("0_image/image"));
    }
    const all = page.run.evaluation ? evaluationPanels : panels;
    shown = all.filter((panel) => !panel.present || panel.present(page.run));
    const first = readAddress();
    frame();
    show(first);
    window.addEventListener("hashchange", () => {
      const panel = readAddress();
      frame();
      show(panel);
    });
    document.addEventListener("keydown", pressed);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(current));
    page.readyAfter = performance.now();
    page.unpackedIn = page.readyAfter - began;
    document.documentElement.dataset.ready = "yes";
  }

  return {page, start};
})();
App.start();
