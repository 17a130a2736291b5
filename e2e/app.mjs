// The program under test: started on a folder of its own, stopped and forgotten afterwards.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

// start runs `mitoyen demo`, or `mitoyen serve` on an empty folder, and waits until it prints its address and answers /healthz.
// env: what its environment has besides ours. base: "http://127.0.0.1:1234"; said(): all that it printed, such as the sign-in links of each role.
export async function start(program, { command = 'demo', seconds = 180, env = {} } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'mitoyen-e2e-'));
  const child = spawn(program, [command, '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  let ended = null;
  const exit = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve((ended = signal ?? `exit code ${code}`)));
    child.on('error', (err) => resolve((ended = err.message)));
  });
  const stop = async () => {
    if (ended === null) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exit;
      clearTimeout(timer);
    }
    await rm(data, { recursive: true, force: true });
  };

  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const address = said.match(/http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/)?.[0];
    if (address && (await healthy(address))) return { base: address, data, said: () => said, stop };
    if (ended !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${program} did not start (${ended ?? `not in ${seconds} s`}). It said:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function healthy(base) {
  try {
    return (await fetch(`${base}/healthz`)).ok;
  } catch {
    return false;
  }
}
