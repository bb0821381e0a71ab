import { refusals, type Refusal } from '../../protocol/refusals.ts';
import type { LiveSession } from '../roster/online.ts';
import type { ShardTickets } from './port.ts';
import type { SubmitCall, SubmitResult } from './script/messages.ts';

/** The tickets that the scripts of one shard have opened for its players. */
export class Submits {
  readonly #shard: string;
  readonly #tickets: ShardTickets;
  /** Those on the way to the disk, by account and id of the command. */
  readonly #underWay = new Map<string, Promise<SubmitResult>>();

  constructor(shard: string, tickets: ShardTickets) {
    this.#shard = shard;
    this.#tickets = tickets;
  }

  async open(playing: LiveSession, call: SubmitCall): Promise<SubmitResult> {
    const key = keyOf(playing.account, submitId(call.origin, call.ordinal));
    const result = this.#command(playing, call);
    this.#underWay.set(key, result);
    try {
      return await result;
    } finally {
      if (this.#underWay.get(key) === result) this.#underWay.delete(key);
    }
  }

  /** The ticket that a player's command opened, if it did. */
  async openedBy(
    account: string,
    command: string,
  ): Promise<{ readonly number: number } | undefined> {
    const id = submitId(command, 0);
    // The handler may be gone while its ticket is still on the way to the disk.
    await this.#underWay.get(keyOf(account, id))?.catch(() => undefined);
    return this.#tickets.openedBy(account, id);
  }

  async #command(
    { account, character, location }: LiveSession,
    { origin, ordinal, category, message }: SubmitCall,
  ): Promise<SubmitResult> {
    const answer = await this.#tickets.command(
      { account, restricted: true, surface: 'game' },
      {
        id: submitId(origin, ordinal),
        as: 'player',
        deed: { kind: 'open', category, body: message },
        from: { shard: this.#shard, character, location },
      },
    );
    return answer.ok ? { ok: true, number: answer.number } : notTaken(answer.refusal);
  }
}

export function notTaken({ code, detail }: Refusal): SubmitResult {
  const { sentence } = refusals[code];
  return { ok: false, reason: detail === undefined ? sentence : `${sentence} ${detail}` };
}

/** Ids of what a handler asks for: the same when the same answer comes again. */
function submitId(origin: string, ordinal: number): string {
  return `${origin}:${ordinal}`;
}

function keyOf(account: string, submit: string): string {
  return `${account} ${submit}`;
}
