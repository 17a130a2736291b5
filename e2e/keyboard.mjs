// A person who has only a keyboard. They reach each control in the order of the focus and type into what has it: nothing here clicks, nor
// fills a field by its selector.
//
// Checked at each press of Tab: the focus can be seen (in the window, under nothing, with a ring), it moved (no trap), and it follows the
// order in which the page is read.
import assert from 'node:assert/strict';

export class Keyboard {
  constructor(j, page) {
    Object.assign(this, { j, page });
  }

  // visit opens an address, as from a letter or a bookmark.
  visit(address, options) {
    return this.j.visit(this.page, address, options);
  }

  // to goes on with Tab until a control bears this name (text, a pattern, or what tells it); back goes towards the beginning.
  async to(name, { most = 90, back = false } = {}) {
    const seen = [];
    for (let i = 0; i < most; i++) {
      await this.page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
      const at = await this.page.evaluate(whereNow, back);
      if (!at) continue; // the browser's own controls
      seen.push(at.name);
      this.j.ok(at.wrong === '', `${this.page.url()}: the focus on “${at.name}” (${at.html}) ${at.wrong}`);
      if (typeof name === 'function' ? name(at) : is(at.name, name)) return at;
    }
    assert.fail(`${this.page.url()}: Tab never reached ${name}. It passed: ${seen.join(' · ')}`);
  }

  // press goes to a button or a link, presses it, and waits for the page that it leads to.
  async press(name, options) {
    await this.to(name, options);
    await this.answered(() => this.page.keyboard.press('Enter'));
  }

  // here presses a control that changes this page, by the space bar: a tick, a fold, a button of the map.
  async here(name, options) {
    await this.to(name, options);
    await this.page.keyboard.press('Space');
  }

  // type goes to a field and writes into it; what stood there goes.
  async type(name, text, options) {
    await this.to(name, options);
    await this.write(text);
  }

  // write writes where the focus is.
  async write(text) {
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
  }

  // choose goes to a list and takes the option that begins with these letters, as one does by typing them.
  async choose(name, text, options) {
    await this.to(name, options);
    await this.page.keyboard.type(text);
    const taken = await this.page.evaluate(() => document.activeElement.selectedOptions?.[0]?.textContent.trim());
    this.j.ok(taken?.startsWith(text), `“${name}” took “${taken}”, not “${text}”`);
  }

  // pick goes to the group of radio buttons that has this one, and moves to it with the arrows.
  async pick(name) {
    await this.to((at) => at.group.some((one) => is(one, name)));
    for (let i = 0; i < 12; i++) {
      const at = await this.page.evaluate(whereNow, false);
      if (is(at.name, name)) return this.j.ok(await this.page.evaluate(() => document.activeElement.checked), `${name} is picked`);
      await this.page.keyboard.press('ArrowDown');
    }
    assert.fail(`the arrows never reached ${name}`);
  }

  async enter() {
    await this.answered(() => this.page.keyboard.press('Enter'));
  }

  // answered waits for the page that an act leads to.
  async answered(act) {
    await Promise.all([this.page.waitForEvent('framenavigated'), act()]);
    await this.page.waitForLoadState('load');
  }

  // refused: the form came back. The focus is on the summary, the title says it, and the summary's line leads to its field, which has what was
  // typed and is described by its reason.
  async refused(line) {
    const summary = await this.page.evaluate(() => ({ has: document.activeElement.matches('.notice.is-error'), title: document.title, ring: getComputedStyle(document.activeElement).outlineStyle }));
    this.j.ok(summary.has, `${this.page.url()}: after a refusal the focus is on the summary`);
    this.j.ok(summary.ring !== 'none', 'the focus on the summary can be seen');
    this.j.ok(/^(À revoir : |To revise: )/.test(spaced(summary.title)), `the title says it: ${summary.title}`);
    await this.to(line);
    await this.page.keyboard.press('Enter');
    const field = await this.page.evaluate(() => {
      const e = document.activeElement;
      const why = (e.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
      return { tag: e.tagName, invalid: e.getAttribute('aria-invalid'), why, wrong: e.getBoundingClientRect().top < 0 ? 'above the window' : '' };
    });
    this.j.ok(['INPUT', 'TEXTAREA', 'SELECT'].includes(field.tag), `“${line}” leads to its field, not to ${field.tag}`);
    this.j.ok(field.invalid === 'true' && field.why.trim() !== '' && field.wrong === '', `the field tells its reason: ${JSON.stringify(field)}`);
  }

  // landed: a page came that names itself in its heading and its title, and the focus starts at its beginning.
  async landed(heading) {
    const at = await this.page.evaluate(() => ({
      h1: document.querySelector('h1')?.textContent.trim() ?? '', title: document.title, start: document.activeElement === document.body || document.activeElement.id === 'contenu',
    }));
    this.j.ok(is(at.h1, heading), `${this.page.url()}: the heading is “${at.h1}”, not ${heading}`);
    this.j.ok(at.title.length > 12 && at.start, `title “${at.title}”; the focus starts at the beginning: ${at.start}`);
  }

  // told: the page says so, where screen readers announce it.
  async told(text) {
    const all = await this.page.evaluate(() => [...document.querySelectorAll('[role=status], [role=alert]')].map((e) => e.textContent.trim()));
    this.j.ok(all.some((x) => spaced(x).includes(text)), `${this.page.url()}: nothing announces “${text}” but ${JSON.stringify(all)}`);
  }

  // round goes through the whole page and out of it: no control holds the focus.
  async round(most = 150) {
    await this.page.evaluate(() => document.activeElement.blur());
    for (let i = 0, out = 0; i < most; i++) {
      await this.page.keyboard.press('Tab');
      const at = await this.page.evaluate(whereNow, false);
      if (at) this.j.ok(at.wrong === '', `${this.page.url()}: the focus on “${at.name}” (${at.html}) ${at.wrong}`);
      if (at?.last || (!at && out++ > 0)) return;
    }
    assert.fail(`${this.page.url()}: after ${most} times Tab the page has no end`);
  }
}

// is compares words as they are heard: a space is a space, and "(facultatif)" may follow a label.
function is(seen, wanted) {
  const heard = spaced(seen);
  return wanted instanceof RegExp ? wanted.test(heard) : heard === wanted || heard.startsWith(`${wanted} (`);
}

const spaced = (text) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

// whereNow runs in the page: the name of what has the focus, and what is wrong with it.
function whereNow(back) {
  const e = document.activeElement;
  const before = globalThis.focusBefore;
  globalThis.focusBefore = e;
  if (!e || e === document.body) return null;
  const words = (id) => document.getElementById(id)?.textContent ?? '';
  const labels = [...(e.labels ?? [])].map((l) => l.textContent).join(' ').trim();
  const name = e.getAttribute('aria-label') ?? ((e.getAttribute('aria-labelledby') ?? '').split(/\s+/).map(words).join(' ').trim() || labels || e.textContent.trim() || e.value || '');
  const box = e.getBoundingClientRect();
  const ringed = (x) => {
    const style = x && getComputedStyle(x);
    return style && (style.outlineStyle === 'auto' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || (x === e && style.boxShadow !== 'none'));
  };
  const [x, y] = [(Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2, (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2];
  const top = document.elementFromPoint(x, y);
  const label = e.labels?.[0];
  const covered = !top || !(e.contains(top) || top.contains(e) || label?.contains(top) || e.closest('.cell, .choice, .pick')?.contains(top));
  // Pins have no order, and the header of a narrow screen sets the way in beside the name, above the menu that is read before it.
  const free = (n) => n.closest('.map-land, .live, header.site');
  let wrong = '';
  if (e === before && !['date', 'time'].includes(e.type)) wrong = 'stays there: a trap';
  else if (e !== before && (!e.matches(':focus-visible') || ![e, e.firstElementChild, e.parentElement, e.closest('.cell, .choice, label')].some(ringed))) wrong = 'has no ring'; // the parts of a date have the browser's own
  else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong = 'is outside of the window';
  else if (box.height <= innerHeight && (box.top < -1 || box.bottom > innerHeight + 1)) wrong = 'is half outside of the window';
  else if (covered) wrong = `is covered by ${top?.outerHTML.slice(0, 80)}`;
  else if (before?.isConnected && before !== document.body && before !== e && !free(e) && !free(before)) {
    const [first, second] = back ? [e, before] : [before, e];
    if (!(first.compareDocumentPosition(second) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY))) globalThis.focusBefore = e; // a new round
    else {
      const [a, b] = [first.getBoundingClientRect(), second.getBoundingClientRect()];
      if (b.bottom <= a.top && b.left < a.right) wrong = `is read before “${first.textContent.trim().slice(0, 40)}”, above it`;
    }
  }
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const group = e.type === 'radio' ? [...e.closest('form').elements].filter((x) => x.name === e.name).map((x) => x.labels[0]?.textContent ?? '') : [];
  return { group, name: name.replace(/\s+/g, ' ').trim(), html: e.outerHTML.slice(0, 120), wrong, last: all.at(-1) === e };
}
