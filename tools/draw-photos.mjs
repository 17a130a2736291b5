// Draws the pictures of the demonstration: node tools/draw-photos.mjs
//
// Each drawing (*.svg) in internal/app/seed/photos becomes a JPEG, in the same three widths as the photos that people upload. Flat colours want less of JPEG than photos do.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launch } from '../e2e/browser.mjs';

const folder = fileURLToPath(new URL('../internal/app/seed/photos/', import.meta.url));
const browser = await launch();
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.svg'))) {
  for (const width of [320, 720, 1200]) {
    const page = await browser.newPage({ viewport: { width, height: Math.round((width * 2) / 3) } });
    await page.goto(pathToFileURL(path.join(folder, file)).href);
    await page.evaluate(() => {
      document.documentElement.setAttribute('width', '100%');
      document.documentElement.setAttribute('height', '100%');
    });
    await page.screenshot({ path: path.join(folder, `${file.slice(0, -4)}-${width}.jpg`), type: 'jpeg', quality: 60 });
    await page.close();
  }
}
await browser.close();
