import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { certificate } from './certificate.ts';
import { Receiver } from './receiver.ts';
import { addWebhook, allowed, untilRow } from './stage.ts';

const test = suite('webhooks over kills', { limit_ms: 60_000 });

test('[WH18] a server that is killed in the middle of a delivery sends that one again after its start, with the same id and signature key, and then the others: none is lost, and no other comes twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shardbell-hook-'));
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  const receiver = await Receiver.start(certificate);
  const server = await LiveServer.start('plain', undefined, {
    ...allowed,
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
  });
  try {
    const address = `https://localhost:${receiver.port}/`;
    const fields = { events: ['message_posted' as const] };
    const { hook } = await addWebhook(server, address, fields);
    const staff = await StaffMember.signIn(server, 'iris');
    const ticket = await staff.open('The gate', [await staff.accountOf('iris')]);
    await staff.reply(ticket, 'one');
    await untilRow(server, hook, ({ last, waiting }) => last?.status === 204 && waiting === 0);

    // From now on nothing is answered, so the next is under way when the server dies.
    receiver.reply = () => {};
    for (const text of ['two', 'three', 'four']) await staff.reply(ticket, text);
    await receiver.count(2);
    await server.kill();
    const answered = receiver.all.length;
    receiver.reply = (response) => void response.writeHead(204).end();
    await server.start();
    await receiver.count(5);
    await untilRow(server, hook, ({ waiting }) => waiting === 0);

    const said = receiver.all.map(({ body }) => body.entry!.what.body);
    assert.equal(said, ['one', 'two', 'two', 'three', 'four']);
    assert.is(answered, 2);
    assert.is(receiver.all[1]!.body.id, receiver.all[2]!.body.id);

    await server.stop();
    await server.start();
    await staff.reply(ticket, 'five');
    await receiver.count(6);
    assert.is(receiver.all[5]!.body.entry!.what.body, 'five');
    staff.close();
  } finally {
    await server.end();
    await receiver.stop();
    rmSync(folder, { recursive: true });
  }
});
