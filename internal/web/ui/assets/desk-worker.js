// Keeps today's page of the counter, and what it is drawn with, for when the line is lost. Only pages that say until when they may be kept
// are (the header Mitoyen-Keep-Until: midnight on the place's wall), and only while somebody has their turn: the page that asks whose turn it
// is erases them, and so does a computer that was taken back.

const PAGE = 'mitoyen-desk-page';
const ASSETS = 'mitoyen-desk-assets';
const home = new URL(self.registration.scope).pathname;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// What was kept of another day goes as soon as this worker wakes.
const woken = caches
  .open(PAGE)
  .then((cache) => cache.match(home))
  .then((kept) => kept && Date.now() >= Number(kept.headers.get('Mitoyen-Keep-Until')) && caches.delete(PAGE));

// The first time that the page opens, this worker isn't there yet: the page asks it to keep what is on the screen.
self.addEventListener('message', (event) => {
  const { keep, assets } = event.data;
  event.waitUntil(
    (async () => {
      const cache = await caches.open(ASSETS);
      const old = await cache.keys();
      await Promise.all(old.filter((r) => !assets.includes(r.url)).map((r) => cache.delete(r)));
      await Promise.all(assets.map(async (a) => (await cache.match(a)) || cache.add(a)));
      if (!(await (await caches.open(PAGE)).match(home))) await page(new Request(keep, { cache: 'no-store' })).catch(() => {});
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && url.pathname === home) event.respondWith(page(request));
  else if (request.mode === 'navigate' && url.pathname.startsWith(`${home}/`)) event.respondWith(beside(request));
  else if (url.pathname.startsWith('/static/')) event.respondWith(asset(request));
});

// page is the counter's day: from the server, or what was kept of today.
async function page(request) {
  await woken;
  const cache = await caches.open(PAGE);
  let answer;
  try {
    answer = await fetch(request);
  } catch (err) {
    const kept = await cache.match(home);
    if (kept && Date.now() < Number(kept.headers.get('Mitoyen-Keep-Until'))) return kept;
    await caches.delete(PAGE);
    throw err;
  }
  if (answer.ok && answer.headers.has('Mitoyen-Keep-Until')) await cache.put(home, answer.clone());
  return answer;
}

// beside is any other page of the counter: on a lost line, the day instead.
async function beside(request) {
  try {
    return await fetch(request);
  } catch (err) {
    if (await (await caches.open(PAGE)).match(home)) return Response.redirect(home, 302);
    throw err;
  }
}

async function asset(request) {
  return (await (await caches.open(ASSETS)).match(request)) ?? fetch(request);
}
