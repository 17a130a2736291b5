// Runs the journeys: node e2e/run.mjs [--counts FILE] [NAME…]
//
// One program and one browser serve all journeys, each of which opens pages of its own. A journey that exports ownApp = true gets a fresh
// program, for what would disturb the others (ownApp = 'serve': an empty one, before its first person). Those that export beside = true run
// side by side, last; those that export both run beside all others from the start. Those that export the same text as group have one program
// between them, apart from all others, and take their turns in it from the start. What stands around a
// program, such as a gateway, a journey starts by exporting around(): { env, stop }, and is given as its second argument. The last line counts; --counts also writes "passed failed"
// into a file.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './app.mjs';
import { launch } from './browser.mjs';
import { Journey } from './journey.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env.MITOYEN_BIN ?? path.join(here, '..', 'bin', 'mitoyen');
const screens = path.join(here, 'screens');
const journeySeconds = 180;

// runJourney gives a line of text on failure, nothing when all went well.
export async function runJourney({ name, run, browser, app, screens, seconds = journeySeconds }) {
  const journey = new Journey({ name, browser, app, screens });
  let failure = null;
  let timer;
  try {
    const tooLong = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000)));
    await Promise.race([run(journey), tooLong]);
  } catch (err) {
    failure = err.stack ?? String(err);
  } finally {
    clearTimeout(timer);
  }
  const noted = await journey.end(failure !== null || journey.problems.length > 0);
  if (failure === null && noted.length === 0 && journey.checks === 0) failure = 'it checked nothing';
  const told = [failure, ...noted].filter(Boolean).join('\n');
  return { failure: told || null, checks: journey.checks };
}

async function main(args) {
  const at = args.indexOf('--counts');
  const counts = at >= 0 ? args.splice(at, 2)[1] : null;
  const files = (await readdir(path.join(here, 'journeys'))).filter((file) => file.endsWith('.mjs')).sort();
  const names = files.map((file) => file.slice(0, -4)).filter((name) => args.length === 0 || args.includes(name));
  const unknown = args.filter((name) => !names.includes(name));
  if (unknown.length > 0 || names.length === 0) throw new Error(`no journey ${unknown.join(', ')}; there are ${files.join(', ')}`);
  if (args.length === 0) await rm(screens, { recursive: true, force: true });
  await mkdir(screens, { recursive: true });

  let passed = 0;
  let failed = 0;
  let shared = null;
  const groups = new Map(); // name → its program
  const browser = await launch();
  try {
    const appOf = (group) => groups.get(group) ?? groups.set(group, start(program)).get(group);
    const one = async ({ name, run, seconds, ownApp, group, around }) => {
      const from = Date.now();
      let result;
      let own = null;
      let beyond = null;
      try {
        beyond = await around?.();
        if (ownApp) own = await start(program, { command: ownApp === true ? 'demo' : ownApp, env: beyond?.env });
        const app = own ?? (await (group ? appOf(group) : (shared ??= start(program))));
        result = await runJourney({ name, run: (j) => run(j, beyond), browser, app, screens, seconds });
        if (result.failure) result.failure += `\nThe program's last words:\n${app.said().split('\n').slice(-15).map((line) => line.slice(0, 600)).join('\n')}`;
      } catch (err) {
        result = { failure: err.stack, checks: 0 };
      } finally {
        await own?.stop();
        await beyond?.stop();
      }
      const took = ((Date.now() - from) / 1000).toFixed(1).padStart(6);
      console.log(`${result.failure ? 'FAIL' : 'ok  '} ${name.padEnd(30)} ${took} s  ${result.checks} checks`);
      if (result.failure) console.log(result.failure.replace(/^/gm, '     '));
      if (result.failure) failed++;
      else passed++;
    };
    const all = await Promise.all(names.map(async (name) => ({ name, ...(await import(path.join(here, 'journeys', `${name}.mjs`))) })));
    const inTurn = async (some) => {
      for (const journey of some) await one(journey);
    };
    const alone = all.filter((x) => !x.group);
    const apart = alone.filter((x) => x.beside && x.ownApp).map(one);
    for (const group of new Set(all.map((x) => x.group).filter(Boolean))) apart.push(inTurn(all.filter((x) => x.group === group)));
    await inTurn(alone.filter((x) => !x.beside));
    await Promise.all([...apart, ...alone.filter((x) => x.beside && !x.ownApp).map(one)]);
  } finally {
    await browser.close();
    for (const app of [shared, ...groups.values()]) await (await app?.catch(() => null))?.stop();
  }
  console.log(`${passed} journeys passed, ${failed} failed`);
  if (counts) await writeFile(counts, `${passed} ${failed} 0\n`);
  if (failed > 0) process.exitCode = 1;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch((err) => {
    console.error(err.message);
    process.exitCode = 1;
  });
}
