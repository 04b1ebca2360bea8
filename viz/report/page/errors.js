"use strict";
/* What kind of mistakes the detections are, and in which images. */
const ErrorsPanel = (() => {
  const {make, number, count} = Elements;
  const right = [0, 158, 115], wrong = [213, 94, 0];
  const MOST_CLASSES = 20, WORST = 10;

  function bars(title, rows, id) {
    const most = Math.max(...rows.map(([, n]) => n), 1);
    return Elements.card(
        title,
        make(
            "div", {id},
            rows.map(
                ([name, n, color]) => make(
                    "div", {class: "bar-row"}, make("span", {class: "small"}, name),
                    make("div", {class: "bar", vars: {share: n / most, color: Colors.css(color)}}),
                    make("span", {class: "num right"}, count(n))))));
  }

  /* As errors.json calls them, and their words here. */
  const kinds = [
    ["right", "right"], ["wrong class", "class"], ["badly placed", "place"], ["both", "both"],
    ["duplicate", "duplicate"], ["background", "background"], ["missed", "missed"]
  ];

  function kindsOf(errors) {
    return kinds.map(
        ([kind, word]) => [Words.say(`errors.${word}`), errors.counts[kind], kind === "right" ? right : wrong]);
  }

  function tenths(title, counts, color, id) {
    return bars(title, counts.map((n, i) => [`${number(i / 10, 1)}\u2013${number((i + 1) / 10, 1)}`, n, color]), id);
  }

  function confusion(errors) {
    if (errors.classes.length > MOST_CLASSES) return null;
    const names = [...errors.classes, Words.say("errors.none")];
    const most = Math.max(...errors.confusion.flat(), 1);
    return Elements.card(
        Words.say("errors.confusion"),
        make(
            "div", {class: "scroll tall"},
            make(
                "table", {id: "errors-confusion"},
                make("tr", {}, make("th", {}, ""), names.map((name) => make("th", {class: "middle"}, name))),
                errors.confusion.map(
                    (row, i) => make(
                        "tr", {}, make("th", {class: "words"}, names[i]),
                        row.map(
                            (n, j) => make(
                                "td", {class: `cell middle${n / most > 0.55 ? " dark" : ""}`},
                                make(
                                    "span", {class: "share", vars: {overlap: n / most}},
                                    i === names.length - 1 && j === i ? "" : count(n)))))))),
        make("p", {class: "caption"}, Words.say("errors.confusion_caption")));
  }

  /* A link where the evaluation made a page of the image. */
  function worst(run) {
    const {errors, folder} = run.evaluation;
    return Elements.card(
        Words.say("errors.worst"),
        make(
            "table", {id: "errors-worst"},
            make("tr", {}, ["image", "wrong", "missed"].map((word) => make("th", {}, Words.say(`errors.${word}`)))),
            errors.images.filter((image) => image.errors > 0)
                .slice(0, WORST)
                .map(
                    (image) => make(
                        "tr", {},
                        make(
                            "td", {class: "words"},
                            image.page ? make("a", {href: `${folder}/${encodeURI(image.page)}`}, image.file) :
                                         image.file || String(image.id)),
                        make("td", {}, count(image.errors - image.counts.missed)),
                        make("td", {}, count(image.counts.missed))))),
        errors.images.some((image) => image.page) ? null : make("p", {class: "caption"}, Words.say("errors.no_pages")));
  }

  function build(run) {
    const {errors} = run.evaluation;
    return Elements.panel(
        "errors", [make("p", {class: "muted small"}, Words.say("errors.least", {score: number(errors.min_score, 2)}))],
        make(
            "div", {class: "row two"}, bars(Words.say("errors.kinds"), kindsOf(errors), "errors-kinds"), worst(run),
            confusion(errors), tenths(Words.say("errors.ious"), errors.ious, right, "errors-ious"),
            tenths(Words.say("errors.scores_right"), errors.scores_right, right, "errors-right"),
            tenths(Words.say("errors.scores_wrong"), errors.scores_wrong, wrong, "errors-wrong")));
  }

  return {
    key: "errors",
    number: "",
    build,
    present: (run) => Boolean(run.evaluation.errors),
    shape: (run) => Words.say("errors.shape", {n: count(run.evaluation.errors.counts.missed)})
  };
})();
