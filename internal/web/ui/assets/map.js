// The map that moves: <mi-map> holds a still map that says the same. When the reader comes near it, this asks for the outlines and Leaflet, and
// puts the moving map in its place. Whatever doesn't arrive leaves the still one, and a sentence. What comes into view is asked for in blocks
// of the map, in which the server has gathered places into crowds (place/crowd.go); what has come once is kept. Places' names come from people:
// they are only ever set as text.

const [farthest, nearest] = [1, 13]; // zooms: the world, and ten metres to a pixel, which is as well as we know where places are
const block = 504; // px, as in place/crowd.go
const line = 72; // px: pins whose feet stand in one are read from west to east
const settle = 120; // ms without a move, before what is lacking is asked for
const names = 8; // zoom from which départements bear their names
const lookEarly = '400px 0px';
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const format = new Intl.NumberFormat(document.documentElement.lang);
const number = (n) => format.format(n).replaceAll('\u202f', '\u00a0'); // the narrow space is too narrow in our font

class LiveMap extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.found) return; // no place has a point
    const eye = new IntersectionObserver((seen) => {
      if (!seen.some((s) => s.isIntersecting)) return;
      eye.disconnect();
      this.load();
    }, { rootMargin: lookEarly });
    eye.observe(this);
  }

  disconnectedCallback() {
    clearTimeout(this.settling);
    clearTimeout(this.saying);
    this.cameFrom = null;
    this.map?.remove();
    this.map = null;
    this.querySelector('.live')?.remove();
    this.classList.remove('is-live');
  }

  // fail leaves the still map, and a sentence.
  fail() {
    this.disconnectedCallback();
    const wait = this.querySelector('.live-wait');
    wait.hidden = false;
    wait.className = 'live-wait small muted';
    wait.firstElementChild.textContent = this.dataset.failed;
  }

  async load() {
    const wait = this.querySelector('.live-wait');
    const timer = setTimeout(() => (wait.hidden = false), 400);
    const parts = [json(this.dataset.outlines), import(this.dataset.leaflet), style(this.dataset.style)];
    const [outlines] = await Promise.all(parts).catch(() => []);
    clearTimeout(timer);
    if (!outlines) return this.fail();
    wait.hidden = true;
    if (this.isConnected) this.show(outlines);
  }

  show(outlines) {
    const near = this.dataset.near?.split(',').map(Number);
    this.known = new Map(); // zoom → its blocks that came or are on their way, and their crowds
    this.pins = new Map(); // name of a crowd → its marker, of what is in view

    const height = this.querySelector('.live-still').offsetHeight;
    this.append(this.querySelector('template').content.cloneNode(true));
    const land = this.querySelector('.live-land');
    land.style.blockSize = `min(${Math.max(height, 352)}px, 82svh)`;
    this.classList.add('is-live');

    this.map = L.map(land, {
      minZoom: farthest, maxZoom: nearest, zoomSnap: 0.25, maxBounds: [[-65, -200], [75, 200]], renderer: L.svg({ padding: 0.5 }), zoomControl: false,
      attributionControl: false,
      ...(calm && { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false }),
    });
    if (calm) this.map.panBy = (by, options) => L.Map.prototype.panBy.call(this.map, by, { ...options, animate: false });
    L.control.scale({ imperial: false }).addTo(this.map);
    this.draw(outlines, near);
    this.hands(land);
    this.buttons();
    this.map.on('moveend', () => this.look()).on('popupclose', () => this.goBack());
    this.go(boxOf(this.dataset.begin));
  }

  go(box, zoom = 10) {
    this.map.fitBounds(box, { padding: [20, 20], maxZoom: zoom, animate: !calm });
  }

  // leap is go, asked for by a button below the map.
  leap(box) {
    this.go(box);
    this.map.getContainer().scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
  }

  draw({ steps, land, borders, names: labels }, near) {
    const line = ([x, y, ...ways]) => {
      const points = [[y / steps, x / steps]];
      for (let i = 0; i < ways.length; i += 2) points.push([(y += ways[i + 1]) / steps, (x += ways[i]) / steps]);
      return points;
    };
    // Colours come from the style sheet, by day and by night.
    L.polygon(land.map(line), { interactive: false, className: 'live-coast' }).addTo(this.map);
    L.polyline(borders.map(line), { interactive: false, className: 'live-border' }).addTo(this.map);

    this.map.createPane('live-names').setAttribute('aria-hidden', 'true'); // without names of places, these would only be noise to the ear
    const sign = (at, kind, text) => {
      const icon = L.divIcon({ className: `live-name ${kind}`, iconSize: null, html: textElement('span', text) });
      L.marker(at, { pane: 'live-names', interactive: false, keyboard: false, icon }).addTo(this.map);
    };
    // Overseas départements are small when all of France is in view: their names stand beside them, at each zoom. In each ocean the northernmost
    // bears its name to the west, the others to the east, so that no two meet.
    const overseas = labels.filter(([, , y]) => y < 40 * steps);
    for (const [name, x, y] of labels) {
      const north = !overseas.some(([, x2, y2]) => x * x2 > 0 && y2 > y);
      sign([y / steps, x / steps], y >= 40 * steps ? '' : north ? 'is-far is-west' : 'is-far', name);
    }
    this.map.on('zoomend', () => this.map.getContainer().classList.toggle('is-near', this.map.getZoom() >= names));
    if (!near) return;
    sign(near, 'is-here', '');
    this.querySelector('.live-start').hidden = false;
  }

  // hands: one finger and the wheel scroll the page, which the map must not swallow. Two fingers move and zoom the map, Ctrl and the wheel zoom it,
  // and the button gives it to one finger for those who can't use two.
  hands(land) {
    const give = this.querySelector('[data-give]');
    land.addEventListener('pointerdown', (event) => {
      const scrolls = event.pointerType === 'touch' && !land.classList.contains('is-given');
      this.map.dragging[scrolls ? 'disable' : 'enable']();
    }, true);
    land.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    }, true);
    give.addEventListener('click', () => {
      give.setAttribute('aria-pressed', land.classList.toggle('is-given'));
    });
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.map.closePopup();
    });
  }

  buttons() {
    this.querySelector('[data-in]').addEventListener('click', () => this.map.zoomIn());
    this.querySelector('[data-out]').addEventListener('click', () => this.map.zoomOut());
    this.querySelector('[data-found]')?.addEventListener('click', () => this.leap(boxOf(this.dataset.found)));
    for (const button of this.querySelectorAll('[data-box]')) button.addEventListener('click', () => this.leap(boxOf(button.dataset.box)));
  }

  // look asks for what comes into view once the map has settled, and shows what is known. After a zoom the pins of before stay until all of
  // the new ones have come.
  look() {
    const zoom = this.map.getZoom();
    this.querySelector('[data-in]').setAttribute('aria-disabled', zoom === nearest);
    this.querySelector('[data-out]').setAttribute('aria-disabled', zoom === farthest);
    if (!this.known.has(zoom)) this.known.set(zoom, { blocks: new Map(), crowds: [] });
    clearTimeout(this.settling);
    const lacking = this.blocksInView().filter((at) => !this.known.get(zoom).blocks.has(`${at}`));
    if (lacking.length > 0) this.settling = setTimeout(() => this.ask(zoom, lacking), this.shown === undefined ? 0 : settle);
    if (zoom === this.shown || this.complete()) this.refresh();
  }

  // blocksInView lists them as [column, row].
  blocksInView() {
    const { min, max } = this.map.getPixelBounds();
    const last = Math.ceil((256 * 2 ** this.map.getZoom()) / block) - 1; // of the world
    const range = (from, to) => {
      const [first, end] = [from, to].map((n) => Math.min(Math.max(Math.floor(n / block), 0), last));
      return Array.from({ length: end - first + 1 }, (_, i) => first + i);
    };
    const cols = range(min.x, max.x);
    return range(min.y, max.y).flatMap((row) => cols.map((col) => [col, row]));
  }

  complete() {
    const { blocks } = this.known.get(this.map.getZoom());
    return this.blocksInView().every((at) => blocks.get(`${at}`) === 'here');
  }

  // ask fetches the rectangle around some blocks. When it doesn't arrive what is there stays, and a sentence tells.
  async ask(zoom, lacking) {
    const { blocks } = this.known.get(zoom);
    const mark = (state) => lacking.forEach((at) => blocks.set(`${at}`, state));
    const [cols, rows] = [0, 1].map((i) => lacking.map((at) => at[i]));
    const [col, row] = [Math.min(...cols), Math.min(...rows)];
    mark('asked');
    const answer = await this.fetch({ z: zoom, col, row, cols: Math.max(...cols) - col + 1, rows: Math.max(...rows) - row + 1 });
    if (!this.isConnected) return;
    if (!answer) {
      for (const at of lacking) blocks.delete(`${at}`);
      if (this.shown === undefined) this.fail();
      return;
    }
    this.take(zoom, answer);
    mark('here');
    if (zoom === this.map.getZoom() && (zoom === this.shown || this.complete())) this.refresh();
  }

  // fetch gives an answer, or nothing, and then says so.
  async fetch(what) {
    const address = new URL(this.dataset.src, location);
    for (const [name, value] of Object.entries(what)) address.searchParams.set(name, value);
    const count = this.querySelector('.live-count');
    const said = count.textContent;
    const slow = setTimeout(() => (count.textContent = this.querySelector('.live-wait').textContent), 400);
    const answer = await json(address).catch(() => null);
    clearTimeout(slow);
    if (!answer) clearTimeout(this.saying);
    count.textContent = answer ? said : this.dataset.lost;
    return answer;
  }

  // take adds the crowds of an answer that stand in blocks that aren't there yet, as the rectangle may hold others.
  take(zoom, { x, y, crowds, places }) {
    const known = this.known.get(zoom);
    const scale = 2 ** (zoom - nearest);
    const add = (dx, dy, crowd) => {
      const at = { x: x + dx, y: y + dy };
      if (known.blocks.get(`${[at.x, at.y].map((n) => Math.floor((n * scale) / block))}`) === 'here') return;
      known.crowds.push({ ...crowd, ...at, zoom, name: `${zoom} ${at.x} ${at.y}` });
    };
    for (const [dx, dy, count, open, past, ...box] of crowds) {
      const [west, north, east, south] = box.map((n, i) => n + (i % 2 ? y + dy : x + dx));
      add(dx, dy, { count, open, past, box: box.length > 0 && { west, north, east, south } });
    }
    for (const [dx, dy, state, ...name] of places) add(dx, dy, { count: 1, open: state === 1 ? 1 : 0, past: state === 2 ? 1 : 0, one: this.place(state, ...name) });
    const row = (crowd) => Math.floor((crowd.y * scale) / line);
    known.crowds.sort((a, b) => row(a) - row(b) || a.x - b.x);
  }

  place(state, name, slug) {
    return { state, name, href: this.dataset.base + (slug ?? plain(name)) };
  }

  // refresh shows the crowds in view, keeps those that were there (one may have the focus), and tells how many places they are.
  refresh() {
    const zoom = (this.shown = this.map.getZoom());
    const view = this.map.getPixelBounds();
    const scale = 2 ** (zoom - nearest);
    const inView = this.known.get(zoom).crowds.filter((c) => view.contains([c.x * scale, c.y * scale]));
    const wanted = new Set(inView.map((c) => c.name));
    const hadFocus = document.activeElement?.closest('.live-pin');
    for (const [name, pin] of this.pins) {
      if (wanted.has(name)) continue;
      pin.remove();
      this.pins.delete(name);
    }
    let before = null;
    for (const crowd of inView.slice().reverse()) {
      if (!this.pins.has(crowd.name)) this.pins.set(crowd.name, this.pin(crowd).addTo(this.map));
      const element = this.pins.get(crowd.name).getElement();
      if (element.nextSibling !== before) element.parentNode.insertBefore(element, before);
      before = element;
    }
    if (hadFocus && !hadFocus.isConnected) this.refocus(inView);
    clearTimeout(this.saying);
    if (this.complete()) this.saying = setTimeout(() => this.say(inView), 500);
  }

  // refocus: the crowd that had the focus has parted; the focus goes to the first of those who were in it, or to the map.
  refocus(inView) {
    const { west, north, east, south } = this.parted ?? {};
    const first = inView.find(({ x, y }) => x >= west && x <= east && y >= north && y <= south);
    (this.pins.get(first?.name)?.getElement() ?? this.map.getContainer()).focus({ preventScroll: true });
  }

  say(inView) {
    let shown = 0, open = 0;
    for (const crowd of inView) (shown += crowd.count), (open += crowd.open);
    this.querySelector('.live-count').textContent = fill(this.dataset.count, shown, open);
  }

  pin(crowd) {
    const { count, open, past, one } = crowd;
    const label = one ? `${one.name}, ${this.words(one.state)}` : fill(this.dataset.crowd, count, open);
    const kind = `${one ? '' : 'is-crowd'} ${open ? 'is-on' : past === count ? 'is-past' : ''}`;
    const icon = new (windowIcon())({ label, kind, text: one ? '' : number(count) });
    const pin = L.marker(this.map.unproject([crowd.x, crowd.y], nearest), { keyboard: false, icon });
    return pin.on('click', () => this.press(pin, crowd));
  }

  // press parts a crowd that a closer look would show as more than one pin, and lists the places of another.
  async press(pin, crowd) {
    if (crowd.zoom !== this.map.getZoom()) return; // a pin of before, about to give way to those of this zoom
    if (crowd.one) return this.tell(pin, [crowd.one]);
    if (crowd.box && this.map.getZoom() < nearest) return this.part(crowd.box);
    const answer = await this.fetch({ z: crowd.zoom, x: crowd.x, y: crowd.y });
    if (!answer || !pin.getElement()?.isConnected) return;
    this.tell(pin, answer.places.map(([, , ...place]) => this.place(...place)));
  }

  part(box) {
    this.parted = box;
    const bounds = L.latLngBounds(this.map.unproject([box.west, box.south], nearest), this.map.unproject([box.east, box.north], nearest));
    const zoom = Math.max(this.map.getZoom() + 1, Math.min(nearest, this.map.getBoundsZoom(bounds, false, L.point(64, 64))));
    this.map.setView(bounds.getCenter(), zoom, { animate: !calm });
  }

  // goBack: the focus of a popup that closes returns to its pin, or to the map when the pin is gone.
  goBack() {
    if (this.cameFrom) (this.cameFrom.getElement() ?? this.map.getContainer()).focus({ preventScroll: true });
    this.cameFrom = null;
  }

  // tell opens the popup of one place, or of several at one spot.
  tell(pin, points) {
    const list = document.createElement('ul');
    list.setAttribute('role', 'list');
    for (const point of points.slice().sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang))) {
      const item = document.createElement('li');
      const link = textElement('a', point.name);
      link.href = point.href;
      item.append(link, textElement('span', this.words(point.state)));
      list.append(item);
    }
    this.cameFrom = null; // the popup before gives its focus to nobody
    const { x, y } = this.map.getSize();
    const beside = 64; // px: the buttons that zoom
    L.popup({
      className: 'live-popup', offset: [0, -6], minWidth: 120, maxWidth: Math.min(300, x - beside - 20), maxHeight: y - 120,
      autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [beside, 12],
    }).setLatLng(pin.getLatLng()).setContent(list).openOn(this.map);
    this.cameFrom = pin;
    const close = this.querySelector('.leaflet-popup-close-button');
    close.setAttribute('aria-label', this.dataset.close);
    list.querySelector('a').focus({ preventScroll: true });
  }

  words(state) {
    return [this.dataset.shut, this.dataset.open, this.dataset.past][state];
  }
}

// A pin is a button that looks like a window.
let made;
function windowIcon() {
  return (made ??= L.DivIcon.extend({
    createIcon() {
      const { label, kind, text } = this.options;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = `leaflet-marker-icon live-pin ${kind}`;
      button.setAttribute('aria-label', label);
      button.append(textElement('span', text));
      return button;
    },
  }));
}

function textElement(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

// plain is the end of a place's address when the answer leaves it out, as nearly all follow from their names: ui.LiveSlug says when.
function plain(name) {
  return name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

// fill puts numbers where a sentence has {0} and {1}.
function fill(sentence, ...numbers) {
  return sentence.replace(/\{(\d)\}/g, (_, i) => number(numbers[i]));
}

// boxOf reads "south,west,north,east".
function boxOf(text) {
  const [south, west, north, east] = text.split(',').map(Number);
  return [[south, west], [north, east]];
}

async function json(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

function style(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'stylesheet', href: address, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}

customElements.define('mi-map', LiveMap);
