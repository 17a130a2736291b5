// What a screen reader hears of a page, beyond what axe looks for: read in the browser's own accessibility tree.
const controls = new Set(['button', 'link', 'textbox', 'searchbox', 'checkbox', 'radio', 'combobox', 'listbox', 'spinbutton', 'slider', 'switch', 'tab', 'menuitem', 'DisclosureTriangle', 'Date']);
const landmarks = new Set(['banner', 'main', 'contentinfo', 'navigation', 'search', 'region', 'form', 'complementary']);

// faults lists what somebody who listens would stumble over.
export async function faults(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((n) => [n.nodeId, n]));
  const all = []; // in the order in which the page is read
  const walk = (n) => {
    if (!n.ignored) all.push({ role: n.role?.value ?? '', name: (n.name?.value ?? '').trim(), level: n.properties?.find((p) => p.name === 'level')?.value?.value });
    for (const id of n.childIds ?? []) if (byId.has(id)) walk(byId.get(id));
  };
  walk(nodes[0]);
  const of = (role) => all.filter((n) => n.role === role);
  const out = [];
  const say = (fine, text) => fine || out.push(text);

  for (const role of ['banner', 'main', 'contentinfo']) say(of(role).length === 1, `${of(role).length} landmarks “${role}”, not one`);
  // A form without name is no landmark.
  const named = all.filter((n) => landmarks.has(n.role) && (n.role !== 'form' || n.name !== '')).map((n) => `${n.role} ${n.name}`);
  for (const role of ['navigation', 'search', 'region', 'complementary']) {
    for (const n of of(role)) say(n.name !== '' || of(role).length === 1, `several landmarks “${role}”, one without name`);
  }
  const twice = named.filter((n, i) => named.indexOf(n) !== i);
  say(twice.length === 0, `two landmarks with one name: ${[...new Set(twice)].join(', ')}`);

  const headings = of('heading');
  say(headings.filter((h) => h.level === 1).length === 1, `${headings.filter((h) => h.level === 1).length} headings of level 1`);
  headings.forEach((h, i) => {
    say(h.name !== '', `a heading of level ${h.level} without text`);
    say(i === 0 || h.level <= headings[i - 1].level + 1, `from heading ${headings[i - 1]?.level} “${headings[i - 1]?.name}” to ${h.level} “${h.name}”`);
  });
  say(headings.length > 0 && headings[0].level === 1, `the first heading is “${headings[0]?.name}”, of level ${headings[0]?.level}`);

  for (const n of all) if (controls.has(n.role)) say(n.name !== '', `a ${n.role} without name`);

  out.push(...(await page.evaluate(inPage)));
  return out;
}

// inPage looks at what the tree doesn't hold.
function inPage() {
  const out = [];
  const text = (e) => e.textContent.replace(/\s+/g, ' ').trim();
  for (const table of document.querySelectorAll('table')) {
    const name = table.caption ? text(table.caption) : '';
    if (!name) out.push(`a table without caption: ${text(table).slice(0, 60)}`);
    for (const th of table.querySelectorAll('th')) if (!['col', 'row', 'colgroup', 'rowgroup'].includes(th.scope)) out.push(`table “${name}”: the header “${text(th)}” says neither col nor row`);
    for (const row of table.tBodies[0]?.rows ?? []) if (!row.querySelector('th')) { out.push(`table “${name}”: a row without header`); break; }
  }
  // What tells how many were found is announced.
  const found = [...document.querySelectorAll('main p')].find((p) => /^[\d\s  ,]+ (lieux?|places?)\b/.test(text(p)) && p.querySelector(':scope > strong:first-child'));
  if (found && found.getAttribute('role') !== 'status') out.push(`“${text(found)}” is no status`);
  // Words of the other language say so; each link to the other language does.
  const here = document.documentElement.lang;
  if (!['fr', 'en'].includes(here)) out.push(`the page's language is “${here}”`);
  for (const a of document.querySelectorAll('[hreflang]:is(a)')) if (a.lang !== a.hreflang) out.push(`the link “${text(a)}” is in ${a.hreflang} and doesn't say so`);
  const foreign = here === 'fr' ? /\b(English|sign in|the|and|places)\b/ : /\b(Français|lieux|tiers-lieux|le|la|les|des|une)\b/;
  const walk = document.createTreeWalker(document.querySelector('footer') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode()); ) if (foreign.test(n.data) && n.parentElement.closest('[lang]').lang === here) out.push(`in another language without saying so: “${n.data.trim()}”`);
  for (const e of document.querySelectorAll('label, legend')) if ([...e.childNodes].map((c) => c.textContent.trim()).join('') === (here === 'fr' ? 'English' : 'Français') && !e.querySelector('[lang]')) out.push(`the choice “${text(e)}” doesn't say its language`);
  return out;
}
