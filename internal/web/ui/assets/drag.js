// The plan with a mouse: a booking is dragged to another hour, resource or day, and a press on what is free books from that hour on.
// What a drag sends is the form of the booking's own page, which does the same by keyboard and without this script.

const form = document.querySelector('[data-drag]');
const gantt = document.querySelector('.gantt[data-first]');
const week = document.querySelector('table.plan');
const two = (n) => String(n).padStart(2, '0');
const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const addDays = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86400000).toISOString().slice(0, 10);

// minutesAt is the time of day under the pointer, in the drawn day.
function minutesAt(row, x) {
  const name = row.querySelector('.g-name').getBoundingClientRect();
  const all = row.getBoundingClientRect();
  const hours = getComputedStyle(gantt).getPropertyValue('--h');
  const part = (x - name.left - name.width) / (all.right - name.left - name.width);
  return Number(gantt.dataset.first) + part * hours * 60;
}

const onStep = (minutes, row) => Math.round(minutes / row.dataset.step) * row.dataset.step;

// under finds where the pointer is: a row of the day, or a cell of the week.
function under(x, y) {
  const at = document.elementsFromPoint(x, y);
  return gantt ? at.map((e) => e.closest('.g-row[data-r]')).find(Boolean) : at.map((e) => e.closest('td[data-le]')).find(Boolean);
}

// wish is what a drop asks for.
function wish(bar, grip, x, y) {
  const target = under(x, y);
  if (!target) return null;
  const from = Number(bar.dataset.de);
  const to = Number(bar.dataset.a);
  if (!gantt) {
    const le = target.dataset.le;
    const days = Number(bar.dataset.days);
    return { target, resource: target.closest('tr').dataset.r, le, au: days ? addDays(le, days) : '', de: clock(from), a: clock(to) };
  }
  // A bar that begins before the hours shown still moves by as much as the pointer does.
  const start = Math.max(0, onStep(from + minutesAt(target, x) - grip, target));
  const end = Math.min(24 * 60, start + to - from);
  return { target, resource: target.dataset.r, le: gantt.dataset.day, au: '', de: clock(start), a: clock(end % (24 * 60)) };
}

function drag(bar, down) {
  const ghost = bar.cloneNode(true);
  const box = bar.getBoundingClientRect();
  const home = gantt ? bar.closest('.g-row') : null;
  const grip = home ? minutesAt(home, down.clientX) : 0;
  let moved = false;
  let marked = null;
  const mark = (target) => {
    if (target === marked) return;
    marked?.classList.remove('is-target');
    target?.classList.add('is-target');
    marked = target;
  };
  const move = (event) => {
    if (!moved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 6) return;
    if (!moved) {
      moved = true;
      ghost.classList.add('is-ghost');
      Object.assign(ghost.style, { width: `${box.width}px`, height: `${box.height}px` });
      document.body.append(ghost);
      bar.classList.add('is-moving');
    }
    Object.assign(ghost.style, { left: `${box.left + event.clientX - down.clientX}px`, top: `${box.top + event.clientY - down.clientY}px` });
    const w = wish(bar, grip, event.clientX, event.clientY);
    mark(w?.target ?? null);
    const small = ghost.querySelector('small');
    if (w && small) small.textContent = `${w.de} – ${w.a}`;
  };
  const end = () => {
    mark(null);
    ghost.remove();
    bar.classList.remove('is-moving');
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', drop);
    removeEventListener('pointercancel', end);
    removeEventListener('keydown', escape);
  };
  const escape = (event) => event.key === 'Escape' && end();
  const drop = (event) => {
    const w = moved ? wish(bar, grip, event.clientX, event.clientY) : null;
    end();
    if (!moved) return;
    // The press that ends a drag isn't one on the link.
    addEventListener('click', (click) => click.preventDefault(), { capture: true, once: true });
    setTimeout(() => w && send(bar, w));
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', drop);
  addEventListener('pointercancel', end);
  addEventListener('keydown', escape);
}

function send(bar, w) {
  form.action = new URL(bar.href).pathname;
  for (const name of ['resource', 'le', 'au', 'de', 'a']) form.elements[name].value = w[name];
  form.submit();
}

for (const bar of form ? document.querySelectorAll('a[data-de]') : []) {
  bar.draggable = false;
  bar.classList.add('is-loose');
  bar.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    event.preventDefault();
    bar.focus({ preventScroll: true });
    drag(bar, event);
  });
}

// A press on a free stretch asks for the hour under the pointer; the keyboard's asks for its beginning.
gantt?.addEventListener('click', (event) => {
  const free = event.target.closest('a.is-free');
  if (!free || event.detail === 0) return;
  const to = new URL(free.href);
  if (!to.searchParams.has('de')) return;
  const row = free.closest('.g-row');
  const [h, m] = to.searchParams.get('de').split(':').map(Number);
  const [eh, em] = to.searchParams.get('a').split(':').map(Number);
  const long = (eh * 60 + em + 24 * 60 - h * 60 - m) % (24 * 60);
  const start = Math.floor(minutesAt(row, event.clientX) / 30) * 30;
  if (start <= h * 60 + m) return;
  to.searchParams.set('de', clock(start));
  to.searchParams.set('a', clock(Math.min(24 * 60, start + long) % (24 * 60)));
  free.href = to;
});
