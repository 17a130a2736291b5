// The letters that the program would have sent: without a mail server it writes them into its data folder.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

// letterTo waits for the latest letter to an address, and gives its text, and its link and code ("123 456") to sign in.
export async function letterTo(app, email, { seconds = 5 } = {}) {
  const folder = path.join(app.data, 'mail');
  for (let i = 0; i < seconds * 10; i++) {
    const files = (await readdir(folder).catch(() => [])).sort();
    const all = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    const text = all.findLast((letter) => letter.includes(email));
    if (text) {
      const plain = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return { text: plain, link: plain.match(/https?:\/\/\S+\/(?:connexion\/lien|sign-in\/link)\/[\w-]+/)?.[0], code: plain.match(/\b\d{3} \d{3}\b/)?.[0] };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter to ${email} came`);
}
