// The browser: the machine's own Chromium, driven by playwright-core.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

// The shell is the same browser without its windows: pages are looked at in two thirds of the time.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const apps = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

function find() {
  if (process.env.MITOYEN_CHROMIUM) return process.env.MITOYEN_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = [...names.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...apps].find((file) => existsSync(file));
  if (!found) throw new Error('no Chromium found: run tools/install.sh, or set MITOYEN_CHROMIUM to its program');
  return found;
}

export function launch() {
  return chromium.launch({
    executablePath: find(),
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}
