import type { ClientMessage, ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import { refusedMessage } from '../../protocol/refused.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Told } from '../ticket/desk.ts';
import type { LiveSession } from '../roster/online.ts';
import { Intake } from './intake.ts';
import { shardLimits } from './limits.ts';
import { NoticeDelivery } from './notices.ts';
import { Pace } from './pace.ts';
import type { ScriptSources } from './script/require.ts';
import type { ShardConnection, ShardLink, ShardSurroundings } from './port.ts';

/** What a shard tells of its world, which has to be on disk before what refers to it. */
type RosterMessage = ClientMessageOf<'account' | 'character' | 'faction'>;

/**
 * One connected shard: who plays there, what is asked for them and what they are to read. It goes
 * on without a connection, so that a cut line costs no player a form.
 */
export class Shard {
  readonly name: string;
  readonly #around: ShardSurroundings;
  readonly #intake: Intake;
  readonly #delivery: NoticeDelivery;
  /** For what is sent to many players at once. */
  readonly #pace: Pace;
  #connection: ShardConnection | undefined;
  #incarnation: string | undefined;
  #waiting: ClientMessage[] = [];
  #phase: 'idle' | 'handling' = 'idle';

  constructor(name: string, around: ShardSurroundings) {
    this.name = name;
    this.#around = around;
    this.#intake = new Intake(name, around, (message) => this.#send(message));
    this.#pace = new Pace(
      () => this.#connection?.waiting_bytes ?? Infinity,
      (err) => around.log('error', 'what a player is owed could not be sent', { shard: name, err }),
    );
    this.#delivery = new NoticeDelivery({
      store: around.notices,
      pace: this.#pace,
      send: (message) => this.#send(message),
      sessionsOf: (account) => this.#sessionsOf(account),
    });
  }

  /** The newer connection wins; the older is told. */
  connect(incarnation: string, connection: ShardConnection): ShardLink {
    this.#connection?.close('replaced');
    this.#connection = connection;
    this.#waiting = [];
    this.#around.online.relist(this.name);
    this.#pace.clear();
    this.#delivery.restart();
    if (this.#incarnation !== undefined && this.#incarnation !== incarnation) {
      // The shard itself was started again: no form is before anybody any more.
      for (const { session } of this.#around.online.ofShard(this.name))
        this.#intake.forgetForms(session);
    }
    this.#incarnation = incarnation;
    return {
      receive: (message) => {
        if (this.#connection === connection) this.#take(message);
      },
      emptied: () => {
        if (this.#connection === connection) this.#pace.wake();
      },
      closed: () => {
        if (this.#connection === connection) this.#connection = undefined;
      },
    };
  }

  disconnect(): void {
    this.#connection?.close('credentials_refused');
  }

  /** An account got notices: to those of its sessions that play here. */
  noticesFor(account: string): void {
    if (!this.#isListed()) return;
    for (const session of this.#sessionsOf(account)) this.#delivery.deliver(session, account);
  }

  told(told: Told): void {
    this.#intake.told(told);
  }

  async reloadScripts(sources: ScriptSources, categories: readonly string[]): Promise<void> {
    await this.#intake.reload(sources, categories);
  }

  /** It is no shard any more: nobody plays there. */
  async end(): Promise<void> {
    this.disconnect();
    for (const { session } of this.#around.online.endShard(this.name)) this.#endSession(session);
    await this.close();
  }

  async close(): Promise<void> {
    await this.#intake.close();
  }

  #sessionsOf(account: string): string[] {
    const playing = this.#around.online.ofAccount(account);
    return playing.flatMap(({ shard, session }) => (shard === this.name ? session : []));
  }

  #send(message: ServerMessage): void {
    this.#connection?.send(message);
  }

  #take(message: ClientMessage): void {
    // Nothing is dropped alone: sessions_end, say, has no id that a refusal could name.
    if (this.#waiting.length >= shardLimits.waiting_messages_max)
      return this.#connection?.close('too_fast');
    this.#waiting.push(message);
    if (this.#phase === 'idle') void this.#handleAll();
  }

  async #handleAll(): Promise<void> {
    this.#phase = 'handling';
    for (
      let message = this.#waiting.shift();
      message !== undefined;
      message = this.#waiting.shift()
    ) {
      if (isRosterMessage(message)) {
        await this.#upsertAll(message);
      } else {
        this.#handle(message);
      }
    }
    this.#phase = 'idle';
  }

  /** What waits of the same kind goes to the disk together. */
  async #upsertAll(first: RosterMessage): Promise<void> {
    const connection = this.#connection;
    const batch: RosterMessage[] = [first];
    while (this.#waiting[0]?.t === first.t) batch.push(this.#waiting.shift() as RosterMessage);
    await Promise.all(
      batch.map(async (message) => {
        const refusal = await this.#upsert(message);
        if (this.#connection === connection) this.#answer(message.id, refusal);
      }),
    );
  }

  #upsert(message: RosterMessage): Promise<Refusal | undefined> {
    const { roster } = this.#around;
    switch (message.t) {
      case 'account':
        return roster.upsertAccount(this.name, message);
      case 'character':
        return roster.upsertCharacter(this.name, message);
      case 'faction':
        return roster.upsertFaction(this.name, message);
    }
  }

  #handle(message: Exclude<ClientMessage, RosterMessage>): void {
    switch (message.t) {
      case 'session_opened':
        return this.#answer(message.id, this.#sessionOpened(message));
      case 'session_moved':
        return this.#answer(message.id, this.#sessionMoved(message));
      case 'session_closed':
        return this.#answer(message.id, this.#sessionClosed(message.session));
      case 'sessions_end':
        return this.#sessionsEnd();
      case 'help_requested':
        return this.#forSession(message, (playing) =>
          this.#intake.helpRequested(playing, message.id),
        );
      case 'form_answered':
        return this.#forSession(message, (playing) => this.#intake.formAnswered(playing, message));
      case 'command':
        return this.#command(message);
      case 'notice_shown': {
        const playing = this.#around.online.get(this.name, message.session);
        if (playing !== undefined)
          void this.#delivery.shown(message.session, playing.account, message.notice);
        return;
      }
      case 'get':
      case 'find':
      case 'admin':
      case 'watch':
        return this.#send(
          refusedMessage(
            'id' in message ? message.id : String(message.w),
            refuse('not_for_shards'),
          ),
        );
      case 'ping':
        return this.#send({ t: 'pong', now: this.#around.now() });
      case 'unwatch':
      case 'seen':
      case 'signal':
      case 'hello':
        return;
    }
  }

  #sessionOpened(message: ClientMessageOf<'session_opened'>): Refusal | undefined {
    const { roster, online } = this.#around;
    const account = roster.accountOf(this.name, message.account);
    if (account === undefined) return refuse('account_unknown');
    const character =
      message.character === undefined ? null : roster.characterOf(account.id, message.character);
    if (character === undefined) return refuse('character_unknown');
    const playing: LiveSession = {
      shard: this.name,
      session: message.session,
      account: account.id,
      character: character?.id ?? null,
      location: message.location ?? null,
    };
    const before = online.get(this.name, message.session);
    // The shard gave the name to another player: what the old one had before them is not theirs.
    if (before !== undefined && before.account !== account.id) this.#endSession(message.session);
    const refusal = online.open(playing);
    if (refusal !== undefined) return refusal;
    this.#intake.sessionOpened(playing);
    // After a cut connection the shard may have missed a form; one it has shown it knows by its id.
    for (const form of this.#intake.formsOf(playing.session)) {
      this.#pace.add(`form ${form}`, () => {
        this.#intake.showAgain(playing.session, form);
        return 'finished';
      });
    }
    if (this.#isListed()) this.#delivery.deliver(playing.session, playing.account);
    return undefined;
  }

  #sessionMoved(message: ClientMessageOf<'session_moved'>): Refusal | undefined {
    const { roster, online } = this.#around;
    const playing = online.get(this.name, message.session);
    if (playing === undefined) return refuse('session_unknown');
    let character = playing.character;
    if (message.character !== undefined) {
      const found = roster.characterOf(playing.account, message.character);
      if (found === undefined) return refuse('character_unknown');
      character = found.id;
    }
    const location = message.location ?? playing.location;
    const moved = online.move(this.name, message.session, { character, location });
    if (moved !== undefined && moved.character !== playing.character)
      this.#intake.sessionOpened(moved);
    return undefined;
  }

  #sessionClosed(session: string): Refusal | undefined {
    if (this.#around.online.close(this.name, session) === undefined)
      return refuse('session_unknown');
    this.#endSession(session);
    return undefined;
  }

  #endSession(session: string): void {
    this.#intake.sessionClosed(session);
    this.#delivery.endSession(session);
  }

  #sessionsEnd(): void {
    for (const { session } of this.#around.online.listed(this.name)) this.#endSession(session);
    for (const { session, account } of this.#around.online.ofShard(this.name)) {
      this.#delivery.deliver(session, account);
    }
  }

  /** Runs for one live session, and answers when it has ended; others go on meanwhile. */
  #forSession(
    message: ClientMessageOf<'help_requested'> | ClientMessageOf<'form_answered'>,
    run: (playing: LiveSession) => Promise<Refusal | undefined>,
  ): void {
    if (!this.#isListed()) return this.#refuse(message.id, refuse('sessions_incomplete'));
    const { online } = this.#around;
    const at = message.location;
    const playing =
      at === undefined
        ? online.get(this.name, message.session)
        : online.move(this.name, message.session, { location: at });
    if (playing === undefined) return this.#refuse(message.id, refuse('session_unknown'));
    void run(playing)
      .catch((error) => this.#fault(error))
      .then((refusal) => this.#answer(message.id, refusal));
  }

  #command(message: ClientMessageOf<'command'>): void {
    if (message.session === undefined) return this.#refuse(message.id, refuse('not_for_shards'));
    if (!this.#isListed()) return this.#refuse(message.id, refuse('sessions_incomplete'));
    const playing = this.#around.online.get(this.name, message.session);
    if (playing === undefined) return this.#refuse(message.id, refuse('session_unknown'));
    if (message.do.kind === 'open' && playing.character === null) {
      return this.#refuse(message.id, refuse('session_unlinked'));
    }
    const { account, character, location } = playing;
    const { id, ticket, as } = message;
    const request = {
      id,
      ticket,
      as,
      deed: message.do,
      from: { shard: this.name, character, location },
    };
    // Whoever holds a shard's key must not become staff by it.
    const caller = { account, restricted: true, surface: 'game' } as const;
    void this.#around.tickets
      .command(caller, request)
      .catch((error) => ({ ok: false, refusal: this.#fault(error) }) as const)
      .then((answer) => {
        if (!answer.ok) return this.#refuse(id, answer.refusal);
        const { ticket: opened, number, seq } = answer;
        return this.#send({ t: 'done', id, ticket: opened, number, seq });
      });
  }

  /** Something threw that must not, as a read of the disk. */
  #fault(error: unknown): Refusal {
    this.#around.log('error', 'a request of a shard met a fault', { shard: this.name, err: error });
    return refuse('storage_unavailable');
  }

  #isListed(): boolean {
    return this.#around.online.isComplete(this.name);
  }

  #answer(id: string, refusal: Refusal | undefined): void {
    if (refusal === undefined) this.#send({ t: 'done', id });
    else this.#refuse(id, refusal);
  }

  #refuse(id: string, refusal: Refusal): void {
    this.#send(refusedMessage(id, refusal));
  }
}

function isRosterMessage(message: ClientMessage): message is RosterMessage {
  return message.t === 'account' || message.t === 'character' || message.t === 'faction';
}
