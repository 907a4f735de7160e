"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const { digits: written, cut, quantities } = JSON.parse($("#data").textContent);
  const solution = $("#solution");
  const bodies = new Map([[solution.dataset.style, null]]);
  $$("template[data-style]").forEach((template) => bodies.set(template.dataset.style, template.content));
  let digits = written;
  document.documentElement.classList.add("script");

  // ---- Numbers: the program's own rounding, on exact decimals.

  const ten = (power) => 10n ** BigInt(power);
  const trimmed = (n) => {
    if (n.figures === 0n) return { negative: false, figures: 0n, exponent: 0 };
    while (n.figures % 10n === 0n) n = { ...n, figures: n.figures / 10n, exponent: n.exponent + 1 };
    return n;
  };
  const parse = (text) => {
    const [, sign, whole, fraction = "", power = "0"] = /^(-?)(\d*)\.?(\d*)(?:e(-?\d+))?$/.exec(text);
    return trimmed({ negative: sign === "-", figures: BigInt(whole + fraction), exponent: Number(power) - fraction.length });
  };
  const magnitude = (n) => (n.figures === 0n ? 0 : n.exponent + String(n.figures).length - 1);
  const roundedAt = (n, place) => {
    const drop = place - n.exponent;
    if (drop <= 0) return n;
    const unit = ten(drop);
    const rest = n.figures % unit;
    const figures = n.figures / unit + (!cut && rest >= unit - rest ? 1n : 0n);
    return { negative: n.negative && figures > 0n, figures, exponent: place };
  };
  const rounded = (n) => {
    const size = magnitude(n);
    const short = roundedAt(n, size < 0 ? size + 1 - digits : -digits);
    return magnitude(short) > size && size < 0 ? roundedAt(n, Math.min(size + 2 - digits, 0)) : short;
  };
  const fixed = (n, decimals) => {
    const figures = (String(n.figures) + "0".repeat(n.exponent + decimals)).padStart(decimals + 1, "0");
    const whole = figures.slice(0, figures.length - decimals);
    return (n.negative ? "-" : "") + whole + (decimals ? "." + figures.slice(figures.length - decimals) : "");
  };
  const print = (text) => {
    const n = parse(text);
    if (n.figures === 0n) return "0";
    const short = rounded(n);
    if (short.figures === 0n) return "0";
    const size = magnitude(short);
    if (size >= -6 && size < 15) return fixed(short, size < 0 ? digits - size - 1 : digits);
    const figures = Math.max(digits, 1);
    return fixed(roundedAt({ ...short, exponent: short.exponent - size }, 1 - figures), figures - 1) + "e" + size;
  };
  const same = (one, other) => {
    const [a, b] = [parse(one), parse(other)];
    return a.figures === b.figures && a.exponent === b.exponent && a.negative === b.negative;
  };
  const printed = (at) => (quantities[at][2] ? quantities[at][1] : print(quantities[at][1]));
  const isExact = (at) => same(printed(at), quantities[at][1]);
  const raised = (power) => power.replace(/[-\d]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
  const shown = (text) => text.replace(/e(.*)/, (_, power) => "·10" + raised(power)).replace(/-/g, "−");

  const MATHML = "http://www.w3.org/1998/Math/MathML";
  const element = (name, ...children) => {
    const made = document.createElementNS(MATHML, name);
    made.append(...children);
    return made;
  };
  const reprint = (within) => {
    const texts = new Map();
    for (const old of $$("[data-n]", within)) {
      const at = old.dataset.n;
      if (quantities[at][2]) continue;
      if (!texts.has(at)) texts.set(at, print(quantities[at][1]).replace(/-/g, "−"));
      const text = texts.get(at);
      const [mantissa, power] = text.split("e");
      if (power === undefined && old.localName === "mn") {
        old.textContent = text;
        continue;
      }
      const fresh = power === undefined ? element("mn", text) :
        element("mrow", element("mn", mantissa), element("mo", "·"), element("msup", element("mn", "10"), element("mn", power)));
      fresh.setAttribute("data-n", at);
      old.replaceWith(fresh);
    }
    for (const number of $$("[data-v]", within)) number.textContent = shown(print(number.dataset.v));
    for (const result of $$(".result", within)) {
      const sign = $("mo", result);
      const numbers = $$("[data-n]", result);
      if (!numbers.length) continue;
      const all = numbers.every((number) => isExact(number.dataset.n));
      if (numbers.length === 1 && !$("mtable", result)) sign.textContent = all ? "=" : "≈";
      else if (!all) sign.textContent = "≈";
    }
  };

  // ---- LaTeX of a line, from its MathML.

  const GREEK = "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho  sigma tau upsilon varphi chi psi omega".split(" ");
  const FUNCTIONS = new Set(["ln", "exp", "tanh", "sin", "cos", "max", "log"]);
  const letter = (text, node) => {
    const code = text.codePointAt(0);
    const greek = GREEK[code - 0x3b1];
    if (text === "∂") return "\\partial ";
    if (text === "⋯") return "\\cdots";
    if (text === "ℒ") return "\\mathcal{L}";
    if (greek) return "\\" + greek;
    if (code >= 0x1d736 && code < 0x1d750) return `\\boldsymbol{\\${GREEK[code - 0x1d736]}}`;
    if (code >= 0x1d400 && code < 0x1d434) {
      const plain = [...text].map((c) => {
        const at = c.codePointAt(0) - 0x1d400;
        return String.fromCharCode(at < 26 ? 65 + at : 71 + at);
      });
      return `\\mathbf{${plain.join("")}}`;
    }
    if ([...text].length === 1) return text;
    if (node.nextElementSibling?.textContent === "\u2061") return FUNCTIONS.has(text) ? "\\" + text : `\\operatorname{${text}}`;
    return `\\mathit{${text}}`;
  };
  const SIGNS = { "+": " + ", "−": " - ", "·": " \\cdot ", "⊙": " \\odot ", "=": " = ", "≈": " \\approx ", "\u2062": " \\, ", "⊤": "\\top",
    ">": " > ", "(": "\\left(", ")": "\\right)", "\u2061": " " };
  const sign = (node) => {
    const text = node.textContent;
    if (node.getAttribute("form") === "prefix") return "-";
    if (text === "\u2061" && !node.hasAttribute("rspace")) return "";
    return SIGNS[text] ?? text;
  };
  const tex = (node) => {
    const all = () => [...node.children].map(tex).join("");
    const [x, y, z] = node.children;
    switch (node.localName) {
      case "mi": return letter(node.textContent, node);
      case "mn": return node.textContent.replace(/−/g, "-");
      case "mo": return sign(node);
      case "mfrac": return `\\frac{${tex(x)}}{${tex(y)}}`;
      case "msqrt": return `\\sqrt{${all()}}`;
      case "msub": return `${tex(x)}_{${tex(y)}}`;
      case "msup": {
        const base = tex(x);
        const braced = base.includes("^") || y.textContent === "⊤";
        return `${braced ? `{${base}}` : base}^{${tex(y)}}`;
      }
      case "msubsup": return `${tex(x)}_{${tex(y)}}^{${tex(z)}}`;
      case "mtext": {
        const text = node.textContent.replace(/\u00a0/g, " ");
        return text === "′" ? "\\prime" : /[a-z]/.test(text) ? ` \\text{${text}}` : text;
      }
      case "mrow": {
        if (y?.localName === "mtable") {
          const rows = [...y.children].map((row) => [...row.children].map(tex).join(" & ")).join(" \\\\ ");
          const name = y.classList.contains("cases") ? "cases" : "bmatrix";
          return `\\begin{${name}} ${rows} \\end{${name}}`;
        }
        return all();
      }
      default: return all();
    }
  };
  const texOfLine = (line) => $$("math", line).map(tex).join("").trim();

  // ---- The card: what a symbol or number is, and where it was worked out.

  const card = make("aside", { id: "card", hidden: true });
  card.setAttribute("aria-label", "About a quantity");
  document.body.append(card);
  let pinned = false;

  /** The line that works a quantity: its own, else the first whose result holds its number. */
  const lineOf = (at, within) => {
    const own = $$(".line[id]", within).find((line) => line.id === quantities[at][0]);
    return own ?? $(`.line .result [data-n="${at}"]`, within)?.closest(".line");
  };
  const symbolOf = (at) => {
    for (const within of [solution, ...[...bodies.values()].filter(Boolean)]) {
      const found = $(`math [data-q="${at}"]`, within);
      if (found) return found.cloneNode(true);
    }
    return null;
  };
  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", { value: text });
      card.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy as LaTeX"), 1500);
  };
  const highlight = (at) => {
    $$(".same").forEach((element) => element.classList.remove("same"));
    if (at !== null) $$(`[data-q="${at}"], [data-n="${at}"]`).forEach((element) => element.classList.add("same"));
  };
  const buttonsFor = (line) => {
    const copying = make("button", { type: "button", textContent: "Copy as LaTeX" });
    copying.onclick = () => copy(texOfLine(line), copying);
    const folding = make("button", { type: "button" });
    const say = () => (folding.textContent = line.classList.contains("folded") ? "Show the steps" : "Only the result");
    folding.onclick = () => (line.classList.toggle("folded"), say());
    say();
    return [copying, folding];
  };
  const plainCopy = (line) => {
    const clone = line.cloneNode(true);
    clone.removeAttribute("id");
    clone.classList.remove("folded", "here");
    $$("button", clone).forEach((button) => button.remove());
    return clone;
  };
  const show = (at, line) => {
    card.replaceChildren();
    const close = make("button", { type: "button", textContent: "Close", onclick: hide });
    if (at !== null) {
      const [id, value] = quantities[at];
      const name = make("p", {}, make("strong", {}));
      const symbol = symbolOf(at);
      if (symbol) name.firstChild.append(element("math", symbol), "  ");
      name.append(make("code", { textContent: id }));
      const short = shown(printed(at));
      const full = shown(value);
      card.append(name, make("p", { className: "value", textContent: short === full ? `= ${full}` : `≈ ${short}, in full ${full}` }));
      line = lineOf(at, solution);
      if (!line) {
        const other = [...bodies].find(([, body]) => body && lineOf(at, body));
        if (other) {
          const clone = plainCopy(lineOf(at, other[1]));
          if (digits !== null) reprint(clone);
          card.append(clone);
        }
      }
    }
    const buttons = make("div", { className: "buttons" });
    if (line) {
      if (at !== null) {
        card.append(plainCopy(line));
        const go = make("a", { href: "#" + encodeURIComponent(line.id), textContent: "Go to where it is worked out" });
        go.onclick = (event) => (event.preventDefault(), visit(line));
        buttons.append(go);
      }
      buttons.append(...buttonsFor(line));
    }
    buttons.append(close);
    card.append(buttons);
    card.hidden = false;
    markScrolling(card);
    highlight(at);
  };
  const hide = () => {
    card.hidden = true;
    pinned = false;
    highlight(null);
  };
  const visit = (line) => {
    for (let part = line.parentElement; part; part = part.parentElement) if (part.localName === "details") part.open = true;
    $$(".here").forEach((other) => other.classList.remove("here"));
    line.classList.add("here");
    line.scrollIntoView({ block: "center" });
    if (line.id) history.replaceState(null, "", "#" + encodeURIComponent(line.id));
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
  };
  const named = (target) => {
    const found = target.closest?.("[data-n], [data-q]");
    return found ? Number(found.dataset.n ?? found.dataset.q) : null;
  };
  let timer = 0;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned) return;
    const at = named(event.target);
    clearTimeout(timer);
    if (at !== null && !card.contains(event.target)) timer = setTimeout(() => show(at), 250);
    else if (!card.contains(event.target) && !card.hidden) timer = setTimeout(hide, 500);
  });
  document.addEventListener("click", (event) => {
    const at = named(event.target);
    if (at !== null) {
      clearTimeout(timer);
      pinned = true;
      show(at);
    } else if (pinned && !card.contains(event.target) && !event.target.closest("button, summary, a, label")) hide();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // ---- Lines: a button each, and a way to scroll what is too wide.

  const addButtons = () => {
    for (const line of $$(".line", solution)) {
      if (line.closest(".row") || $("button", line)) continue;
      const button = make("button", { type: "button", textContent: "⋯" });
      button.setAttribute("aria-label", "About this line" + (line.id ? ", " + line.id : ""));
      button.onclick = () => ((pinned = true), show(null, line));
      line.append(button);
    }
  };
  const markScrolling = (within) => {
    const wide = $$(".line > span, figure, .table", within).filter((part) => part.scrollWidth > part.clientWidth + 1);
    $$(".scrolls", within).forEach((part) => (part.classList.remove("scrolls"), part.removeAttribute("tabindex")));
    wide.forEach((part) => (part.classList.add("scrolls"), (part.tabIndex = 0)));
  };
  addEventListener("resize", () => markScrolling(document));

  // ---- Tools.

  const tools = $("#tools");
  const open = (value) => $$("details", solution).forEach((part) => (part.open = value));
  const contents = () => {
    $("nav ul").replaceChildren(...$$("h2[id]", solution).map((heading) =>
      make("li", {}, make("a", { href: "#" + heading.id, textContent: heading.textContent }))));
  };
  const change = (style) => {
    const now = solution.dataset.style;
    if (style === now) return;
    const kept = document.createDocumentFragment();
    kept.append(...solution.childNodes);
    bodies.set(now, kept);
    solution.append(bodies.get(style));
    bodies.set(style, null);
    solution.dataset.style = style;
    if (digits !== null) reprint(solution);
    addButtons();
    contents();
    markScrolling(solution);
    hide();
  };
  if (bodies.size > 1) {
    const styles = make("fieldset", {}, make("legend", { textContent: "Style" }));
    for (const style of ["chain", "delta", "matrix"].filter((name) => bodies.has(name))) {
      const choice = make("input", { type: "radio", name: "style", value: style, checked: style === solution.dataset.style });
      choice.onchange = () => change(style);
      styles.append(make("label", {}, choice, style));
    }
    tools.append(styles);
  }
  if (written !== null) {
    const field = make("input", { type: "number", min: 1, max: 30, value: written });
    field.onchange = () => {
      const wanted = Math.round(Number(field.value));
      digits = Math.min(30, Math.max(1, wanted || written));
      field.value = digits;
      // The drawing keeps its digits: it was laid out for them.
      reprint(solution);
      markScrolling(document);
      hide();
    };
    tools.append(make("label", {}, "Digits", field));
  }
  const results = make("button", { type: "button", textContent: "Results only" });
  results.setAttribute("aria-pressed", "false");
  results.onclick = () => results.setAttribute("aria-pressed", String(solution.classList.toggle("results")));
  tools.append(
    make("button", { type: "button", textContent: "Fold all", onclick: () => open(false) }),
    make("button", { type: "button", textContent: "Unfold all", onclick: () => open(true) }),
    results,
  );
  tools.hidden = false;

  // A link into a folded part opens it, and what is printed is open.
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.classList.contains("line")) visit(target);
    else for (let part = target; part; part = part.parentElement) if (part.localName === "details") part.open = true;
  };
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => open(true));
  addButtons();
  markScrolling(document);
  document.fonts?.ready.then(() => markScrolling(document));
  if (location.hash) follow();
})();
