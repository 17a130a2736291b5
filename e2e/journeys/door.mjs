// Before a door with its poster, on a phone, without JavaScript or account: checked in by number, longer if the rules let it, something broken told.
// The desk sees both.
export async function run(j) {
  const desk = await j.signIn('Inès', { width: 1280, js: false });
  let slug = '';
  for (const [label, address] of [['Coworking', 'coworking'], ['Salle du Quai', 'salle-du-quai'], ['Petite halle', 'petite-halle']]) {
    await j.visit(desk, '/lieux/la-gare/accueil');
    for (let tries = 0; tries < 2; tries++) {
      await desk.fill('#name', 'Barnabé');
      await desk.selectOption('#resource', { label });
      await desk.fill('#de', '00:00');
      await desk.fill('#a', '23:59');
      if (await desk.locator('#reason').count()) await desk.fill('#reason', 'Toute la journée');
      await desk.getByRole('button', { name: 'Réserver', exact: true }).click();
    }
    if (await desk.locator('.arrival', { hasText: 'Barnabé' }).count()) {
      slug = address;
      break;
    }
  }
  j.ok(slug, 'something is free today');
  const number = (await desk.locator('.arrival', { hasText: 'Barnabé' }).textContent()).match(/n°\s*(\d+)/)[1];

  const posters = await j.signIn('Inès', { width: 1280 });
  await j.visit(posters, '/lieux/la-gare/accueil/affiches');
  const poster = posters.locator('.poster', { hasText: `/ici/${slug}` });
  j.ok((await poster.locator('.qr path').getAttribute('d')).length > 500, 'the poster has its code');

  const phone = await j.page({ width: 360, js: false });
  await j.visit(phone, `/lieux/la-gare/ici/${slug}`);
  j.ok(!(await phone.content()).includes('Barnabé'), 'nothing is told of who has booked');
  await phone.fill('#number', '999999');
  await phone.getByRole('button', { name: 'Pointer mon arrivée' }).click();
  j.ok((await phone.locator('.err').textContent()).includes('Aucune réservation'));
  await phone.fill('#number', `n° ${number}`);
  await phone.getByRole('button', { name: 'Pointer mon arrivée' }).click();
  j.ok((await phone.locator('.notice.is-ok').textContent()).includes('vous êtes là'));
  await j.screenshot(phone, 'arrived');
  await phone.fill('#to', '00:00');
  await phone.getByRole('button', { name: 'Prolonger' }).click();
  j.ok((await phone.locator('.notice.is-error li').count()) > 0, 'the rules are told, all at once');
  await j.screenshot(phone, 'refused');
  await phone.fill('#text', 'La lampe du fond ne marche plus.');
  await phone.getByRole('button', { name: 'Signaler' }).click();
  j.ok((await phone.locator('.notice.is-ok').textContent()).includes('accueil'));

  await j.visit(desk, '/lieux/la-gare/accueil');
  j.ok(await desk.locator('.arrival.is-in', { hasText: 'Barnabé' }).isVisible(), 'the desk sees the arrival');
  const told = desk.locator('.notice', { hasText: 'La lampe du fond' });
  j.ok(await told.isVisible(), 'and what is broken');
  await j.screenshot(desk, 'told');
  await told.getByRole('button', { name: /^Je m.en occupe/ }).first().click();
  j.equal(await desk.locator('.notice', { hasText: 'La lampe du fond' }).count(), 0);

  const look = await j.page({ width: 360 });
  await j.visit(look, `/en/places/la-gare/here/${slug}`);
  await j.axe(look);
  await j.noSidewaysScroll(look);
}
