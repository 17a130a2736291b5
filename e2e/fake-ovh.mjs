// A fake of OVHcloud's SMS gateway, for journeys: it keeps what it is given and sends nothing. It stands in for the published contract (GET
// /auth/time; POST /sms/{serviceName}/jobs, signed), as internal/testkit/fakeovh does in Go; written apart, so that each checks the other's reading.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const account = { key: 'fake-application', secret: 'fake-application-secret', consumer: 'fake-consumer', service: 'sms-fa12345-1' };

// fakeOVH gives { env, taken, refuse, stop }: the environment of a program that uses it, the jobs that it took, and numbers that it knows to be none.
export async function fakeOVH() {
  const taken = [];
  const none = new Set();
  let base;
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const part of req) body += part;
    const say = (status, value) => res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
    if (req.method === 'GET' && req.url === '/1.0/auth/time') return say(200, Math.floor(Date.now() / 1000));
    const h = req.headers;
    const signed = [account.secret, account.consumer, req.method, base + req.url, body, h['x-ovh-timestamp']].join('+');
    if (h['x-ovh-application'] !== account.key || h['x-ovh-consumer'] !== account.consumer) return say(403, { class: 'Client::Forbidden', message: 'This credential does not exist' });
    if (Math.abs(Date.now() / 1000 - Number(h['x-ovh-timestamp'])) > 30) return say(400, { class: 'Client::BadRequest', message: 'Query out of time' });
    if (h['x-ovh-signature'] !== `$1$${createHash('sha1').update(signed).digest('hex')}`) return say(403, { class: 'Client::Forbidden', message: 'Invalid signature' });
    if (req.method !== 'POST' || req.url !== `/1.0/sms/${account.service}/jobs`) return say(404, { class: 'Client::NotFound', message: 'Got an invalid (or empty) URL' });
    const job = JSON.parse(body);
    const invalidReceivers = job.receivers.filter((to) => !/^\+[1-9]\d{7,14}$/.test(to) || none.has(to));
    const validReceivers = job.receivers.filter((to) => !invalidReceivers.includes(to));
    if (validReceivers.length > 0) taken.push(job);
    say(200, { ids: validReceivers.map((_, i) => 1000 + taken.length + i), invalidReceivers, validReceivers, totalCreditsRemoved: validReceivers.length });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  const env = { MITOYEN_SMS: `ovh+${base}/1.0/${account.service}?sender=LaGARE`, MITOYEN_SMS_KEY: `${account.key}:${account.secret}:${account.consumer}` };
  return { env, taken, refuse: (number) => none.add(number), stop: () => new Promise((resolve) => server.close(resolve)) };
}
