// What the proofs share: the program, networks to run it on, and a browser.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), "clearprop-html-"));
/** Pictures land here, for people to look at. */
export const pictures = process.env.PICTURES ?? folder;

const program = process.env.CLEARPROP ?? join(here, "../../target/release/clearprop");

/** Runs the program and tells what it prints. */
export const clearprop = (...words) =>
  execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });

/** Writes a page or drawing and tells where. */
export const write = (name, ...words) => {
  const path = join(folder, name);
  clearprop("explain", ...words, "-q", "-o", path);
  return path;
};

/** A new network of a shape. */
export const newNetwork = (shape) => {
  const path = join(folder, `${shape}.toml`);
  if (!existsSync(path)) clearprop("new", shape, "-o", path);
  return path;
};

export const text = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Opens a file; `page.complaints` gathers what the console says, and what asks for the network. */
export const open = async (path, options = {}) => {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|data|about):/.test(request.url())) page.complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  await page.evaluate(() => document.fonts?.ready);
  return page;
};

export const close = (page) => page.context().close();
