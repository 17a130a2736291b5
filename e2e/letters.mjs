// The letters that the program would have sent: without a mail server it writes them into its data folder.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const signsIn = /https?:\/\/\S+\/(?:connexion\/lien|sign-in\/link)\/[\w-]+/;

// linkTo waits for the latest letter to an address that lets its reader sign in, and gives the link.
export const linkTo = async (app, email) => (await letterTo(app, email, { has: signsIn })).link;

// letterTo waits for the latest letter to an address, and gives its text, and its link and code ("123 456") to sign in. has: what the letter
// must hold, where the same person may have had another before.
export async function letterTo(app, email, { seconds = 10, has = /(?:)/ } = {}) {
  const folder = path.join(app.data, 'mail');
  for (let i = 0; i < seconds * 10; i++) {
    const files = (await readdir(folder).catch(() => [])).sort();
    const all = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    const text = all.filter((letter) => letter.includes(email)).map(plain).findLast((letter) => has.test(letter));
    if (text) return { text, link: text.match(signsIn)?.[0], code: text.match(/\b\d{3} \d{3}\b/)?.[0] };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter to ${email} with ${has} came`);
}

// plain undoes quoted-printable, all but the letters beyond ASCII.
const plain = (letter) => letter.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
