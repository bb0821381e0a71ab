import { limits } from '../../protocol/limits.ts';
import { framesOf, Link } from '../../server/sockets/connection/chain.ts';
import { freshCounters } from '../../server/sockets/connection/counters.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { Outbox } from '../../server/sockets/connection/outbox.ts';
import { TurnEnd } from '../../server/sockets/connection/turn-end.ts';
import { assert, suite } from '../support/suite.ts';
import { FakeWire } from './fake-wire.ts';

const test = suite('the outbox');

class Setting {
  readonly counters = freshCounters();
  readonly faults: unknown[] = [];
  #soon: Array<() => void> = [];
  readonly later: Array<() => void> = [];
  scheduled = 0;
  readonly turnEnd = new TurnEnd({
    soon: (run) => {
      this.scheduled += 1;
      this.#soon.push(run);
    },
    later: (run) => this.later.push(run),
    onFault: (error) => this.faults.push(error),
  });

  outbox(): { outbox: Outbox; wire: FakeWire; heard: string[] } {
    const wire = new FakeWire();
    const heard: string[] = [];
    const owner = { tooSlow: () => heard.push('too slow'), emptied: () => heard.push('emptied') };
    return { outbox: new Outbox(wire, this, owner), wire, heard };
  }

  endTurn(): void {
    for (const run of this.#soon.splice(0)) run();
  }
}

const frame = (text: string) => Buffer.from(text);

// [W20] All frames of an event-loop turn are one write to each socket, in order, joined once for
// all that have the same to write.
test('[W20] all frames of a turn are one write to each socket, in order', () => {
  const setting = new Setting();
  const [a, b] = [setting.outbox(), setting.outbox()];
  for (const text of ['one ', 'two ', 'three']) {
    for (const { outbox } of [a, b]) outbox.push(frame(text));
  }
  assert.equal(a.wire.writes, []);
  setting.endTurn();
  for (const { wire } of [a, b]) assert.equal(wire.writes.map(String), ['one two three']);
  assert.is(setting.scheduled, 1);
  assert.is(setting.counters.frames_out, 6);
  assert.is(setting.counters.bytes_out, 2 * 'one two three'.length);
});

test('[W20] what is done at the end of a turn is written in that same turn', () => {
  const setting = new Setting();
  const { outbox, wire } = setting.outbox();
  setting.turnEnd.do(() => outbox.push(frame('late')));
  outbox.push(frame('early '));
  setting.endTurn();
  assert.equal(wire.writes.map(String), ['early late']);
});

test('[W20] a fault at the end of a turn costs the other connections nothing', () => {
  const setting = new Setting();
  const [bad, good] = [setting.outbox(), setting.outbox()];
  bad.wire.write = () => {
    throw new Error('a bug');
  };
  setting.turnEnd.do(() => {
    throw new Error('another');
  });
  for (const { outbox } of [bad, good]) outbox.push(frame('x'));
  setting.endTurn();
  assert.equal(good.wire.writes.map(String), ['x']);
  assert.equal(setting.faults.map(String), ['Error: another', 'Error: a bug']);
});

test('[W20] the same frames are joined once for all that have nothing else to write', () => {
  const setting = new Setting();
  const written: Uint8Array[] = [];
  const frames = [frame('one'), frame('two')];
  for (let i = 0; i < 4; i++) {
    const { outbox, wire } = setting.outbox();
    wire.write = (bytes) => written.push(bytes) > 0;
    if (i === 2) outbox.push(frame('zero'));
    for (const one of frames) outbox.push(one);
  }
  setting.endTurn();
  assert.equal(written.map(String), ['onetwo', 'onetwo', 'zeroonetwo', 'onetwo']);
  assert.is(written[0], written[1]);
  const kept = setting.turnEnd.root.plus(frames[0]!);
  setting.turnEnd.do(() => {});
  setting.endTurn();
  assert.is.not(setting.turnEnd.root.plus(frames[0]!), kept, 'kept longer than its turn');
});

// [W66] Where another turn of a ticket follows at once, those of support who watch it get both in
// one write; what nothing follows waits a moment at most.
test('[W66] frames that may wait share a write with those that follow', () => {
  const setting = new Setting();
  const [a, b] = [setting.outbox(), setting.outbox()];
  for (const { outbox } of [a, b]) outbox.push(frame('one '), 'soon');
  setting.endTurn();
  assert.equal([...a.wire.writes, ...b.wire.writes], []);
  for (const { outbox } of [a, b]) outbox.push(frame('two'));
  setting.endTurn();
  for (const { wire } of [a, b]) assert.equal(wire.writes.map(String), ['one two']);
  for (const run of setting.later.splice(0)) run();
  for (const { wire } of [a, b]) assert.is(wire.writes.length, 1, 'written again');
});

test('[W66] frames that nothing follows are written after a moment, in one go', () => {
  const setting = new Setting();
  const [a, b, busy] = [setting.outbox(), setting.outbox(), setting.outbox()];
  for (const { outbox } of [a, b]) outbox.push(frame('one '), 'soon');
  for (const { outbox } of [a, b]) outbox.push(frame('two'), 'soon');
  busy.outbox.push(frame('now'));
  setting.endTurn();
  assert.equal(a.wire.writes, []);
  assert.is(setting.later.length, 1);
  for (const run of setting.later.splice(0)) run();
  for (const { wire } of [a, b]) assert.equal(wire.writes.map(String), ['one two']);
  assert.equal(busy.wire.writes.map(String), ['now']);
  a.outbox.push(frame('three'), 'soon');
  assert.is(setting.later.length, 1, 'the next ones get a moment of their own');
});

test('[W66] a connection that is closed meanwhile gets them before the last frame', () => {
  const setting = new Setting();
  const { outbox, wire } = setting.outbox();
  outbox.push(frame('one '), 'soon');
  outbox.close(frame('bye'));
  for (const run of setting.later.splice(0)) run();
  assert.equal(wire.writes.map(String), ['one bye']);
});

test('[W20] a chain of frames keeps its order and its size, whoever else adds to it', () => {
  const root = Link.root();
  const [a, b, c] = ['a', 'bb', 'ccc'].map(frame) as [Buffer, Buffer, Buffer];
  const first = root.plus(a).plus(b);
  const second = root.plus(c).plus(b);
  const third = root.plus(a).plus(c);
  for (const [link, text] of [
    [first, 'abb'],
    [second, 'cccbb'],
    [third, 'accc'],
  ] as const) {
    assert.is(String(link.joined()), text);
    assert.is(link.bytes, text.length);
    assert.is(link.count, 2);
  }
  assert.equal([root.bytes, root.count, framesOf(root)], [0, 0, []]);
  assert.is(root.plus(a), root.plus(a));
  assert.is(root.plus(a).joined(), a);
});

test('[W21] more than may wait, the wire included, is too slow: what waited is dropped', () => {
  const setting = new Setting();
  const { outbox, wire, heard } = setting.outbox();
  wire.isStalled = true;
  const half = Buffer.alloc(limits.outbox_bytes_max / 2);
  outbox.push(half);
  setting.endTurn();
  assert.is(wire.buffered_bytes, half.length);
  outbox.push(half);
  assert.is(outbox.waiting_bytes, limits.outbox_bytes_max);
  assert.equal(heard, []);
  outbox.push(frame('x'));
  assert.equal(heard, ['too slow']);
  outbox.push(frame('y'));
  setting.endTurn();
  assert.equal(heard, ['too slow']);
  assert.is(wire.writes.length, 1);
  assert.is(outbox.waiting_bytes, half.length);
});

test('[W21] while the wire has enough, frames wait, shared; then they go out in order', () => {
  const setting = new Setting();
  const { outbox, wire, heard } = setting.outbox();
  wire.isStalled = true;
  for (const text of ['a', 'b', 'c']) {
    outbox.push(frame(text));
    setting.endTurn();
  }
  assert.equal(wire.writes.map(String), ['a']);
  outbox.drained();
  assert.equal(wire.writes.map(String), ['a', 'bc']);
  assert.equal(heard, []);
  wire.isStalled = false;
  wire.buffered_bytes = 0;
  outbox.drained();
  assert.equal(heard, ['emptied']);
  outbox.drained();
  assert.equal(heard, ['emptied']);
  outbox.push(frame('d'));
  setting.endTurn();
  assert.equal(wire.writes.map(String), ['a', 'bc', 'd']);
});

test('[W21] one write is bounded, so that what waits longer stays shared', () => {
  const setting = new Setting();
  const { outbox, wire } = setting.outbox();
  const third = Buffer.alloc(netLimits.write_bytes_max / 3);
  const huge = Buffer.alloc(netLimits.write_bytes_max + 1);
  for (const one of [third, third, third, huge, third]) outbox.push(one);
  setting.endTurn();
  const lengths = wire.writes.map(({ length }) => length);
  assert.equal(lengths, [third.length * 3, huge.length, third.length]);
});

test('[W21] the last frame follows all that waits, and nothing follows it', () => {
  const setting = new Setting();
  const { outbox, wire } = setting.outbox();
  outbox.push(frame('a'));
  outbox.close(frame('bye'));
  outbox.push(frame('b'));
  setting.endTurn();
  outbox.drained();
  assert.equal(wire.writes.map(String), ['abye']);
});
