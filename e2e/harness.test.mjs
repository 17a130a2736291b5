// The harness itself: it sees what it must see, on pages of a tiny server, and lets a good page pass. node --test e2e/harness.test.mjs
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { Keyboard } from './keyboard.mjs';
import { runJourney } from './run.mjs';

const style = `body{margin:0;font-size:16px;color:#222;background:#fff}
@media (prefers-color-scheme:dark){body{color:#eee;background:#111}a{color:#9cf}button{color:#fff;background:#333}}`;
const page = (body, head = '') =>
  `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Page</title>` +
  `<link rel="stylesheet" href="/style.css">${head}</head><body>${body}</body></html>`;
const main = (inside) => page(`<a href="#m">Aller au contenu</a><header>Mitoyen</header><main id="m"><h1>Bonjour</h1>${inside}</main><footer>Fin</footer>`);

const pages = {
  '/': main('<p><a href="/autre">Autre page</a></p><button>Envoyer</button>'),
  '/autre': main('<p>Autre</p>'),
  '/wide': main('<div style="width:500px">large</div>'),
  '/nameless': main('<img src="/dot.svg">'),
  '/pale-in-the-dark': page('<main><h1>Bonjour</h1><p class="pale">Gris</p></main>', '<link rel="stylesheet" href="/pale.css">'),
  '/inline-script': main('<script>window.x = 1</script>'),
  '/throws': main('<script src="/throws.js"></script>'),
  '/missing-picture': main('<img src="/gone.png" alt="">'),
  '/other-host': main('<img src="http://127.0.0.1:1/a.png" alt="">'),
  '/jump': main('<h3>Trop bas</h3>'),
  '/bare-table': main('<table><tr><td>1</td></tr></table>'),
  '/english': main('<a href="/autre" hreflang="en">English</a>'),
  '/trap': main('<button id="a">Un</button><button id="b">Deux</button><script src="/trap.js"></script>'),
  '/covered': main('<button>Dessous</button><div style="position:fixed;inset:0;background:#fff"></div>'),
  '/upside-down': main('<div style="display:flex;flex-direction:column-reverse"><button>Premier</button><button>Second</button></div>'),
  '/no-outline': main('<a href="/" style="outline:none">Sans contour</a>'),
};
const files = {
  '/style.css': ['text/css', style],
  '/pale.css': ['text/css', '@media (prefers-color-scheme:dark){.pale{color:#333}}'],
  '/trap.js': ['text/javascript', "document.getElementById('a').addEventListener('keydown', (event) => event.key === 'Tab' && event.preventDefault())"],
  '/throws.js': ['text/javascript', 'undefinedThing()'],
  '/dot.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  '/favicon.ico': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
};

let server, browser, app, screens;

before(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    const [type, text] = files[pathname] ?? ['text/html', pages[pathname]];
    const status = { '/broken': 500, '/refused': 422 }[pathname] ?? (text ? 200 : 404);
    response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': "default-src 'self'; img-src 'self' http:; style-src-attr 'unsafe-inline'" });
    response.end(text ?? main('<p>Rien ici</p>'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  app = { base: `http://127.0.0.1:${server.address().port}`, said: () => '' };
  screens = await mkdtemp(path.join(tmpdir(), 'mitoyen-screens-'));
  browser = await launch();
});

after(async () => {
  await browser.close();
  server.close();
  await rm(screens, { recursive: true });
});

const journey = (run, more) => runJourney({ name: 'try', run, browser, app, screens, ...more });

async function passes(run) {
  const { failure } = await journey(run);
  assert.equal(failure, null);
}

async function fails(run, pattern, more) {
  const { failure } = await journey(run, more);
  assert.match(failure ?? 'it passed', pattern);
}

test('a good page passes everything, and leaves pictures', async () => {
  await passes(async (j) => {
    await j.everyPage(['/', { path: '/refused', status: 422, step: 'refused' }]);
    const p = await j.page();
    await j.visit(p, '/');
    await j.tabTo(p, 'Autre page');
    await p.keyboard.press('Enter');
    await p.waitForURL('**/autre');
    await p.goBack();
    await j.tabTo(p, /^Env/);
    const plain = await j.page({ width: 320, js: false });
    await j.visit(plain, '/');
    await j.noSidewaysScroll(plain);
    await j.screenshot(plain, 'plain');
    await j.tabTo(plain, 'Autre page');
    await plain.keyboard.press('Enter');
    await plain.waitForURL('**/autre');
  });
  const pictures = await readdir(screens);
  for (const name of ['try-home-360-light.png', 'try-home-1280-dark.png', 'try-refused-360-dark.png']) assert.ok(pictures.includes(name), `${name} in ${pictures}`);
});

test('without JavaScript the page runs no script', () =>
  passes(async (j) => {
    const p = await j.page({ js: false });
    await j.visit(p, '/throws');
  }));

const everyPage = (address) => (j) => j.everyPage([address]);
const visit = (address) => async (j) => {
  const p = await j.page();
  await j.visit(p, address);
  await p.waitForTimeout(100);
};

test('a page too wide for a telephone', () => fails(everyPage('/wide'), /at 360: \S+ scrolls sideways[\s\S]*<div class=""> to 500/));
test('a picture without a text', () => fails(everyPage('/nameless'), /image-alt/));
test('a colour that is too pale, in the dark only', () => fails(everyPage('/pale-in-the-dark'), /^(?![\s\S]*light: axe)[\s\S]*360 dark: axe[\s\S]*color-contrast/));
test('a script against the policy', () => fails(visit('/inline-script'), /console error: .*Content Security Policy/));
test('a script that throws', () => fails(visit('/throws'), /script error: undefinedThing/));
test('a picture that is not there', () => fails(visit('/missing-picture'), /console error: Failed to load.*gone\.png/));
test('another host', () => fails(visit('/other-host'), /asks another host: http:\/\/127\.0\.0\.1:1/));
test('an answer of 500', () => fails(async (j) => j.visit(await j.page(), '/broken', { status: 500 }), /500 from/));
test('another status than asked for', () => fails(visit('/nowhere'), /status of \/nowhere/));
test('a focus that cannot be seen', () => fails(async (j) => { const p = await j.page(); await j.visit(p, '/no-outline'); await j.tabTo(p, 'Sans contour'); }, /neither outline nor shadow/));
test('a control that Tab does not reach', () => fails(async (j) => { const p = await j.page(); await j.visit(p, '/'); await j.tabTo(p, 'Nulle part', { most: 8 }); }, /never reached Nulle part[\s\S]*Autre page/));
const heard = (address, pattern) => fails(async (j) => { const p = await j.page(); await j.visit(p, address); await j.heard(p); }, pattern);
test('a heading too deep', () => heard('/jump', /from heading 1 “Bonjour” to 3/));
test('a table without caption and headers', () => heard('/bare-table', /a table without caption/));
test('words of another language', () => heard('/english', /“English” is in en and doesn't say so/));
const round = (address, pattern) => fails(async (j) => { const k = new Keyboard(j, await j.page()); await k.visit(address); await k.round(); }, pattern);
test('a control that keeps the focus', () => round('/trap', /“Un”.* stays there: a trap/));
test('a focus under something', () => round('/covered', /is covered by/));
test('an order that is not the order of reading', () => round('/upside-down', /“Second”.* is read before “Premier”/));
test('axe without JavaScript', () => fails(async (j) => { const p = await j.page({ js: false }); await j.visit(p, '/'); await j.axe(p); }, /axe cannot run/));
test('a journey that checks nothing', () => fails(async () => {}, /checked nothing/));
test('a journey without end', () => fails(() => new Promise(() => {}), /not done after 0.2 s/, { seconds: 0.2 }));
