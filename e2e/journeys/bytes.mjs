// What a page costs on a poor line: everything that it fetches, cold, brotli, counted on the wire's body.
import http from 'node:http';

const size = (url) =>
  new Promise((resolve, reject) => {
    http.get(url, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      let n = 0;
      answer.on('data', (part) => (n += part.length));
      answer.on('end', () => resolve(n));
    }).on('error', reject);
  });

// In KiB: the bars of docs/measurements.md.
const bars = { '/': 60, '/lieux?q=Lille': 120, '/lieux/la-gare': 70, '/carte': 200, '/connexion': 50 };

export async function run(j) {
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
