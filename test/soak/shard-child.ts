import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ShardClient } from '../../clients/shard/client.ts';
import type { ShardOrder, ShardWord } from './shard-words.ts';

/**
 * A shard to be killed: `node shard-child.js URL KEY`. It is told on standard input who plays, and
 * says on standard output what it shows to whom.
 */
const [url = '', key = ''] = process.argv.slice(2);

const say = (word: ShardWord): void => void writeSync(1, `${JSON.stringify(word)}\n`);

const shard = new ShardClient({
  url,
  key,
  onForm: () => {},
  async onNotice({ session, text, at }) {
    say({ is: 'shown', session, text, at });
    // Between showing and acknowledging, so that it dies there too.
    await nextTurn();
  },
  onState: ({ kind }) => {
    if (kind === 'live') say({ is: 'live' });
  },
});
shard.start();

createInterface({ input: process.stdin })
  .on('line', (line) => follow(JSON.parse(line) as ShardOrder))
  .on('close', () => process.exit());

function follow(order: ShardOrder): void {
  switch (order.do) {
    case 'open': {
      const { session, account } = order;
      shard.open({ session, account: { id: account, name: account } });
      return void taken(session);
    }
    case 'end':
      return shard.end(order.session);
    case 'wake':
      return shard.wake();
  }
}

/** A command on a ticket that there is not is refused for the ticket once the session is known. */
async function taken(session: string): Promise<void> {
  const outcome = await shard.command(session, { kind: 'reopen' }, 'none');
  if (outcome.t === 'refused' && outcome.code === 'ticket_unknown') say({ is: 'taken', session });
}
