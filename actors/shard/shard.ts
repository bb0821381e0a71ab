import type { ClientMessage, ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import { refusedMessage, sentenceOf } from '../../protocol/refused.ts';
import { refuse, refused, type Refusal } from '../../protocol/refusals.ts';
import type { CommittedTurn } from '../ticket/service.ts';
import type { LiveSession } from '../roster/online.ts';
import { Inbox, type RosterMessage } from './inbox.ts';
import type { ShardHealth } from './counts.ts';
import { askFor } from './asked-for.ts';
import { HelpFlow } from './help/help-flow.ts';
import { NoticeDelivery } from './notices.ts';
import { Pace } from './pace.ts';
import { Players } from './players.ts';
import type { ScriptSources } from './script/lua/require.ts';
import type { ShardConnection, ShardLink, ShardDeps } from './port.ts';
import type { ShardProgram, ShardStanding } from './program.ts';

/**
 * One shard: who plays there, what is requested for them and what they are to be sent. It outlives
 * its connection, so that a lost connection costs no player a form.
 */
export class Shard {
  readonly name: string;
  readonly #deps: ShardDeps;
  readonly #players: Players;
  readonly #inbox: Inbox;
  readonly #helpFlow: HelpFlow;
  readonly #delivery: NoticeDelivery;
  /** Sends what many players are owed at once. */
  readonly #pace: Pace;
  #connection: ShardConnection | undefined;
  #program: ShardProgram | undefined;
  readonly #onConnected: (shard: string) => void;

  /** `onConnected`: called when it was connected, or is not any more. */
  constructor(name: string, deps: ShardDeps, onConnected: (shard: string) => void) {
    this.name = name;
    this.#deps = deps;
    this.#onConnected = onConnected;
    this.#helpFlow = new HelpFlow(name, deps, (message) => this.#send(message));
    this.#pace = new Pace(
      () => this.#connection?.waiting_bytes ?? Infinity,
      (err) => deps.log('error', 'sending to the players of a shard failed', { shard: name, err }),
      deps.clock,
    );
    this.#delivery = new NoticeDelivery({
      store: deps.notices,
      pace: this.#pace,
      send: (message) => this.#send(message),
    });
    this.#players = new Players({
      shard: name,
      roster: deps.roster,
      online: deps.online,
      opened: (playing) => this.#opened(playing),
      changed: (playing) => this.#helpFlow.sessionOpened(playing),
      ended: (session) => this.#ended(session),
      left: (account) => deps.left(account),
    });
    this.#inbox = new Inbox({
      upsert: (message) => this.#upsert(message),
      answer: (id, refusal) => this.#answer(id, refusal),
      handle: (message) => this.#handle(message),
    });
  }

  /** A newer connection replaces the older, which is told. */
  connect(program: ShardProgram, connection: ShardConnection): ShardLink {
    this.#connection?.close('replaced');
    this.#connection = connection;
    this.#inbox.clear();
    this.#players.relist();
    this.#pace.clear();
    this.#delivery.restart();
    const last = this.#program;
    if (last !== undefined && last.incarnation !== program.incarnation) {
      // The shard itself was restarted, so no form is open any more.
      for (const { session } of this.#players.all()) this.#helpFlow.forgetForms(session);
    }
    this.#program = program;
    this.#onConnected(this.name);
    return {
      receive: (message) => {
        if (this.#connection === connection) this.#take(message, connection);
      },
      emptied: () => {
        if (this.#connection === connection) this.#pace.wake();
      },
      closed: () => {
        if (this.#connection !== connection) return;
        this.#connection = undefined;
        this.#onConnected(this.name);
      },
    };
  }

  disconnect(): void {
    this.#connection?.close('credentials_refused');
  }

  /** Delivers new notices of an account to its sessions on this shard. */
  noticesFor(account: string): void {
    if (!this.#players.isListed) return;
    for (const session of this.#players.sessionsOf(account))
      this.#delivery.deliver(session, account);
  }

  noticesForAll(): void {
    if (!this.#players.isListed) return;
    for (const { session, account } of this.#players.all())
      this.#delivery.deliver(session, account);
  }

  /** The id of the account, or of its character, belongs to another now. */
  replaced(account: string, character: string | null): void {
    this.#players.replaced(account, character);
  }

  committed(turn: CommittedTurn): void {
    this.#helpFlow.committed(turn);
  }

  standing(): ShardStanding {
    const isConnected = this.#connection !== undefined;
    const program = isConnected ? (this.#program ?? null) : null;
    return { program, players: isConnected ? this.#players.all().length : 0 };
  }

  health(): ShardHealth {
    return this.#helpFlow.health();
  }

  changeCategories(categories: readonly string[]): void {
    this.#helpFlow.changeCategories(categories);
  }

  async reloadScripts(sources: ScriptSources): Promise<void> {
    await this.#helpFlow.reload(sources);
  }

  /** The shard was removed: nobody plays there. */
  async end(): Promise<void> {
    this.disconnect();
    this.#players.end();
    await this.close();
  }

  async close(): Promise<void> {
    await this.#helpFlow.close();
  }

  #send(message: ServerMessage): void {
    this.#connection?.send(message);
  }

  #take(message: ClientMessage, connection: ShardConnection): void {
    // A single message cannot be dropped: sessions_end, for one, has no id that a refusal could
    // name.
    if (!this.#inbox.take(message)) connection.close('too_fast');
  }

  #upsert(message: RosterMessage): Promise<Refusal | undefined> {
    const { roster } = this.#deps;
    switch (message.t) {
      case 'account':
        return roster.upsertAccount(this.name, message);
      case 'character':
        return roster.upsertCharacter(this.name, message);
      case 'faction':
        return roster.upsertFaction(this.name, message);
      case 'discord_link':
        return roster.linkDiscord(this.name, message);
    }
  }

  #handle(message: Exclude<ClientMessage, RosterMessage>): void {
    switch (message.t) {
      case 'session_opened':
        return this.#answer(message.id, this.#players.open(message));
      case 'session_moved':
        return this.#answer(message.id, this.#players.move(message));
      case 'session_closed':
        return this.#answer(message.id, this.#players.close(message.session));
      case 'sessions_end':
        return this.#sessionsEnd();
      case 'sign_in_link':
        return this.#signInLink(message);
      case 'help_requested':
        return this.#forSession(message, (playing) =>
          this.#helpFlow.helpRequested(playing, message.id),
        );
      case 'form_answered':
        return this.#forSession(message, (playing) =>
          this.#helpFlow.formAnswered(playing, message),
        );
      case 'command':
        return this.#command(message);
      case 'notice_shown':
        return this.#delivery.shown(message.session, message.notice);
      case 'get':
      case 'find':
      case 'find_ticket':
      case 'admin':
        return this.#send(refusedMessage(message.id, refuse('not_for_shards')));
      case 'watch': {
        const refusal = refuse('not_for_shards');
        const { w } = message;
        return this.#send({ t: 'gone', w, code: refusal.code, sentence: sentenceOf(refusal) });
      }
      case 'ping':
        return this.#send({ t: 'pong', now: this.#deps.clock.now() });
      case 'unwatch':
      case 'seen':
      case 'signal':
      case 'hello':
        return;
    }
  }

  #opened(playing: LiveSession): void {
    this.#helpFlow.sessionOpened(playing);
    // The shard may have missed a form while disconnected; it recognises one that it has shown by
    // its id.
    for (const form of this.#helpFlow.formsOf(playing.session)) {
      this.#pace.add(`form ${form}`, () => {
        this.#helpFlow.showAgain(playing.session, form);
        return 'finished';
      });
    }
    if (this.#players.isListed) this.#delivery.deliver(playing.session, playing.account);
  }

  #ended(session: string): void {
    this.#helpFlow.sessionClosed(session);
    this.#delivery.endSession(session);
  }

  #sessionsEnd(): void {
    this.#players.listed();
    for (const { session, account } of this.#players.all())
      this.#delivery.deliver(session, account);
  }

  /** Runs for one live session and answers when it has ended; others go on meanwhile. */
  #forSession(
    message: ClientMessageOf<'help_requested'> | ClientMessageOf<'form_answered'>,
    run: (playing: LiveSession) => Promise<Refusal | undefined>,
  ): void {
    if (!this.#players.isListed) return this.#refuse(message.id, refuse('sessions_incomplete'));
    const playing = this.#players.at(message.session, message.location);
    if (playing === undefined) return this.#refuse(message.id, refuse('session_unknown'));
    void run(playing)
      .catch((error) => this.#fault(error))
      .then((refusal) => this.#answer(message.id, refusal));
  }

  #signInLink({ id, session }: ClientMessageOf<'sign_in_link'>): void {
    if (!this.#players.isListed) return this.#refuse(id, refuse('sessions_incomplete'));
    const playing = this.#players.get(session);
    if (playing === undefined) return this.#refuse(id, refuse('session_unknown'));
    void this.#deps
      .signInLink(this.name, playing.account)
      .catch((error) => refused(this.#fault(error)))
      .then((made) =>
        made.ok ? this.#send({ t: 'done', id, link: made.value }) : this.#refuse(id, made.refusal),
      );
  }

  #command(message: ClientMessageOf<'command'>): void {
    if (message.session === undefined) return this.#refuse(message.id, refuse('not_for_shards'));
    if (!this.#players.isListed) return this.#refuse(message.id, refuse('sessions_incomplete'));
    const playing = this.#players.get(message.session);
    if (playing === undefined) return this.#refuse(message.id, refuse('session_unknown'));
    if (message.do.kind === 'open' && playing.character === null) {
      return this.#refuse(message.id, refuse('session_unlinked'));
    }
    const { id } = message;
    void askFor(playing, message, this.#deps.tickets)
      .catch((error) => refused(this.#fault(error)))
      .then((answer) => {
        if (!answer.ok) return this.#refuse(id, answer.refusal);
        const { ticket, number, seq } = answer;
        return this.#send({ t: 'done', id, ticket, number, seq });
      });
  }

  /** Something threw that should not, such as a read of the disk. */
  #fault(error: unknown): Refusal {
    this.#deps.log('error', 'a request of a shard failed', { shard: this.name, err: error });
    return refuse('storage_unavailable');
  }

  #answer(id: string, refusal: Refusal | undefined): void {
    if (refusal === undefined) this.#send({ t: 'done', id });
    else this.#refuse(id, refusal);
  }

  #refuse(id: string, refusal: Refusal): void {
    this.#send(refusedMessage(id, refusal));
  }
}
