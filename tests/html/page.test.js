// The page in a real browser: set, readable, reachable, printable, and its script right.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { DESKTOP, PHONE, browser, clearprop, close, newNetwork, open, pictures, text, write } from "./browser.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
after(() => browser.close());

const PAGES = {
  handout: [],
  mazur: ["mazur", "--notation", "mazur"],
  "handout-method": ["--method", "handout", "--style", "delta"],
  matrix: ["--style", "matrix", "--notation", "standard"],
  "by-hand": ["--by-hand", "--digits", "2"],
  only: ["--only", "dE/dw[1,2,3]"],
  deep: [newNetwork("2-3-3-2"), "--style", "delta"],
  wide: [newNetwork("784-128-10")],
  one: [newNetwork("1-1")],
};

for (const [name, words] of Object.entries(PAGES)) {
  test(`${name}: opens without a complaint, is set, accessible and complete`, async () => {
    const path = write(`${name}.html`, ...words);
    for (const colorScheme of ["light", "dark"]) {
      for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
        const page = await open(path, { viewport, colorScheme });
        assert.deepEqual(page.complaints, []);
        await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`) });

        const flat = await page.evaluate(() =>
          [...document.querySelectorAll("mfrac, math, svg")].filter((e) => e.getClientRects().length && !e.closest("template"))
            .filter((e) => e.getBoundingClientRect().width < 2 || e.getBoundingClientRect().height < 2).length);
        assert.equal(flat, 0, "every fraction, formula and drawing has a width and a height");
        assert.ok(await page.evaluate(() => document.fonts.check("16px 'Clearprop Math'")), "the font is there");

        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `the page itself does not scroll sideways (${overflow}px at ${size})`);

        // Colours are the same on every page, and measuring them takes a minute where there are
        // thousands of symbols: a small page stands for all, in both schemes.
        const small = ["only", "one"].includes(name);
        if (colorScheme === "dark" && !small) {
          await close(page);
          continue;
        }
        await page.evaluate(axe);
        const { violations } = await page.evaluate((enabled) =>
          axe.run(document, { resultTypes: ["violations"], rules: { "color-contrast": { enabled } } }), small);
        const found = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((node) => node.html).join("  ")}`);
        assert.deepEqual(found, []);
        await close(page);
      }
    }
  });

  test(`${name}: links land, headings are in order, ids are unique`, async () => {
    const page = await open(write(`${name}.html`, ...words));
    const { lost, jumps, twice } = await page.evaluate(() => {
      const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
      const levels = [...document.querySelectorAll("h1, h2, h3")].map((h) => Number(h.localName[1]));
      return {
        lost: [...document.querySelectorAll("a[href^='#']")].map((a) => decodeURIComponent(a.getAttribute("href").slice(1)))
          .filter((id) => !document.getElementById(id)),
        jumps: levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1),
        twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      };
    });
    assert.deepEqual({ lost, jumps, twice }, { lost: [], jumps: [], twice: [] });
    await close(page);
  });
}

test("without script the whole solution is there", async () => {
  const page = await open(write("handout.html"), { javaScriptEnabled: false });
  assert.ok(await page.isVisible("#solution >> text=The loss after the update"));
  assert.ok(!(await page.isVisible("#tools")), "what needs the script is not shown");
  await close(page);
});

test("A4 and Letter: printed pages are cut nowhere", async () => {
  const path = write("handout.html");
  for (const [format, width] of [["A4", 680], ["Letter", 700]]) {
    const page = await open(path, { viewport: { width, height: 900 } });
    await page.emulateMedia({ media: "print" });
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll("#solution .line, figure")].filter((e) => e.scrollWidth > e.clientWidth + 2).map((e) => e.id));
    assert.deepEqual(wide, [], `nothing is wider than ${format}`);
    const pdf = await page.pdf({ format, path: join(pictures, `handout-${format}.pdf`), preferCSSPageSize: false });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages > 3 && pages < 60, `${pages} pages`);
    await close(page);
  }
});

/** The lines of a page as text, with sign and numbers, without the buttons. */
const lines = (page) => page.evaluate(() =>
  [...document.querySelectorAll("#solution .line, #solution p")].map((line) =>
    [...line.childNodes].filter((part) => part.localName !== "button").map((part) => part.textContent).join("")));

for (const words of [[], ["--cut"], ["mazur", "--notation", "standard"], ["--method", "handout"]]) {
  test(`digits and styles switched in the page are what the program writes: ${words.join(" ") || "handout"}`, async () => {
    const page = await open(write("switched.html", ...words));
    for (const style of ["chain", "delta", "matrix"]) {
      await page.check(`input[value=${style}]`);
      for (const digits of [1, 2, 7, 12, 30, 4]) {
        await page.fill("input[type=number]", String(digits));
        await page.press("input[type=number]", "Enter");
        await page.locator("input[type=number]").blur();
        const fresh = await open(write("fresh.html", ...words, "--style", style, "--digits", String(digits)));
        const bare = (all) => (style === "matrix" ? all.map((line) => line.replace(/[≈=]/g, "=")) : all);
        assert.deepEqual(bare(await lines(page)), bare(await lines(fresh)), `${style}, ${digits} digits`);
        await close(fresh);
      }
    }
    assert.deepEqual(page.complaints, []);
    await close(page);
  });
}

test("numbers are the same text as in Markdown", async () => {
  const page = await open(write("handout.html"));
  const shown = await page.evaluate(() => [...document.querySelectorAll("#solution mn")].map((n) => n.textContent.replace("−", "-")));
  const markdown = clearprop("explain", "--format", "markdown");
  const printed = new Set(markdown.match(/-?\d+(\.\d+)?/g));
  const decimal = shown.filter((text) => text.includes("."));
  assert.ok(decimal.length > 500);
  assert.deepEqual(decimal.filter((text) => !printed.has(text) && !printed.has(text.replace("-", ""))), []);
  await close(page);
});

for (const words of [["--style", "chain"], ["--style", "delta", "--notation", "standard"], ["mazur", "--notation", "mazur"]]) {
  test(`a line copied is the LaTeX of the Markdown document: ${words.join(" ")}`, async () => {
    const page = await open(write("copy.html", ...words), { permissions: ["clipboard-read", "clipboard-write"] });
    const bare = (text) => text.replace(/\s|&|\\\\|\\q?quad|\\begin\{aligned\}|\\end\{aligned\}/g, "");
    const known = new Set(clearprop("explain", ...words, "--format", "markdown").split("$$").filter((_, at) => at % 2).map(bare));
    const buttons = await page.locator(".line > button:visible").all();
    assert.ok(buttons.length > 20);
    for (const button of buttons.filter((_, at) => at % 7 === 0)) {
      await button.focus();
      await page.keyboard.press("Enter");
      await page.click("#card >> text=Copy as LaTeX");
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(known.has(bare(copied)), copied);
      await page.keyboard.press("Escape");
    }
    await close(page);
  });
}

test("pointing at a number tells what it is, and the way leads to where it was worked out", async () => {
  const page = await open(write("handout.html"));
  const data = JSON.parse(await page.textContent("#data"));
  const at = data.quantities.findIndex(([id]) => id === "a[1,2]");
  const used = page.locator(`#solution .line:not([id="a[1,2]"]) [data-n="${at}"]`).first();
  await used.scrollIntoViewIfNeeded();
  await used.hover();
  await page.waitForSelector("#card:not([hidden])");
  await used.click();
  const card = await page.textContent("#card");
  assert.match(card, /a\[1,2\]/);
  assert.match(card, /≈ 0\.8038, in full 0\.80376594/);
  await page.screenshot({ path: join(pictures, "card.png") });
  await page.click("#card >> text=Go to where");
  assert.equal(await page.evaluate(() => document.activeElement.id), "a[1,2]");
  assert.ok(await page.locator("[id='a[1,2]']").isVisible());
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("#card"));
  await close(page);
});

test("a symbol can be asked for by touch", async () => {
  const page = await open(write("handout.html"), { viewport: PHONE, hasTouch: true, isMobile: true });
  await page.locator("#solution .line [data-q]").first().tap();
  assert.match(await page.textContent("#card"), /w\[1,1,1\]/);
  await page.screenshot({ path: join(pictures, "card-phone.png") });
  await close(page);
});

test("in the matrix style a number leads to the line whose result it is", async () => {
  const page = await open(write("matrix.html", "--style", "matrix"));
  const data = JSON.parse(await page.textContent("#data"));
  const at = data.quantities.findIndex(([id]) => id === "dE/dz[1,1]");
  await page.locator(`#solution [data-n="${at}"]`).last().click();
  await page.click("#card >> text=Go to where");
  assert.ok(await page.locator(`.here .result [data-n="${at}"]`).count());
  await close(page);
});

test("parts and steps fold", async () => {
  const page = await open(write("handout.html"));
  const line = page.locator("[id='z[1,1]']");
  await page.click("text=Fold all");
  assert.ok(await line.isHidden());
  await page.click("nav >> text=Forward: layer 1");
  await line.waitFor({ state: "visible" }); // A link opens the part that it leads to.
  await page.click("text=Unfold all");
  const steps = line.locator("> span");
  assert.equal(await steps.count(), 3);
  await page.click("text=Results only");
  assert.deepEqual(await steps.evaluateAll((all) => all.map((step) => step.getClientRects().length > 0)), [false, false, true]);
  await page.click("text=Results only");
  assert.ok(await steps.first().isVisible());
  await close(page);
});

test("the numbers of a column end below one another", async () => {
  const page = await open(write("matrix.html", "--style", "matrix"));
  const ragged = await page.evaluate(() =>
    [...document.querySelectorAll("#solution mtable:not(.cases)")].filter((table) => table.getClientRects().length)
      .filter((table) => new Set([...table.querySelectorAll("mtr > mtd:last-child > *")].map((n) => Math.round(n.getBoundingClientRect().right))).size > 1)
      .map((table) => table.textContent));
  assert.deepEqual(ragged, []);
  await close(page);
});

test("a deep link opens the page at a quantity", async () => {
  const path = write("handout.html");
  const page = await open(path);
  await page.goto(`file://${path}#${encodeURIComponent("dE/dw[1,2,3]")}`);
  await page.reload();
  await page.waitForFunction(() => {
    const { top } = document.getElementById("dE/dw[1,2,3]").getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  });
  await close(page);
});

test("names that are markup stay text", async () => {
  const notation = text("odd.toml", readFileSync(new URL("odd-notation.toml", import.meta.url), "utf8"));
  const page = await open(write("odd.html", "--notation", notation));
  assert.deepEqual(page.complaints, []);
  assert.equal(await page.evaluate(() => document.querySelectorAll("#solution b, #solution i").length), 0);
  await close(page);
});

test("the handout's page and a wide network's stay small", () => {
  const size = (name, ...words) => readFileSync(write(name, ...words)).length;
  assert.ok(size("handout.html") <= 500_000, `${size("handout.html")} bytes`);
  assert.ok(size("wide.html", newNetwork("784-128-10")) <= 3_000_000);
});
