import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';
import type { LiveSession } from '../../roster/online.ts';
import type { ShardDeps } from '../port.ts';
import { scriptLimits } from '../script/script-limits.ts';
import type { LuaInput } from '../script/lua/marshal.ts';
import type { ScriptCall, ScriptResult } from '../script/messages.ts';
import type { SessionNumbers } from './session-numbers.ts';
import { characterNumber } from './ticket-event.ts';
import { entryTable, headTable, rowTable } from './ticket-tables.ts';

type CallOf<K extends ScriptCall['kind']> = Extract<ScriptCall, { kind: K }>;

/**
 * How many calls of a handler are checked for the ticket that one of them opened: scripts open one,
 * and early.
 */

/**
 * What the scripts of one shard ask for. A call is made as the player of the session and may do
 * only what that player may.
 */
export class ScriptCalls {
  readonly #shard: string;
  readonly #deps: Pick<ShardDeps, 'tickets' | 'roster' | 'online' | 'signInLink'>;
  readonly #numbers: SessionNumbers;
  /** Tickets that are being stored, by account and command id. */
  readonly #opening = new Map<string, Promise<ScriptResult>>();

  constructor(
    shard: string,
    deps: Pick<ShardDeps, 'tickets' | 'roster' | 'online' | 'signInLink'>,
    numbers: SessionNumbers,
  ) {
    this.#shard = shard;
    this.#deps = deps;
    this.#numbers = numbers;
  }

  async ask(call: ScriptCall): Promise<ScriptResult> {
    switch (call.kind) {
      case 'submit':
        return this.#as(call, (playing) => this.#submit(playing, call));
      case 'reply':
        return this.#commandOn(call, { kind: 'post_message', body: call.message });
      case 'close':
      case 'reopen':
        return this.#commandOn(call, { kind: call.kind });
      case 'seen':
        return this.#as(call, ({ account }) => this.#seen(account, call));
      case 'list':
        return this.#as(call, ({ account }) => this.#list(account, call));
      case 'thread':
        return this.#as(call, ({ account }) => this.#thread(account, call));
      case 'sign_in_link':
        return this.#as(call, ({ account }) => this.#signInLink(account));
      case 'session': {
        const playing = this.#playing(call.number);
        return playing === undefined ? no('session_unknown') : got(this.#sessionTable(playing));
      }
      case 'account':
        return this.#account(String(call.number));
      case 'character':
        return this.#character(String(call.number));
      case 'online':
        return this.#online(call);
    }
  }

  /** Numbers of the tickets that a player's command opened, in order. */
  async openedBy(account: string, command: string): Promise<number[]> {
    const numbers: number[] = [];
    for (let ordinal = 0; ordinal < scriptLimits.commands_max; ordinal++) {
      const id = commandId(command, ordinal);
      // The handler may have ended while its ticket is still being stored.
      await this.#opening.get(keyOf(account, id))?.catch(() => undefined);
      const opened = await this.#deps.tickets.openedBy(account, id);
      if (opened !== undefined) numbers.push(opened.number);
    }
    return numbers;
  }

  async #submit(playing: LiveSession, call: CallOf<'submit'>): Promise<ScriptResult> {
    if (playing.character === null) return no('session_unlinked');
    const { category, message } = call;
    const key = keyOf(playing.account, commandId(call.origin ?? '', call.ordinal));
    const result = this.#command(playing, call, { kind: 'open', category, body: message });
    this.#opening.set(key, result);
    try {
      return await result;
    } finally {
      if (this.#opening.get(key) === result) this.#opening.delete(key);
    }
  }

  #commandOn(call: CallOf<'reply' | 'close' | 'reopen'>, body: CommandBody): Promise<ScriptResult> {
    return this.#as(call, (playing) => {
      const ticket = this.#deps.tickets.idOf(call.ticket);
      return ticket === undefined
        ? no('ticket_unknown')
        : this.#command(playing, call, body, ticket);
    });
  }

  async #command(
    { account, character, location }: LiveSession,
    { origin, ordinal }: ScriptCall,
    body: CommandBody,
    ticket?: string,
  ): Promise<ScriptResult> {
    const answer = await this.#deps.tickets.command(
      { account, restricted: true, surface: 'game' },
      {
        id: commandId(origin ?? '', ordinal),
        ...(ticket !== undefined && { ticket }),
        as: 'player',
        command: body,
        from: { shard: this.#shard, character, location },
      },
    );
    if (!answer.ok) return notTaken(answer.refusal);
    const { number, seq } = answer;
    // Players are not notified of what they did themselves.
    await this.#deps.tickets.ownDone(account, answer.ticket, seq);
    return got(number);
  }

  async #seen(account: string, { ticket, entry }: CallOf<'seen'>): Promise<ScriptResult> {
    const refusal = await this.#deps.tickets.seen(account, ticket, entry);
    return refusal === undefined ? got(true) : notTaken(refusal);
  }

  #list(account: string, { offset, limit }: CallOf<'list'>): ScriptResult {
    const { total, tickets } = this.#deps.tickets.list(account, { offset, limit });
    return got({ total, tickets: tickets.map(rowTable) });
  }

  async #thread(account: string, call: CallOf<'thread'>): Promise<ScriptResult> {
    const { before, limit } = call;
    const thread = await this.#deps.tickets.thread(account, call.ticket, { before, limit });
    if (!thread.ok) return notTaken(thread.refusal);
    return got({
      ...headTable(thread.head),
      unread: thread.unread,
      seen_by_support: thread.seenBySupport,
      entries: thread.entries.map((entry) => entryTable(entry, account)),
    });
  }

  async #signInLink(account: string): Promise<ScriptResult> {
    const made = await this.#deps.signInLink(this.#shard, account);
    return made.ok ? got(made.value.address) : notTaken(made.refusal);
  }

  #account(number: string): ScriptResult {
    const account = this.#deps.roster.account(number);
    if (account?.shard !== this.#shard) return no('account_unknown');
    const playing = this.#deps.online.ofAccount(number);
    const sessions = playing.flatMap(({ shard, session }) =>
      shard === this.#shard ? this.#numbers.of(session) : [],
    );
    return got({ account_id: Number(number), name: account.name, sessions });
  }

  #character(number: string): ScriptResult {
    const { roster, online } = this.#deps;
    const character = roster.character(number);
    if (character === undefined || roster.account(character.account)?.shard !== this.#shard) {
      return no('character_unknown');
    }
    const playing = online
      .ofAccount(character.account)
      .find((live) => live.shard === this.#shard && live.character === number);
    return got({
      character_id: Number(number),
      name: character.name,
      account_id: Number(character.account),
      session_id: playing === undefined ? null : this.#numbers.of(playing.session),
    });
  }

  #online({ offset, limit }: CallOf<'online'>): ScriptResult {
    const all = this.#deps.online.ofShard(this.#shard);
    const sessions = all
      .slice(offset, offset + limit)
      .map((playing) => this.#sessionTable(playing));
    return got({ total: all.length, sessions });
  }

  #sessionTable({ session, account, character, location }: LiveSession): LuaInput {
    const { roster } = this.#deps;
    return {
      session_id: this.#numbers.of(session),
      account_id: Number(account),
      account_name: roster.account(account)?.name ?? '',
      character_id: characterNumber(character),
      character_name: character === null ? null : (roster.character(character)?.name ?? ''),
      map_id: location?.map ?? null,
      location: location && { x: location.x, y: location.y, z: location.z },
    };
  }

  async #as(
    { session }: ScriptCall,
    run: (playing: LiveSession) => ScriptResult | Promise<ScriptResult>,
  ): Promise<ScriptResult> {
    const playing = this.#playing(session);
    return playing === undefined ? no('session_unknown') : run(playing);
  }

  #playing(number: number): LiveSession | undefined {
    const session = this.#numbers.session(number);
    return session === undefined ? undefined : this.#deps.online.get(this.#shard, session);
  }
}

function got(value: LuaInput): ScriptResult {
  return { ok: true, value };
}

function no(code: Refusal['code']): ScriptResult {
  return notTaken(refuse(code));
}

function notTaken(refusal: Refusal): ScriptResult {
  return { ok: false, reason: sentenceOf(refusal) };
}

/** Ids of a handler's calls: the same answer sent again makes the same ids. */
function commandId(origin: string, ordinal: number): string {
  return `${origin}:${ordinal}`;
}

function keyOf(account: string, id: string): string {
  return `${account} ${id}`;
}
