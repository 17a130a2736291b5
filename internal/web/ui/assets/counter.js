// The counter: keys, and a lost line. Every page works without this file.
//
// At an enrolled computer, what is done goes into a queue first and is sent from there, each act with an id of its own, until the server has
// said that it is done: so a lost line, or a lost answer, changes nothing about "once". The queue holds ids and hours, no names. Today's page
// is kept by desk-worker.js for as long as somebody has their turn.

const PAGE = 'mitoyen-desk-page';
const QUEUE = 'mitoyen-desk-queue';
const CLASHES = 'mitoyen-desk-clashes';
const KEYS = 'mitoyen-desk-keys';
const LOST = 'mitoyen-desk-lost';

const root = document.querySelector('[data-counter]');

// Whose turn is it? Whoever asks that has no list of names on this computer any more.
if (document.querySelector('[data-forget]')) {
  if ('caches' in window) caches.delete(PAGE);
  const waits = document.querySelector('[data-waits]');
  const n = read(QUEUE, []).length;
  waits.hidden = n === 0;
  waits.textContent = waits.dataset.waits.replace('{n}', n);
}

if (root) {
  keys();
  if (root.dataset.turn) counter();
}

function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // no room, or not allowed: what is on the page still works by forms
  }
}

// keys: ↓ ↑ between arrivals, / to search, 1 to 9 to count a visit, U to take the last back. None works in a field, and all can be put off.
function keys() {
  const help = root.querySelector('[data-keys]');
  help.hidden = false;
  const on = help.querySelector('input');
  on.checked = read(KEYS, true);
  on.addEventListener('change', () => {
    write(KEYS, on.checked);
    showKeys();
  });
  showKeys();
  const arrivals = () => [...root.querySelectorAll('.arrival form:first-of-type .btn:not(.is-plain)')].filter((b) => b.offsetParent);
  document.addEventListener('keydown', (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.target;
    const search = target.matches?.('[type=search]');
    if (target.matches?.('input:not([type=checkbox]), textarea, select') && !(search && event.key === 'ArrowDown')) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = arrivals();
      const at = all.indexOf(document.activeElement);
      const to = all[at < 0 ? 0 : at + (event.key === 'ArrowDown' ? 1 : -1)];
      if (!to) return;
      event.preventDefault();
      to.focus();
    } else if (event.key === '/') {
      event.preventDefault();
      root.querySelector('[type=search]').focus();
    } else if (/^[1-9]$/.test(event.key)) {
      root.querySelector(`[data-key="${event.key}"]`)?.click();
    } else if (event.key === 'u' || event.key === 'U') {
      root.querySelector('[data-last] button')?.click();
    }
  });
  // After a search, one key is left: Enter.
  if (new URL(location).searchParams.get('q')) arrivals()[0]?.focus();
}

function showKeys() {
  for (const kbd of root.querySelectorAll('.key kbd')) kbd.hidden = !root.querySelector('[data-keys] input').checked;
}

function counter() {
  const net = root.querySelector('[data-net]');
  const clash = root.querySelector('[data-clash]');
  let lostAt = read(LOST, null);
  let sending = false;

  const clock = (time) =>
    new Intl.DateTimeFormat(root.dataset.lang === 'en' ? 'en-GB' : 'fr-FR', { hour: 'numeric', minute: '2-digit', timeZone: root.dataset.zone })
      .format(time)
      .replace(':', root.dataset.lang === 'en' ? ':' : '\u202fh\u202f');

  function tell() {
    const n = read(QUEUE, []).length;
    const texts = net.dataset;
    let text = '';
    if (lostAt) text = n === 0 ? texts.none : n === 1 ? texts.one : texts.many;
    else if (n > 0) text = texts.sending;
    net.hidden = text === '';
    net.querySelector('span').textContent = text.replace('{n}', n).replace('{t}', lostAt ? clock(lostAt) : '');
    const clashes = read(CLASHES, []);
    clash.hidden = clashes.length === 0;
    clash.querySelector('ul').replaceChildren(
      ...clashes.map((c) => {
        const li = document.createElement('li');
        li.textContent = c;
        return li;
      }),
    );
  }
  clash.querySelector('button').addEventListener('click', () => {
    localStorage.removeItem(CLASHES);
    tell();
  });

  function lost(yes) {
    if (yes && !lostAt) lostAt = Date.now();
    if (!yes) lostAt = null;
    write(LOST, lostAt);
    tell();
  }

  // paint shows what waits on the page, which may be older than it.
  function paint(act) {
    if (act.what === 'tally') {
      const count = root.querySelector('[data-counted]');
      count.textContent = Number(count.textContent) + 1;
      for (const undo of root.querySelectorAll('[data-last]')) undo.hidden = true; // it would name another visit
      return;
    }
    for (const field of root.querySelectorAll(`input[name=booking][value="${CSS.escape(act.booking)}"]`)) {
      const row = field.closest('.arrival');
      row.classList.toggle('is-in', act.what === 'arrive');
      row.querySelector('[data-waiting]')?.remove();
      const tag = document.createElement('span');
      tag.dataset.waiting = '';
      tag.append(root.querySelector('template[data-waits]').content.cloneNode(true));
      row.querySelector('strong').after(' ', tag);
      for (const form of row.querySelectorAll('form')) form.hidden = true;
    }
  }

  function queued(form, submitter) {
    const data = new FormData(form, submitter);
    const act = { act: crypto.randomUUID(), what: form.dataset.queue, turn: root.dataset.turn, at: new Date().toISOString() };
    if (act.what === 'tally') {
      act.reason = data.get('reason');
      act.age = data.get('age') ?? '';
      act.name = submitter?.querySelector('b')?.textContent ?? '';
    } else {
      act.booking = data.get('booking');
      act.name = form.closest('.arrival').dataset.number;
    }
    return act;
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.matches('[data-next]')) {
      if (!lostAt) return; // the server ends the turn, and its page forgets today's names
      // On a lost line nobody could come in again: the turn stays.
      event.preventDefault();
      tell();
      return;
    }
    if (!form.dataset.queue) {
      if (!lostAt || form.method !== 'post' || !root.contains(form)) return;
      // Booking needs the server: what was typed stays until the line is back, and the sentence that says so comes into sight.
      event.preventDefault();
      net.scrollIntoView({ block: 'center' });
      return;
    }
    event.preventDefault();
    const act = queued(form, event.submitter);
    write(QUEUE, [...read(QUEUE, []), act]);
    paint(act);
    tell();
    send();
  });

  // send empties the queue in its order. One tab at a time is enough, and two do no harm: each act is done once.
  async function send() {
    if (sending) return;
    sending = true;
    let done = 0;
    try {
      for (let all = read(QUEUE, []); all.length > 0; all = read(QUEUE, [])) {
        const { name, ...act } = all[0];
        const answer = await fetch(root.dataset.send, { method: 'POST', body: new URLSearchParams(act), redirect: 'manual', cache: 'no-store' });
        if (answer.status === 401 || answer.status === 403 || answer.type === 'opaqueredirect') {
          lost(false);
          location.assign(root.dataset.door); // the turn is over: what waits is sent in the next one
          return;
        }
        if (answer.status === 422) {
          // it never was an act
        } else if (!answer.ok) throw new Error(`${answer.status}`);
        const { clash: why } = answer.ok ? await answer.json() : {};
        if (why) write(CLASHES, [...read(CLASHES, []), `${name} : ${why}`]);
        write(QUEUE, read(QUEUE, []).filter((x) => x.act !== act.act));
        done++;
        lost(false);
      }
      if (lostAt) {
        await fetch(root.dataset.home, { method: 'HEAD', cache: 'no-store', redirect: 'manual' });
        lost(false);
        done++; // the page is old
      }
    } catch {
      lost(true);
    } finally {
      sending = false;
      tell();
    }
    if (done > 0) again();
  }

  // again puts the day and the tally as they are now in the place of what is shown, leaves what is being typed beside them alone, and goes on
  // where the person was.
  async function again() {
    const here = location.pathname + location.search;
    const answer = await fetch(here, { cache: 'no-store' }).catch(() => null);
    if (!answer?.ok || answer.redirected) return answer && location.assign(root.dataset.home);
    if (answer.headers.has('Mitoyen-Keep-Until') && here === root.dataset.home) await (await caches.open(PAGE)).put(here, answer.clone());
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const parts = ['[aria-labelledby=attendus]', '[aria-labelledby=comptage]'].map((part) => [root.querySelector(part), fresh.querySelector(part)]);
    const drawn = (part) => [...(part?.querySelectorAll('use') ?? [])].every((use) => document.querySelector(use.getAttribute('href')));
    if (!parts.every(([old, now]) => old && now && drawn(now))) return location.reload();
    const at = document.activeElement;
    const row = [...root.querySelectorAll('.arrival')].indexOf(at?.closest?.('.arrival'));
    const key = at?.dataset?.key;
    for (const [old, now] of parts) old.replaceWith(document.adoptNode(now));
    showKeys();
    for (const act of read(QUEUE, [])) paint(act);
    if (key) root.querySelector(`[data-key="${key}"]`)?.focus();
    else if (row >= 0) root.querySelectorAll('.arrival')[row]?.querySelector('.btn')?.focus();
  }

  for (const act of read(QUEUE, [])) paint(act);
  tell();
  send();
  addEventListener('online', send);
  addEventListener('offline', () => lost(true));
  setInterval(() => {
    if (lostAt || read(QUEUE, []).length > 0) send();
  }, 5000);

  // Nobody at it for as long as a turn lasts: the names go off the screen. On a lost line they stay, since nobody could come back.
  let idle;
  const stir = () => {
    clearTimeout(idle);
    idle = setTimeout(() => !lostAt && location.assign(root.dataset.door), Number(root.dataset.idle) * 1000 + 1000);
  };
  for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, stir);
  stir();

  if ('serviceWorker' in navigator && 'keep' in root.dataset) keep();

  async function keep() {
    await navigator.serviceWorker.register('/desk-worker.js', { scope: root.dataset.home });
    const { active } = await navigator.serviceWorker.ready;
    const assets = [...document.querySelectorAll('link[href^="/static/"], script[src^="/static/"]')].map((e) => e.href || e.src);
    active.postMessage({ keep: location.origin + root.dataset.home, assets });
    root.dataset.kept = '';
  }
}
