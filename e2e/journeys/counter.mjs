// The counter's shared computer: the manager enrols it, Inès chooses a code at home and takes her turn with it; arrivals and visits by one key;
// the line is cut and comes back; the next person; the manager takes the computer back.
import net from 'node:net';
import { linkTo } from '../letters.mjs';

export const ownApp = true;

// line is a cable between the browser and the program that can be cut.
async function line(base) {
  const to = new URL(base);
  const open = new Set();
  let cut = false;
  const server = net.createServer((a) => {
    if (cut) return a.destroy();
    const b = net.connect(Number(to.port), to.hostname);
    open.add(a).add(b);
    for (const [x, y] of [[a, b], [b, a]]) {
      x.pipe(y);
      x.on('error', () => y.destroy());
      x.on('close', () => open.delete(x));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    cut() {
      cut = true;
      for (const s of open) s.destroy();
    },
    mend() {
      cut = false;
    },
    close: () => server.close(),
  };
}

export async function run(j) {
  // Inès chooses her code on her own phone.
  const phone = await j.signIn('Inès', { width: 360 });
  await j.visit(phone, '/lieux/la-gare/accueil');
  await phone.getByRole('link', { name: 'Mon code' }).click();
  await phone.fill('#pin', '1234');
  await phone.fill('#again', '1234');
  await phone.getByRole('button', { name: 'Garder ce code' }).click();
  j.ok((await phone.locator('.err').textContent()).includes('en premier'), 'what everybody tries first is refused');
  await phone.fill('#pin', '4728');
  await phone.fill('#again', '4728');
  await phone.getByRole('button', { name: 'Garder ce code' }).click();
  j.ok((await phone.locator('main').textContent()).includes('Votre code est gardé'));
  await j.screenshot(phone, 'phone');

  // Somebody is awaited in the next hours, whatever the day of the journey.
  await phone.fill('#name', 'Zélie');
  await phone.selectOption('#resource', { label: 'Coworking' });
  await phone.fill('#de', '22:00');
  await phone.fill('#a', '23:00');
  await phone.getByRole('button', { name: 'Réserver', exact: true }).click();
  await phone.fill('#reason', 'Soirée');
  await phone.getByRole('button', { name: 'Réserver', exact: true }).click();
  await phone.fill('#name', 'Anselme');
  await phone.selectOption('#resource', { label: 'Coworking' });
  await phone.fill('#de', '22:00');
  await phone.fill('#a', '23:00');
  await phone.fill('#reason', 'Soirée').catch(() => {});
  await phone.getByRole('button', { name: 'Réserver', exact: true }).click();
  if (await phone.locator('#reason').isVisible()) {
    await phone.fill('#reason', 'Soirée');
    await phone.getByRole('button', { name: 'Réserver', exact: true }).click();
  }

  const cable = await line(j.app.base);
  const context = await j.browser.newContext({ baseURL: cable.base, viewport: { width: 1280, height: 900 }, locale: 'fr-FR', reducedMotion: 'reduce' });
  try {
    // Maryse enrols the computer, and is out of it.
    const { cookies } = await j.session('Maryse');
    await context.addCookies(cookies);
    const desk = await context.newPage();
    desk.on('pageerror', (err) => j.problems.push(`script error: ${err.message}`));
    await desk.goto('/lieux/la-gare/accueil');
    await desk.getByRole('link', { name: 'Ordinateurs de l’accueil' }).or(desk.getByRole('link', { name: "Ordinateurs de l'accueil" })).click();
    await j.axe(desk);
    await j.screenshot(desk, 'computers', { width: 1280 });
    await desk.getByRole('button', { name: 'Enrôler cet ordinateur' }).click();
    j.ok(/À qui le tour/.test(await desk.locator('h1').textContent()));
    j.ok((await desk.getByRole('radio').count()) === 1, 'only who has a code is offered');
    await j.axe(desk);
    await j.screenshot(desk, 'turn', { width: 1280 });

    // A wrong code, then the right one.
    const begin = async (code) => {
      await desk.getByText('Inès', { exact: true }).click();
      await desk.fill('#pin', code);
      await desk.getByRole('button', { name: 'Prendre mon tour' }).click();
    };
    await begin('9999');
    j.ok((await desk.locator('.err').first().textContent()).includes('bon code'), 'a wrong code is told, with the tries left');
    await begin('4728');
    j.ok(/^Accueil, /.test(await desk.locator('h1').textContent()));
    await desk.goto('/mon-espace');
    j.ok(desk.url().includes('/connexion'), 'a turn opens nothing else');
    await desk.goto('/lieux/la-gare/accueil');
    await desk.locator('[data-kept]').waitFor({ state: 'attached' });
    await j.axe(desk);
    await j.screenshot(desk, 'day', { width: 1280 });

    // One key counts a visit; another takes it back.
    const counted = async () => Number(await desk.locator('[data-counted]').textContent());
    await desk.fill('#name', 'Quelqu');
    await desk.locator('h1').click(); // out of the field
    await desk.keyboard.press('2');
    await desk.waitForFunction(() => document.querySelector('[data-last]'));
    j.equal(await counted(), 1);
    j.ok((await desk.locator('[data-last]').textContent()).includes('Atelier'));
    j.equal(await desk.inputValue('#name'), 'Quelqu', 'what is being typed stays');
    await desk.keyboard.press('u');
    await desk.waitForFunction(() => document.querySelector('[data-counted]').textContent === '0');

    // The line is cut: today still opens, arrivals and visits are noted and wait.
    cable.cut();
    await desk.reload();
    const row = (name) => desk.locator('.arrival', { hasText: name });
    j.ok(await row('Zélie').isVisible(), 'today is still there');
    await desk.keyboard.press('1');
    await desk.keyboard.press('3');
    await row('Zélie').getByRole('button', { name: /^Pointer/ }).click();
    await row('Anselme').getByRole('button', { name: /^Pointer/ }).click();
    await desk.locator('.net', { hasText: 'Hors ligne depuis' }).waitFor();
    j.ok((await desk.locator('.net').textContent()).includes('4 gestes'), 'it says what waits');
    j.ok((await row('Zélie').textContent()).includes('en attente'));
    await j.screenshot(desk, 'offline', { width: 1280 });
    await desk.setViewportSize({ width: 360, height: 740 });
    await j.noSidewaysScroll(desk);
    await j.axe(desk, 'offline at 360');
    await j.screenshot(desk, 'offline', { width: 360 });
    await desk.setViewportSize({ width: 1280, height: 900 });
    await desk.reload();
    j.ok((await row('Zélie').textContent()).includes('en attente'), 'what waits outlives a reload');
    j.equal(await counted(), 2, 'and so do the visits: nobody counts them again');
    await desk.fill('#name', 'Passante');
    await desk.getByRole('button', { name: 'Réserver', exact: true }).click();
    j.equal(await desk.inputValue('#name'), 'Passante', 'booking waits for the line, and what was typed stays');

    // Meanwhile Anselme cancels, by the team's other computer: he is marked as not come.
    await phone.goto(`${j.app.base}/lieux/la-gare/accueil?q=Anselme`);
    const number = (await phone.locator('.arrival').first().textContent()).match(/n°\s*(\d+)/)?.[1];
    j.ok(number, 'Anselme has a number');
    await phone.evaluate(async () => {
      const form = document.querySelector('.arrival form');
      const data = new URLSearchParams(new FormData(form));
      data.set('what', 'arrive');
      await fetch(form.action, { method: 'POST', body: data });
      data.set('what', 'leave');
      await fetch(form.action, { method: 'POST', body: data });
    });

    // The line is back: all is sent, once; what clashes is told.
    cable.mend();
    await desk.locator('.net').waitFor({ state: 'hidden', timeout: 20000 });
    await desk.locator('[data-clash]:not([hidden])').waitFor();
    await desk.waitForFunction(() => document.querySelector('[data-counted]')?.textContent === '2').catch(() => {}); // the page is read anew meanwhile
    j.equal(await counted(), 2, 'two visits, counted once each');
    j.ok(await desk.locator('.arrival.is-in', { hasText: 'Zélie' }).isVisible(), 'Zélie is here');
    j.equal(await desk.evaluate(() => JSON.parse(localStorage.getItem('mitoyen-desk-queue') ?? '[]').length), 0, 'nothing waits');
    j.ok(/n°\s*\d+/.test(await desk.locator('[data-clash] li').textContent()), 'it says which');
    await j.screenshot(desk, 'back', { width: 1280 });
    await desk.getByRole('button', { name: 'C’est vu' }).or(desk.getByRole('button', { name: "C'est vu" })).click();

    // The next person: names are gone from the computer, also for who cuts the line.
    await desk.getByRole('button', { name: 'Au suivant' }).click();
    await desk.getByText('À qui le tour').waitFor();
    await desk.waitForFunction(async () => !(await caches.has('mitoyen-desk-page')));
    await begin('4728');
    await desk.locator('[data-kept]').waitFor({ state: 'attached' });

    // Maryse takes the computer back from elsewhere: it opens nothing, and has forgotten everything.
    const maryse = await j.page();
    await j.visit(maryse, '/connexion');
    await maryse.fill('input[type=email]', 'maryse@demo.example.org');
    await maryse.locator('main form button').first().click();
    await maryse.goto(await linkTo(j.app, 'maryse@demo.example.org'));
    await maryse.locator('main form button').click();
    await maryse.waitForURL((url) => !url.pathname.includes('/lien/'));
    await j.visit(maryse, '/lieux/la-gare/accueil/ordinateurs');
    await maryse.getByRole('button', { name: /^Retirer/ }).click();
    j.ok((await maryse.locator('main').textContent()).includes('est retiré'));
    await desk.reload();
    j.ok(desk.url().includes('/connexion'));
    j.equal(await desk.evaluate(() => caches.keys()), [], 'nothing is kept');
    j.equal(await desk.evaluate(() => localStorage.length), 0);
  } finally {
    await context.close();
    cable.close();
  }
}
