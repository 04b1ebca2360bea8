"use strict";
/* Small pieces of the page: elements, sliders, switches, numbers as text. */
const Elements = (() => {
  function present(children) {
    return children.flat(Infinity).filter((child) => child !== null && child !== undefined);
  }

  /* make("div", {class: "card"}, child, "text", [more], null). `vars` are the values that the style
     sheet reads: {vars: {share: "40%"}} sets --share. */
  function make(tag, {vars = {}, ...attributes} = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on"))
        element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== null)
        element.setAttribute(name, value);
    }
    for (const [name, value] of Object.entries(vars)) element.style.setProperty(`--${name}`, value);
    element.append(...present(children));
    return element;
  }

  function replace(element, ...children) {
    element.replaceChildren(...present(children));
    return element;
  }

  /* A number with as many decimals as make sense to read. */
  function number(value, digits = 3) {
    if (!Number.isFinite(value)) return String(value);
    const text = value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1").replace("-", "\u2212");
    return Words.language() === "ru" ? text.replace(".", ",") : text;
  }

  /* A number with the decimals it has, or one that is a text already. */
  function shortest(value) { return Words.language() === "ru" ? String(value).replace(".", ",") : String(value); }

  /* 16368 as "16 368". */
  function count(value) { return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f"); }

  /* A probability that is not quite 1 (or 0) does not read 1.000. */
  function probability(p, digits = 3) {
    const step = 10 ** -digits;
    if (p < 1 && p >= 1 - step / 2) return `>${number(1 - step, digits)}`;
    if (p > 0 && p < step / 2) return `<${number(step, digits)}`;
    return number(p, digits);
  }

  function milliseconds(ms) {
    if (ms > 0 && ms < 0.05) return `<${number(0.1, 1)} ${Words.say("unit.ms")}`;
    return ms < 1e4 ? `${number(ms, ms < 100 ? 1 : 0)} ${Words.say("unit.ms")}` :
                      `${number(ms / 1e3, 1)} ${Words.say("unit.s")}`;
  }

  function megabytes(bytes) {
    return bytes < 1e4 ? `${number(bytes / 1e3, 1)} ${Words.say("unit.kb")}` :
                         `${number(bytes / 1e6, 2)} ${Words.say("unit.mb")}`;
  }

  function boxText(box, digits = 1) {
    return `(${box.map((v) => number(v, digits)).join(Words.language() === "ru" ? "; " : ", ")})`;
  }

  /* "square 0.99" */
  function nameOf(run, {label, score}) { return `${run.className(label)} ${probability(score, 2)}`; }

  /* "a + b", or "a − b" for a negative b. */
  function plus(value, digits) { return value < 0 ? `\u2212 ${number(-value, digits)}` : `+ ${number(value, digits)}`; }

  /* A labelled slider; `changed` is called with the number while it moves, and the address keeps the
     number under `key`. */
  function slider({id, label, min = 0, max = 1, step = 0.01, value, digits = 2, key, changed}) {
    const output = make("output", {}, number(value, digits));
    const input = make("input", {type: "range", id, min, max, step, "aria-label": label});
    input.value = value;
    input.addEventListener("input", () => {
      const moved = Number(input.value);
      output.textContent = number(moved, digits);
      changed(moved);
      if (key) Address.set({[key]: moved});
    });
    const field = make("label", {class: "field"}, make("span", {class: "what"}, label, output), input);
    field.set = (v) => {
      input.value = v;
      output.textContent = number(Number(v), digits);
    };
    field.limit = (most) => input.setAttribute("max", most);
    return field;
  }

  /* One of a few: options [[value, label], ...]. */
  function segmented({id, label, options, value, changed}) {
    const group = make("div", {class: "segmented", role: "group", id, "aria-label": label});
    const buttons = options.map(([option, text]) => {
      const button = make("button", {type: "button", "data-value": option}, text);
      button.addEventListener("click", () => {
        group.set(option);
        changed(option);
      });
      return button;
    });
    group.set = (chosen) => {
      for (const button of buttons) {
        button.setAttribute("aria-pressed", String(button.dataset.value === String(chosen)));
      }
    };
    /* `why` is said where an option is not to be had. */
    group.allow = (option, isAllowed, why) => {
      const button = buttons.find((b) => b.dataset.value === option);
      button.disabled = !isAllowed;
      button.title = isAllowed ? "" : why;
    };
    group.append(...buttons);
    group.set(value);
    return group;
  }

  function labelled(label, control) {
    return make("div", {class: "field"}, make("span", {class: "what"}, label), control);
  }

  function select({id, label, options, value, changed}) {
    const list = make("select", {id}, options.map(([option, text]) => make("option", {value: option}, text)));
    list.value = String(value);
    list.addEventListener("change", () => changed(list.value));
    const field = make("label", {class: "field"}, make("span", {class: "what"}, label), list);
    field.set = (v) => {
      list.value = String(v);
    };
    return field;
  }

  function check({id, label, value, key, changed}) {
    const input = make("input", {type: "checkbox", id});
    input.checked = value;
    input.addEventListener("change", () => {
      changed(input.checked);
      Address.set({[key]: input.checked ? "yes" : "no"});
    });
    return make("label", {class: "check"}, input, label);
  }

  function button(label, pressed, attributes = {}) {
    return make("button", {type: "button", class: "plain", onclick: pressed, ...attributes}, label);
  }

  /* Row `i` of `count`: a number to type, and its neighbours. Other numbers move to the nearest. */
  function rowField({id, label, count: rows, value, changed}) {
    const input = make("input", {type: "number", id, min: 0, max: rows - 1, class: "short", "aria-label": label});
    const move = (to) => {
      const row = Math.min(rows - 1, Math.max(0, Math.trunc(Number(to)) || 0));
      input.value = row;
      changed(row);
    };
    input.addEventListener("change", () => move(input.value));
    const field = make(
        "div", {class: "buttons small"}, label, input,
        make("span", {class: "muted"}, Words.say("page.of", {n: count(rows)})),
        make(
            "span", {class: "together"},
            button("\u2039", () => move(Number(input.value) - 1), {"aria-label": Words.say("page.previous")}), " ",
            button("\u203a", () => move(Number(input.value) + 1), {"aria-label": Words.say("page.next")})));
    field.set = (row) => {
      input.value = row;
    };
    field.next = () => move((Number(input.value) + 1) % rows);
    field.set(value);
    return field;
  }

  /* The first cell of a row that can be chosen, by mouse or by key. */
  function pickCell(words, picked, attributes = {}) {
    return make(
        "td", {},
        make("button", {type: "button", class: "pick", "aria-pressed": String(picked), ...attributes}, words));
  }

  /* The lab behind a panel (docs/labs). The site says where its labs are, so that there it is a link. */
  const labs = {
    overview: "0_follow_one_box",
    rpn: "3_box_coder",
    nms: "4_nms",
    roi_align: "7_roi_align",
    box_head: "3_box_coder",
    iou: "1_overlap",
    masks: "9_paste"
  };

  function labOf(key) {
    const name = labs[key];
    const site = document.documentElement.dataset.labs;
    return name ? make(
                      "p", {class: "lab"}, make("b", {}, Words.say("lab.link", {n: name[0]})), " ",
                      site ? make("a", {href: `${site}/${name}/index.html`}, name) :
                             make("code", {}, `docs/labs/${name}/README.md`)) :
                  null;
  }

  /* Text and controls on the left, figures on the right. `key` names the panel in the words. */
  function panel(key, controls, ...figures) {
    const say = (part) => Words.say(`${key}.${part}`);
    return make(
        "section", {class: "panel", id: `panel-${key}`},
        make(
            "aside", {}, make("h1", {tabindex: -1}, say("title")), make("p", {class: "lead"}, say("lead")),
            make("div", {class: "controls"}, controls),
            make("p", {class: "try"}, make("b", {}, Words.say("page.try")), " ", say("try")),
            make("details", {}, make("summary", {}, say("question")), make("p", {}, say("answer"))), labOf(key)),
        make("div", {class: "stage"}, figures));
  }

  function card(title, ...content) {
    return make("div", {class: "card"}, title ? make("h2", {}, title) : null, content);
  }

  /* A view with words below it, which are its description for those who do not see it. */
  function figure(view, words, ...more) {
    const id = `${view.canvas.id}-caption`;
    view.canvas.setAttribute("aria-describedby", id);
    const caption = make("figcaption", {class: "caption", id}, words);
    view.element.append(Save.buttons(view, caption));
    return make("figure", {}, view.element, caption, more);
  }

  /* A note where the run followed another rule than this page computes with. */
  function otherRule(rule, own) {
    return rule && rule !== own ? make("p", {class: "bad small"}, Words.say("page.other_rule", {rule, own})) : null;
  }

  /* A panel that has nothing to try. */
  function plainPanel(key, ...figures) {
    const root = panel(key, [], ...figures);
    root.querySelector(".try").remove();
    return root;
  }

  /* A panel whose arrays this trace lacks, or has without rows. */
  function missing(run, key, names) {
    const absent = names.filter((name) => !run.array(name));
    const words = absent.length ?
        Words.say("page.missing", {names: absent.join(", ")}) :
        Words.say("page.empty", {names: names.filter((n) => !run.array(n).shape[0]).join(", ")});
    return plainPanel(key, card(null, make("p", {}, words)));
  }

  /* Two columns: an image as wide as its height allows, `spare` pixels of the window being
     needed for other things, and the rest. */
  function photoColumns(run, spare, ...children) {
    return make(
        "div",
        {class: "row photo-columns", vars: {ratio: (run.resized[1] / run.resized[0]).toFixed(4), spare: `${spare}px`}},
        children);
  }

  /* Large numbers with a word below each: [[id, number, word, class], ...]. */
  function tally(items) {
    return make(
        "div", {class: "tally", vars: {columns: items.length}},
        items.map(([id, n, words,
                    kind]) => make("div", {}, make("span", {class: `big ${kind ?? ""}`, id}, count(n)), words)));
  }

  return {
    make,
    replace,
    number,
    shortest,
    count,
    probability,
    milliseconds,
    megabytes,
    boxText,
    nameOf,
    plus,
    slider,
    segmented,
    labelled,
    select,
    check,
    button,
    rowField,
    pickCell,
    panel,
    plainPanel,
    card,
    figure,
    otherRule,
    missing,
    photoColumns,
    tally
  };
})();
