import type { ServerMessage } from '../../protocol/messages.ts';
import { Halves } from '../support/halves.ts';
import type { Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { aWhile, clientOf, done, supporter, type AtBoth } from './stage.ts';

const test = suite('scripts over two halves', { limit_ms: 60_000 });

const writes = 20;

/** Each event comes back in a form to the one player there is, whose session scripts call 1. */
const script = `
  local function give(...)
    gump.send(1, gump.create():text(0, 0, 0, table.concat({ ... }, ' ')), 0, 7)
  end
  function on_help_request(s) help_tickets.submit(s, 'Bug', 'help') end
  function on_ticket_opened(e) give('opened') end
  function on_message_posted(e) give('said', e.message) end
  function on_subject_edited(e) give('named', e.to) end
  function on_ticket_closed(e) give('closed') end
  function on_ticket_reopened(e) give('reopened') end
`;

let halves: Halves;
let iris: AtBoth;
let max: AtBoth;
let shard: Client;

test.before(async () => {
  halves = await Halves.start({ scripts: { 'help.lua': script } });
  iris = await supporter(halves, 'iris');
  max = await supporter(halves, 'max');
  shard = await halves.b.server.shard('north');
  await shard.ask({ t: 'account', account: 'a', name: 'ana' });
  await shard.ask({ t: 'character', account: 'a', character: 'c', name: 'Ana' });
  await shard.ask({ t: 'session_opened', session: 's', account: 'a', character: 'c' });
  shard.send({ t: 'sessions_end' });
});
test.after(() => halves.stop());

const given = (): string[] =>
  shard.messages.flatMap((message: ServerMessage) =>
    message.t === 'show_form'
      ? message.elements.flatMap((one) => (one.type === 'text' ? [one.text] : []))
      : [],
  );

test('[Y11] scripts where a shard is connected hear what either process writes to its tickets, in order and once', async () => {
  const opened = await shard.ask({ t: 'help_requested', session: 's' });
  assert.is(opened.t, 'done', JSON.stringify(opened));
  await shard.next(() => given().length >= 2);
  assert.equal(given(), ['opened', 'said help']);
  await halves.followed();
  const found = await iris.a.ask({ t: 'find_ticket', number: 1, as: 'support' });
  assert.ok(found.t === 'answer' && found.is.of === 'ticket', JSON.stringify(found));
  const about = { ticket: found.is.ticket, as: 'support' };
  const heard = new Map<number, string>();
  const write = async (who: AtBoth): Promise<void> => {
    for (let i = 0; i < writes / 2; i += 1) {
      await aWhile(halves, 6);
      const client = clientOf(who, halves.any);
      const body = `${who.account} ${i}`;
      const said = await done(client, { kind: 'post_message', body }, about);
      heard.set(said.seq!, `said ${body}`);
      const subject = `${who.account} of ${i}`;
      const named = await done(client, { kind: 'edit_subject', subject }, about);
      heard.set(named.seq!, `named ${subject}`);
    }
  };
  await Promise.all([write(iris), write(max)]);
  const closed = await done(iris.a, { kind: 'close' }, about);
  heard.set(closed.seq!, 'closed');
  // Who asks the other half before it knows is told that it is still active.
  await halves.followed();
  const reopened = await done(max.b, { kind: 'reopen' }, about);
  heard.set(reopened.seq!, 'reopened');
  const expected = [...heard].toSorted(([x], [y]) => x - y).map(([, what]) => what);
  await shard.next(() => given().length >= expected.length + 2);
  assert.equal(given().slice(2), expected);
});
