import type { FormElement } from '../../protocol/form.ts';
import type { Notice, NoticeStore } from '../../actors/shard/notices.ts';
import type { ShardDeps } from '../../actors/shard/port.ts';
import type { HandlerOutcome } from '../../actors/shard/script/messages.ts';
import type { ScriptHost, ScriptPort } from '../../actors/shard/script/host/port.ts';
import type { DroppedCounts } from '../../actors/shard/counts.ts';
import { Shards } from '../../actors/shard/shards.ts';
import { Online } from '../../actors/roster/online.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import type { Answer, Caller, Request } from '../../actors/ticket/service.ts';
import type { ClientMessage, ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import { refuse } from '../../protocol/refusals.ts';

/** What a form has that the tests answer with button 1 or 2 and what they typed. */
export const answerable: FormElement[] = [
  { type: 'button', x: 0, y: 0, normal_id: 0, pressed_id: 0, button_id: 1 },
  { type: 'button', x: 0, y: 0, normal_id: 0, pressed_id: 0, button_id: 2 },
  { type: 'check_box', x: 0, y: 0, inactive_id: 0, active_id: 0, switch_id: 3, initial: false },
  {
    type: 'text_entry_limited',
    x: 0,
    y: 0,
    width: 0,
    height: 0,
    hue: 0,
    entry_id: 1,
    text: '',
    size: 40,
  },
];

const healthy = {
  overruns: { instructions: 0, time: 0, memory: 0, calls: 0, crashed: 0 },
  failures: 0,
  eventsDropped: 0,
  aside: [],
};

/** Everything around a shard's actor in memory: the actor itself is the real one. */
export class FakeShard {
  readonly online = new Online();
  readonly notices = new FakeNotices();
  readonly shards: Shards;
  /** What the script was asked, as `help 1` or `answer 1 46001/1`. */
  readonly script: string[] = [];
  readonly commands: Array<{ caller: Caller; request: Request }> = [];
  readonly opened = new Map<string, number>();
  readonly factions = new Map<string, readonly string[]>();
  port: ScriptPort | undefined;
  outcome: HandlerOutcome = { kind: 'ran' };
  /** What became of the handler of a form. */
  answered = (): Promise<HandlerOutcome> => Promise.resolve(this.outcome);
  /** Set while the scripts do not load. */
  problem: Error | undefined;
  now = 1_000;
  readonly log: string[] = [];
  answer: Answer = { ok: true, ticket: 't1', number: 41, seq: 2 };
  /** What becomes of a command. */
  commanded = (): Promise<Answer> => Promise.resolve(this.answer);
  /** Released by hand, to see what happens while the disk is slow. */
  writes: Array<() => void> = [];
  holdWrites = false;
  readonly #accounts = new Map<string, string>();
  readonly #characters = new Map<string, string>();
  #ids = 0;

  constructor() {
    this.shards = new Shards(this.#around());
  }

  /** Answers that the shard's actor dropped so far. */
  dropped(shard = 'britain'): DroppedCounts {
    return this.shards.health().get(shard)!.dropped;
  }

  connect(incarnation = 'inc-1', shard = 'britain'): FakeConnection {
    return new FakeConnection(this.shards, incarnation, shard);
  }

  #around(): ShardDeps {
    return {
      online: this.online,
      notices: this.notices,
      left: () => {},
      newId: () => `id${(this.#ids += 1)}`,
      clock: { now: () => this.now, soon: (run) => void setImmediate(run) },
      log: (_, text) => void this.log.push(text),
      roster: {
        isContested: () => false,
        account: () => undefined,
        character: () => undefined,
        accountOf: (_, account) => this.#found(this.#accounts, account),
        characterOf: (account, character) =>
          this.#found(this.#characters, `${account}/${character}`),
        upsertAccount: async (_, { account }) => {
          await this.#written();
          if (!this.#accounts.has(account))
            this.#accounts.set(account, String(this.#accounts.size + 1));
          return undefined;
        },
        upsertCharacter: async (_, { account, character }) => {
          await this.#written();
          const owner = this.#accounts.get(account);
          if (owner === undefined) return refuse('account_unknown');
          this.#characters.set(`${owner}/${character}`, String(100 + this.#characters.size));
          return undefined;
        },
        linkDiscord: async () => undefined,
        upsertFaction: async (_, { faction, members }) => {
          await this.#written();
          if (members.some((member) => !this.#accounts.has(member)))
            return refuse('account_unknown');
          this.factions.set(faction, members);
          return undefined;
        },
      },
      signInLink: async () => ({ ok: true, value: { address: 'http://x/#link=s', expires: 1 } }),
      tickets: {
        command: (caller, request) => {
          this.commands.push({ caller, request });
          return this.commanded();
        },
        openedBy: (_, command) => {
          const number = this.opened.get(command);
          return Promise.resolve(number === undefined ? undefined : { number });
        },
        staffName: ownNames,
        idOf: (number) => (number === 41 ? 't1' : undefined),
        list: () => ({ total: 0, tickets: [] }),
        thread: () => Promise.resolve({ ok: false, refusal: refuse('ticket_unknown') }),
        seen: () => Promise.resolve(undefined),
        ownDone: () => Promise.resolve(),
      },
      scripts: (port) => {
        this.port = port;
        if (this.problem !== undefined) return Promise.reject(this.problem);
        return Promise.resolve(this.#host());
      },
    };
  }

  #host(): ScriptHost {
    const say = (text: string) => {
      this.script.push(text);
      return Promise.resolve(this.outcome);
    };
    return {
      sessionOpened: (session, character) => void say(`opened ${session} ${character}`),
      sessionClosed: (session) => void say(`closed ${session}`),
      helpRequested: (session, character, origin) => say(`help ${session} ${character} ${origin}`),
      formAnswered: ({ session, gump, button }) => {
        this.script.push(`answer ${session} ${gump}/${button}`);
        return this.answered();
      },
      formLost: ({ session, gump, button, entries }, why) =>
        say(`lost ${session} ${gump}/${button} ${JSON.stringify(entries)} ${why}`),
      event: (name) => void say(`event ${name}`),
      changeCategories: (categories) => void say(`categories ${categories.join(' ')}`),
      reload: (sources) => {
        this.script.push(`reload ${Object.keys(sources).join(' ')}`);
        return Promise.resolve(null);
      },
      health: () => healthy,
      close: () => {
        this.script.push('ended');
        return Promise.resolve();
      },
    };
  }

  #found(map: Map<string, string>, key: string): never {
    const id = map.get(key);
    return (id === undefined ? undefined : { id }) as never;
  }

  #written(): Promise<void> {
    if (!this.holdWrites) return Promise.resolve();
    return new Promise((resolve) => this.writes.push(resolve));
  }
}

class FakeNotices implements NoticeStore {
  #made = 0;
  kept: Array<Notice & { account: string }> = [];
  /** Acknowledged notices, those that could not be forgotten included. */
  readonly acknowledged: string[] = [];
  /** While set, nothing can be forgotten, as when the disk is full. */
  refuses = false;
  /** While set, what is acknowledged is on its way to the disk. */
  slow: Promise<void> | undefined;

  pending(account: string, limit: number): Promise<Notice[]> {
    const found = this.kept.filter((notice) => notice.account === account);
    return Promise.resolve(found.slice(0, limit));
  }

  async shown(account: string, id: string): Promise<boolean> {
    this.acknowledged.push(id);
    await this.slow;
    if (this.refuses) return false;
    this.kept = this.kept.filter((notice) => notice.account !== account || notice.id !== id);
    return true;
  }

  /** Keeps so many of them for an account, named so that they sort by age. */
  keep(account: string, count: number, text = 'hi'): void {
    for (let i = 0; i < count; i++) {
      const at = this.#made++;
      const id = `n${String(at).padStart(6, '0')}`;
      this.kept.push({ account, id, ticket: 't', number: 1, from: 'Iris', text, at });
    }
  }
}

/** One connection of a shard; `sent` is what the server told it. */
export class FakeConnection {
  readonly sent: ServerMessage[] = [];
  /** While set, the shard reads nothing, and what it is sent waits. */
  isStalled = false;
  waiting_bytes = 0;
  closedFor: string | undefined;
  readonly #link;
  #ids = 0;

  constructor(shards: Shards, incarnation: string, shard: string) {
    const waiting_bytes = () => this.waiting_bytes;
    this.#link = shards.connect(
      shard,
      { incarnation, client: null, key: '' },
      {
        get waiting_bytes() {
          return waiting_bytes();
        },
        send: (message) => {
          this.sent.push(message);
          if (this.isStalled) this.waiting_bytes += JSON.stringify(message).length;
        },
        close: (reason) => (this.closedFor = reason),
      },
    );
  }

  say(message: ClientMessage): void {
    this.#link.receive(message);
  }

  /** The shard reads all that waits. */
  read(): void {
    this.waiting_bytes = 0;
    this.#link.emptied();
  }

  close(): void {
    this.#link.closed();
  }

  /** Tells one player with an account and a character of the same name. */
  play(session: string, account: string): void {
    this.say({ t: 'account', id: this.id(), account, name: account });
    this.say({ t: 'character', id: this.id(), account, character: `${account}-c`, name: account });
    this.say({
      t: 'session_opened',
      id: this.id(),
      session,
      account,
      character: `${account}-c`,
      location: { map: 1, x: 2, y: 3, z: 4 },
    });
  }

  id(): string {
    return `m${(this.#ids += 1)}`;
  }

  all<N extends ServerMessage['t']>(name: N): Array<ServerMessageOf<N>> {
    return this.sent.filter((message): message is ServerMessageOf<N> => message.t === name);
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
