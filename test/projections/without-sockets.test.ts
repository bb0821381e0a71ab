import type { Caller } from '../../actors/ticket/service.ts';
import { openAccess } from '../../server/identity/access.ts';
import { composeTickets } from '../../server/compose-tickets.ts';
import { createLog } from '../../server/platform/log.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';

const test = suite('a server without sockets');

// [Q58] The queue changes with the entry, before its sender is answered and whether or not there
// are sockets; watchers are told at the end of the turn, those of the queue a moment later (W94).
test('[Q58] the queue changes with the entry, before the sender is answered, with no socket composed', async () => {
  const storage = openMemoryStorage();
  const access = await openAccess(storage.records, nodeSecrets);
  const log = createLog('silent');
  const { ticketService, projections } = composeTickets({
    address: () => undefined,
    settings: { data: '/nowhere' },
    storage,
    access,
    security: new SecurityLog(log),
    log,
  });
  const { queue, readMarkers } = projections;
  const made = await access.staff.createAccount({ name: 'Ann', groups: [] });
  assert.ok(made.ok);
  const caller: Caller = { account: made.value.id, restricted: true, surface: 'web' };
  const command = { kind: 'open', category: 'Bug', body: 'help' } as const;
  const opened = await ticketService.command(caller, { id: 'c1', command });
  const { ticket } = done(opened);
  assert.equal(
    [...queue.active()].map(({ id }) => id),
    [ticket],
  );
  assert.equal(
    [...queue.activeOf(caller.account)].map(({ id }) => id),
    [ticket],
  );
  await ticketService.observe(caller, ticket, 'public', (seen) =>
    readMarkers.see(caller.account, seen, 'public', 1),
  );
  await readMarkers.stop();
  assert.equal(readMarkers.of(caller.account), [{ ticket, public: 1, support: 0 }]);
  done(await ticketService.command(caller, { id: 'c2', ticket, command: { kind: 'close' } }));
  assert.equal([...queue.active()], []);
  assert.not(queue.isActive(ticket));
});
