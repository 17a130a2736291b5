// What a page costs on a poor line: everything that it fetches, cold, brotli, counted on the wire's body.
import http from 'node:http';

const size = (url, cookie = '') =>
  new Promise((resolve, reject) => {
    http.get(url, { headers: { 'accept-encoding': 'br', cookie } }, (answer) => {
      let n = 0;
      answer.on('data', (part) => (n += part.length));
      answer.on('end', () => resolve(n));
    }).on('error', reject);
  });

// In KiB: the bars of docs/measurements.md.
const bars = { '/': 60, '/lieux?q=Lille': 120, '/lieux/la-gare': 70, '/carte': 200, '/connexion': 50 };

// A survey on a phone: its first page, then what each further page adds to what the phone has.
async function survey(j) {
  const page = await j.page({ width: 360 });
  const had = new Set();
  let fresh = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('http') || request.method() !== 'GET' || had.has(url)) return;
    if (url.includes('/static/')) had.add(url);
    fresh.push(url);
  });
  const cookie = async () => (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
  const weigh = async (what, bar) => {
    await page.waitForLoadState();
    await page.waitForTimeout(300);
    let total = 0;
    for (const url of fresh) total += await size(url, await cookie());
    j.ok(total <= bar * 1024, `${what} weighs ${(total / 1024).toFixed(1)} KiB, more than ${bar}: ${fresh.join(' ')}`);
    fresh = [];
    return total / 1024;
  };
  await j.visit(page, '/enquetes/un-atelier-de-reparation-a-la-gare');
  const first = await weigh('a survey', 40);
  await page.getByRole('button', { name: 'Commencer' }).click();
  const next = [await weigh('its first question', 5)];
  await page.getByLabel('30 à 59 ans').check();
  for (let i = 0; i < 3; i++) {
    const from = page.url();
    await page.getByRole('button', { name: 'Suite' }).click();
    await page.waitForURL((url) => url.href !== from);
    next.push(await weigh('a question', 5));
    await page.locator('main input').first().check();
  }
  console.log(`     a survey ${first.toFixed(1)} KiB, then ${next.map((n) => n.toFixed(1)).join(', ')}`);
  await page.context().close();
}

export async function run(j) {
  await survey(j);
  for (const [path, bar] of Object.entries(bars)) {
    const page = await j.page({ width: 360 });
    const urls = new Set();
    page.on('request', (request) => request.url().startsWith('http') && urls.add(request.url()));
    await j.visit(page, path);
    await page.waitForTimeout(800);
    let total = 0;
    for (const url of urls) total += await size(url);
    const kib = Math.ceil(total / 1024);
    console.log(`     ${path} ${kib} KiB in ${urls.size} requests (bar ${bar})`);
    j.ok(kib <= bar, `${path} weighs ${kib} KiB, more than ${bar}: ${[...urls].join(' ')}`);
    await page.context().close();
  }
}
