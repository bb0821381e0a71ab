import fc from 'fast-check';
import { mergeMarkers, sameMarker, type Marker } from '../../actors/records/marker.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { ActorTicketService } from './read-marker-stage.ts';

const test = suite('read markers: several servers');

// [M17] Read markers are merged by the greatest of each: in any order, however often, and with what
// another stored meanwhile.
test('[M17] read markers that are merged in any order and any number of times come to the same', () => {
  const number = fc.nat(9);
  const one = fc.oneof(
    number,
    fc.record({ public: number, support: number, at: number }, { requiredKeys: ['at'] }),
  );
  const many = fc.array(one, { minLength: 1, maxLength: 6 });
  const shuffled = many.chain((markers) =>
    fc.tuple(
      fc.constant(markers),
      fc.shuffledSubarray([...markers, ...markers, ...markers], { minLength: markers.length * 3 }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([markers, again]) => {
      const all = markers.reduce<Marker>(mergeMarkers, markers[0]!);
      assert.ok(sameMarker(again.reduce<Marker>(mergeMarkers, again[0]!), all));
      const back = again.reduceRight<Marker>((sum, marker) => mergeMarkers(marker, sum), again[0]!);
      assert.ok(sameMarker(back, all));
      assert.ok(sameMarker(mergeMarkers(all, all), all));
    }),
  );
});

test('[M17] what another stored meanwhile is not lost, and nothing moves back', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket('t1');
  await other.storage.tickets.load('t1', log.last);
  ticketService.readMarkers.see('21', ticket, 'public', 2);
  other.readMarkers.see('21', ticket, 'support', 6);
  other.readMarkers.see('21', ticket, 'public', 1);
  await Promise.all([ticketService.quiet(), other.quiet()]);
  const marker = { ticket: 't1', public: 2, support: 6 };
  for (const half of [ticketService, other]) {
    assert.equal(half.readMarkers.of('21'), [marker]);
    assert.is(half.readMarkers.seenBySupport('t1'), 4);
    assert.equal(half.moved.filter(({ kind }) => kind === 'own').at(-1), {
      kind: 'own',
      account: '21',
      marker,
    });
  }
});

test('[M18] what one server stored of read markers, those who follow another on the same log are told; what moved nothing nobody is', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket('t1');
  ticketService.readMarkers.see('21', ticket, 'support', 4);
  await ticketService.quiet();
  assert.equal(other.moved, [
    { kind: 'own', account: '21', marker: { ticket: 't1', public: 0, support: 4 } },
    { kind: 'by_support', ticket: 't1', seq: 3 },
  ]);
  assert.equal(other.moved, ticketService.moved);
  const before = [...ticketService.moved];
  await ticketService.markers.store.merge([{ space: 'seen', key: 'ticket/t1', value: 3 }]);
  assert.equal([ticketService.moved, other.moved], [before, before]);
});

/** Read markers of one account, from one on; as another server stored them. */
async function fill({ storage }: ActorTicketService, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, count - n + 1) }, (_, i) => n + i);
    await storage.records.merge(
      ids.map((id) => {
        return { space: 'seen', key: `7/t${id}`, value: { public: 1, support: 0, at: id } };
      }),
    );
  }
}

// [M19] Read markers that two servers drop at once are dropped once, and those of both count.
test('[M19] read markers that two servers drop at once are dropped once', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket();
  await fill(ticketService, limits.marks_max);
  ticketService.readMarkers.see('7', ticket, 'public', 1);
  other.readMarkers.see('7', { ...ticket, id: 't0' }, 'public', 1);
  await Promise.all([ticketService.quiet(), other.quiet()]);
  assert.is(ticketService.readMarkers.of('7').length, limits.marks_max * 0.9 + 1);
  assert.equal(ticketService.readMarkers.of('7'), other.readMarkers.of('7'));
});

test('[M19] read markers that another server stored count', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket();
  ticketService.readMarkers.see('7', { ...ticket, id: 't0' }, 'public', 1);
  await ticketService.quiet();
  await fill(other, limits.marks_max - 1);
  ticketService.readMarkers.see('7', { ...ticket, id: 'late' }, 'public', 1);
  await ticketService.quiet();
  assert.is(other.readMarkers.of('7').length, limits.marks_max * 0.9 + 1);
});
