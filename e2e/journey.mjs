// What a journey can do. A journey is a file in journeys/ that exports run(j): it opens pages, acts as a person would, and checks.
//
// Checked on every page without being asked: nothing in the console (a breach of the content security policy is told there), no script
// error, no answer of 500 or more, nothing fetched from another host.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { faults } from './heard.mjs';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// WCAG 2.2 AA, which the RGAA follows, and axe's own best practices.
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// What can differ between a light page and the same in the dark.
const ofColour = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
// What else can differ between a narrow window and a wide one, where the page is the same.
const ofWidth = { type: 'rule', values: [...ofColour.values, 'target-size', 'scrollable-region-focusable', 'link-name', 'button-name', 'label'] };

export const widths = [360, 1280];
export const schemes = ['light', 'dark'];
const heights = { 320: 640, 360: 740, 640: 512, 1280: 900 };

export class Journey {
  #contexts = [];
  #expected = new Map(); // address → status that a visit asked for
  #plain = new Set(); // pages without JavaScript

  constructor({ name, browser, app, screens }) {
    Object.assign(this, { name, browser, app, screens, checks: 0, problems: [] });
  }

  // page opens a browser of its own (cookies, settings) on an empty page.
  // js: false is a reader without JavaScript; zoom: 2 is the browser's zoom at 200 %: half the room, everything twice the size.
  async page({ width = 1280, scheme = 'light', js = true, zoom = 1, lang = 'fr-FR', ...more } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.app.base,
      viewport: { width: Math.round(width / zoom), height: Math.round((heights[width] ?? 900) / zoom) },
      deviceScaleFactor: zoom,
      colorScheme: scheme,
      javaScriptEnabled: js,
      locale: lang,
      reducedMotion: 'reduce', // a page in the middle of a transition has neither of its colours
      ...more,
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    this.#listen(page);
    if (!js) this.#plain.add(page);
    return page;
  }

  #listen(page) {
    const note = (what) => this.problems.push(`${what} (on ${page.url()})`);
    page.on('pageerror', (err) => note(`script error: ${err.message}`));
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      // Chromium logs a page that answers 404 or 422 on purpose; the visit has checked its status.
      const at = message.location().url;
      if (message.text().startsWith('Failed to load resource') && this.#expected.has(at)) return;
      note(`console ${message.type()}: ${message.text()} ${at}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== this.app.base) note(`asks another host: ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) note(`${response.status()} from ${response.url()}`);
      if (response.request().isNavigationRequest() && response.status() >= 400) this.#expected.set(response.url(), response.status());
    });
  }

  // visit goes to an address and checks its status.
  async visit(page, address, { status = 200 } = {}) {
    const response = await page.goto(address, { waitUntil: 'load' });
    assert.equal(response.status(), status, `status of ${address}`);
    this.checks++;
    return response;
  }

  // signIn opens a page as somebody of the demonstration, by name or role as `mitoyen demo` prints them with a link. The link is used
  // once; the session then serves every journey. For everyPage: {storageState: await j.session('Maryse')}.
  async signIn(who, options) {
    return this.page({ ...options, storageState: await this.session(who) });
  }

  async session(who) {
    this.app.sessions ??= new Map();
    if (!this.app.sessions.has(who)) this.app.sessions.set(who, this.#session(who)); // two journeys may ask at once
    return this.app.sessions.get(who);
  }

  async #session(who) {
    const line = this.app.said().split('\n').find((text) => text.includes(` ${who} `) && /https?:\S+\s*$/.test(text));
    assert.ok(line, `the program printed no link for ${who}`);
    const page = await this.page();
    await this.visit(page, line.trim().split(/\s+/).at(-1));
    await page.locator('main form button').click();
    await page.waitForURL((url) => !line.includes(url.pathname));
    const state = await page.context().storageState();
    await page.context().close();
    return state;
  }

  ok(value, message) {
    this.checks++;
    assert.ok(value, message);
  }

  equal(got, want, message) {
    this.checks++;
    assert.deepEqual(got, want, message);
  }

  // axe looks for what keeps people out. It is a script and waits for timers, so it needs a page with JavaScript.
  // only: the rules to look at, instead of all.
  async axe(page, { what = page.url(), only } = {}) {
    assert.ok(!this.#plain.has(page), 'axe cannot run in a page without JavaScript; look at the same address with it');
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
    const { violations, passes } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }), only ?? axeTags);
    this.checks++;
    assert.ok(only || passes.length > 0, `axe looked at nothing on ${what}`);
    const told = violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n${v.nodes.slice(0, 5).map((n) => `      ${n.target.join(' ')} — ${n.failureSummary.replace(/\s+/g, ' ')}`).join('\n')}`);
    assert.equal(told.length, 0, `axe on ${what}:\n    ${told.join('\n    ')}`);
  }

  // heard: landmarks, headings, names, tables, announcements and languages are as somebody who listens needs them.
  async heard(page, what = page.url()) {
    const all = await faults(page);
    this.checks++;
    assert.equal(all.length, 0, `heard on ${what}:\n    ${all.join('\n    ')}`);
  }

  // noSidewaysScroll: everything fits the width. Regions that scroll by themselves (a wide table in its own box) may be wider.
  async noSidewaysScroll(page, what = page.url()) {
    const wide = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return null;
      const guilty = [...document.body.querySelectorAll('*')]
        .filter((e) => e.getBoundingClientRect().right > room + 1)
        .slice(0, 5)
        .map((e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute('class') ?? ''}"> to ${Math.round(e.getBoundingClientRect().right)} px`);
      return `${document.documentElement.scrollWidth} px wide in ${room}: ${guilty.join(', ')}`;
    });
    this.checks++;
    assert.equal(wide, null, `${what} scrolls sideways: ${wide}`);
  }

  // tabTo presses Tab until the focus is on an element with this accessible name (text, or a pattern), and checks on the way that each
  // focused element can be seen to be so. It fails after `most` steps.
  async tabTo(page, name, { most = 60, back = false } = {}) {
    const seen = [];
    for (let i = 0; i < most; i++) {
      await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
      const at = await page.evaluate(focused);
      if (!at) continue; // the browser's own controls
      seen.push(at.name);
      this.checks++;
      assert.ok(at.visible, `the focus on “${at.name}” (${at.html}) cannot be seen: ${at.why}`);
      if (name instanceof RegExp ? name.test(at.name) : at.name === name) return at;
    }
    assert.fail(`Tab never reached ${name}. It passed: ${seen.join(' · ')}`);
  }

  // screenshot leaves e2e/screens/<journey>-<step>-<width>-<scheme>.png.
  async screenshot(page, step, { width = page.viewportSize().width, scheme } = {}) {
    scheme ??= (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ? 'dark' : 'light';
    await page.screenshot({ path: path.join(this.screens, `${this.name}-${step}-${width}-${scheme}.png`), fullPage: true });
  }

  // everyPage looks at each address in all the ways that must hold: axe at 360 and 1280 px, light and dark; what a screen reader hears; no sideways scroll at 320, 360
  // and 1280 px nor at 200 % zoom. An address is a string, or {path, status, step}. storageState: a signed-in person's, from
  // page.context().storageState(). MITOYEN_PICTURES=failures takes no pictures of what is well: they cost a third of the time. MITOYEN_LOOKS=half asks axe all of its rules at
  // one of the two widths, in turn, and at the other those that a width or the dark can change: `make test` does, `make prove` looks at all. Two windows share the list; each page is read once and then made narrower, as a window is.
  async everyPage(list, { storageState } = {}) {
    const failures = [];
    const left = list.map((entry) => (typeof entry === 'string' ? { path: entry } : entry));
    const all = left.length;
    const look = async (entry, width, f) => {
      try {
        await f();
      } catch (err) {
        failures.push(`${entry.path} at ${width}: ${err.message}`);
      }
    };
    const lookAt = async (page, entry) => {
      const halfAt = process.env.MITOYEN_LOOKS === 'half' ? widths[left.length % 2] : null;
      const rules = (width, scheme) => (scheme === 'dark' ? ofColour : width === halfAt ? ofWidth : undefined);
      await this.visit(page, entry.path, { status: entry.status });
      await look(entry, 1280, () => this.heard(page));
      for (const width of widths.toReversed()) {
        await resize(page, width);
        for (const scheme of schemes) {
          if (scheme === 'dark' && width !== (halfAt ?? width)) continue;
          await page.emulateMedia({ colorScheme: scheme });
          if (process.env.MITOYEN_PICTURES !== 'failures') await this.screenshot(page, entry.step ?? stepOf(entry.path), { width, scheme });
          await look(entry, `${width} ${scheme}`, () => this.axe(page, { only: rules(width, scheme) }));
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await look(entry, width, () => this.noSidewaysScroll(page));
      }
      for (const [width, name] of [[320, 320], [640, '200 %']]) {
        await resize(page, width);
        await look(entry, name, () => this.noSidewaysScroll(page));
      }
      await resize(page, 1280);
    };
    const window = async () => {
      const page = await this.page({ storageState });
      for (let entry; (entry = left.shift()); ) await look(entry, 1280, () => lookAt(page, entry));
      await page.context().close();
    };
    await Promise.all([window(), window()]);
    assert.equal(failures.length, 0, `${failures.length} of the looks at ${all} pages failed:\n  ${failures.join('\n  ')}`);
  }

  // end closes everything, leaving a picture of each open page when the journey failed, and tells what was noted on the way.
  async end(failed) {
    for (const [i, context] of this.#contexts.entries()) {
      for (const page of context.pages()) {
        if (failed) await this.screenshot(page, `FAILED${i || ''}`).catch(() => {});
      }
      await context.close().catch(() => {});
    }
    return this.problems;
  }
}

// resize is what a person does who makes the window narrower.
async function resize(page, width) {
  await page.setViewportSize({ width, height: heights[width] });
}

// stepOf names a picture after its address: /en/lieux?q=x → en-lieux-q-x.
function stepOf(address) {
  return address.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'home';
}

// focused runs in the page: what has the focus, and whether a person sees it.
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const name = (
    e.getAttribute('aria-label') ??
    (e.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
  ).trim() || [...(e.labels ?? [])].map((l) => l.textContent).join(' ').trim() || e.textContent.trim() || e.getAttribute('title') || e.value || '';
  let why = '';
  if (!e.matches(':focus-visible')) why = 'it does not match :focus-visible';
  else if ((style.outlineStyle === 'none' || parseFloat(style.outlineWidth) === 0) && style.boxShadow === 'none') why = 'neither outline nor shadow';
  else if (box.width === 0 || box.height === 0) why = 'it has no size';
  else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) why = 'it is outside of the window';
  return { name: name.replace(/\s+/g, ' '), tag: e.tagName.toLowerCase(), html: e.outerHTML.slice(0, 120), visible: why === '', why };
}
