// The drawings: valid SVG, within their frame, and no two numbers on top of one another.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { browser, close, newNetwork, open, pictures, write } from "./browser.js";

after(() => browser.close());

const NETWORKS = {
  "2-2-2": ["mazur"],
  "2-2-2-mazur": ["mazur", "--notation", "mazur"],
  "3-3-3": [],
  "784-128-10": [newNetwork("784-128-10")],
  "1-1": [newNetwork("1-1")],
  "10-layers": [newNetwork("2-2-3-3-4-3-3-2-2-2-2")],
  "30-layers": [newNetwork(Array(31).fill(2).join("-"))],
  "4-8-3": [newNetwork("4-8-3")],
  "12-5-1": [newNetwork("12-5-1")],
};

for (const [name, words] of Object.entries(NETWORKS)) {
  for (const drawn of ["values", "gradients", "both"]) {
    test(`${name}, ${drawn}`, async () => {
      // The chain of a larger network would be too long to work.
      const path = write(`${name}-${drawn}.svg`, ...words, "--draw", drawn, "--style", "delta");
      const page = await open(path, { deviceScaleFactor: 1 });
      assert.deepEqual(page.complaints, []);
      const { problem, outside, overlaps, size } = await page.evaluate(() => {
        const root = document.documentElement;
        if (root.localName !== "svg") return { problem: "no valid SVG" };
        const frame = root.getBoundingClientRect();
        const boxes = [...root.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
        const inside = ({ box }) => box.left >= frame.left && box.right <= frame.right + 0.5 && box.top >= frame.top && box.bottom <= frame.bottom + 0.5;
        const overlap = (a, b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 7;
        const overlaps = [];
        boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other) => {
          if (overlap(one.box, other.box)) overlaps.push(`${one.text} / ${other.text}`);
        }));
        return { outside: boxes.filter((box) => !inside(box)).map(({ text }) => text), overlaps, size: [Math.ceil(frame.width), Math.ceil(frame.height)] };
      });
      assert.equal(problem, undefined);
      await page.setViewportSize({ width: size[0], height: size[1] });
      await page.screenshot({ path: join(pictures, `${name}-${drawn}.png`) });
      await close(page);
      assert.deepEqual({ outside, overlaps }, { outside: [], overlaps: [] });
      assert.match(readFileSync(path, "utf8"), /<title id="title">.+<\/title>/);
    });
  }
}
