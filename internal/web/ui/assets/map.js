// The map that moves: <mi-map> holds a still map that says the same. When the reader comes near it, this asks for the points, the outlines
// and Leaflet, and puts the moving map in its place. Whatever doesn't arrive leaves the still one, and a sentence. Places' names come from
// people: they are only ever set as text.

const [farthest, nearest] = [1, 13]; // zooms: the world, and ten metres to a pixel, which is as well as we know where places are
const names = 8; // zoom from which départements bear their names
const lookEarly = '400px 0px';
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const format = new Intl.NumberFormat(document.documentElement.lang);
const number = (n) => format.format(n).replaceAll('\u202f', '\u00a0'); // the narrow space is too narrow in our font

class LiveMap extends HTMLElement {
  connectedCallback() {
    const eye = new IntersectionObserver((seen) => {
      if (!seen.some((s) => s.isIntersecting)) return;
      eye.disconnect();
      this.load();
    }, { rootMargin: lookEarly });
    eye.observe(this);
  }

  disconnectedCallback() {
    this.cameFrom = null;
    this.map?.remove();
    this.querySelector('.live')?.remove();
    this.classList.remove('is-live');
  }

  async load() {
    const wait = this.querySelector('.live-wait');
    const timer = setTimeout(() => (wait.hidden = false), 400);
    const parts = [json(this.dataset.src), json(this.dataset.outlines), import(this.dataset.leaflet), style(this.dataset.style)];
    const [answer, outlines] = await Promise.all(parts).catch(() => []);
    clearTimeout(timer);
    if (!answer) {
      wait.hidden = false;
      wait.className = 'small muted';
      wait.firstElementChild.textContent = this.dataset.failed;
      return;
    }
    wait.hidden = true;
    if (this.isConnected && answer.dots.length) this.show(answer, outlines);
  }

  show({ dots, near, base }, outlines) {
    this.points = dots.map(([lat, lon, state, name, slug]) => {
      const [x, y] = world(lat, lon);
      return { lat, lon, x, y, state, name, href: base + (slug ?? plain(name)) };
    });
    this.pins = new Map(); // name of a crowd → its marker, of what is in view
    this.around = null; // the crowds of the region in view

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
    this.map.on('moveend', () => this.refresh()).on('popupclose', () => this.goBack());
    this.begin(near);
  }

  // begin shows what was found: around a point, all of it; otherwise the mainland's share, and all of it when there is none.
  begin(near) {
    const mainland = this.querySelector('[data-box]');
    const inside = near ? [] : this.points.filter((p) => contains(boxOf(mainland), p));
    this.found = around(this.points);
    if (near) this.found.extend(near);
    this.go(inside.length ? around(inside) : this.found);
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
    this.querySelector('[data-found]')?.addEventListener('click', () => this.leap(this.found));
    for (const button of this.querySelectorAll('[data-box]')) {
      const box = boxOf(button);
      const count = this.points.filter((p) => contains(box, p)).length;
      button.querySelector('.num').textContent = number(count);
      button.hidden = !('whole' in this.dataset) && (count === 0 || count === this.points.length); // "all places found" goes there too
      button.addEventListener('click', () => this.leap(box));
    }
  }

  // refresh shows the crowds in view, keeps those that were there (one may have the focus), and tells how many places they are.
  refresh() {
    const zoom = this.map.getZoom();
    const view = this.map.getPixelBounds();
    const inView = this.crowdsAround(view.getCenter(), zoom).filter((c) => view.contains([c.x, c.y]));
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
    this.querySelector('[data-in]').setAttribute('aria-disabled', zoom === nearest);
    this.querySelector('[data-out]').setAttribute('aria-disabled', zoom === farthest);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.say(inView), 500);
  }

  crowdsAround({ x, y }, zoom) {
    const region = regionOf(x, y);
    const name = `${zoom} ${region.name}`;
    if (this.around?.name !== name) this.around = { name, crowds: crowds(this.points, zoom, region) };
    for (const crowd of this.around.crowds) crowd.name ??= `${zoom} ${crowd.points.length} ${crowd.points[0].href}`;
    return this.around.crowds;
  }

  // refocus: the crowd that had the focus has parted; the focus goes to the first of those who were in it, or to the map.
  refocus(inView) {
    const first = this.parted && inView.find((c) => c.points.some((p) => this.parted.has(p)));
    (this.pins.get(first?.name)?.getElement() ?? this.map.getContainer()).focus({ preventScroll: true });
  }

  say(inView) {
    let shown = 0, open = 0;
    for (const crowd of inView) (shown += crowd.points.length), (open += crowd.open);
    this.querySelector('.live-count').textContent = fill(this.dataset.count, shown, open);
  }

  pin(crowd) {
    const { points, open, past } = crowd;
    const one = points.length === 1 && points[0];
    const at = this.map.unproject([crowd.x, crowd.y], this.map.getZoom());
    const label = one ? `${one.name}, ${this.words(one.state)}` : fill(this.dataset.crowd, points.length, open);
    const kind = `${one ? '' : 'is-crowd'} ${open ? 'is-on' : past === points.length ? 'is-past' : ''}`;
    const icon = new (windowIcon())({ label, kind, text: one ? '' : number(points.length) });
    const pin = L.marker(one ? [one.lat, one.lon] : at, { keyboard: false, icon });
    return pin.on('click', () => (this.parts(crowd) ? this.part(crowd) : this.tell(pin, points)));
  }

  // parts: a closer look would show more than one pin.
  parts({ points }) {
    const apart = (p) => Math.hypot(p.x - points[0].x, p.y - points[0].y) * tile * 2 ** nearest > room;
    return this.map.getZoom() < nearest && points.some(apart);
  }

  part({ points }) {
    this.parted = new Set(points);
    const box = around(points);
    const zoom = Math.max(this.map.getZoom() + 1, Math.min(nearest, this.map.getBoundsZoom(box, false, L.point(64, 64))));
    this.map.setView(box.getCenter(), zoom, { animate: !calm });
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
function boxOf(button) {
  const [south, west, north, east] = button.dataset.box.split(',').map(Number);
  return [[south, west], [north, east]];
}

function around(points) {
  return L.latLngBounds(points.map((p) => [p.lat, p.lon]));
}

function contains([[south, west], [north, east]], { lat, lon }) {
  return lat >= south && lat <= north && lon >= west && lon <= east;
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
