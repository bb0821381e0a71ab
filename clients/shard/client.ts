import { nanoid } from 'nanoid';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { Location } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { systemClock } from '../core/clock.ts';
import { Connection, type LooseMessage } from '../core/connection.ts';
import type { RequestOutcome, Request } from '../core/requests.ts';
import { Announcer } from './announcer.ts';
import { Callbacks } from './callbacks.ts';
import { checkAddress, openSocket } from './open-socket.ts';
import { SessionMemory } from './session-memory.ts';
import { isAnotherAccount, Sessions, type Player } from './sessions.ts';
import type { FormReply, ShardForm, ShardOptions } from './options.ts';
import { printTroubles } from './trouble.ts';
import { createdAt, sessionUnknown } from './told.ts';
import { uploadFile, type ShardFile, type UploadOutcome } from './upload.ts';

/** Requests of the whole shard that may wait while disconnected. */
const pending_max = 2_000;

/**
 * The client that a game shard embeds: announces who plays, sends help requests, shows forms and
 * replies. It reconnects by itself and announces everything again.
 */
export class ShardClient {
  readonly #options: ShardOptions;
  readonly #callbacks: Callbacks;
  readonly #connection: Connection;
  readonly #announcer: Announcer;
  readonly #sessions = new Sessions();
  readonly #ending = new AbortController();
  /** By the session's name on the wire. */
  readonly #memory = new SessionMemory<ShardForm>();

  /** Throws if the address is invalid. */
  constructor(options: ShardOptions) {
    checkAddress(options.url);
    this.#options = options;
    this.#callbacks = new Callbacks(options.onError?.bind(options));
    const incarnation = nanoid();
    this.#connection = new Connection({
      socket: () => openSocket(options.url),
      auth: () => Promise.resolve({ as: 'shard', key: options.key, incarnation }),
      client: 'shardbell-shard-js',
      greet: () => this.#announcer.list(),
      pending_max,
    });
    this.#announcer = new Announcer({
      sessions: this.#sessions,
      clock: systemClock,
      send: (message) => this.#connection.send(message),
      onRefused: (refusal) => this.#refused(refusal),
    });
    this.#connection.onMessage((message) => this.#receive(message));
    this.#connection.onState(({ kind }) => {
      if (kind === 'waiting' || kind === 'ended') this.#announcer.lost();
    });
    const onState = options.onState?.bind(options) ?? printTroubles();
    this.#connection.onState((state) => void this.#callbacks.call(() => onState(state)));
  }

  start(): void {
    this.#connection.start();
  }

  /** The network or the machine is back: connects now instead of waiting. */
  wake(): void {
    this.#connection.wake();
  }

  close(): void {
    this.#ending.abort();
    this.#connection.close();
  }

  /** Announces a player; call it again with the same session when their data changed. */
  open(player: Player): void {
    const wire = this.#sessions.wire(player.session);
    const before = wire === undefined ? undefined : this.#sessions.player(wire);
    // The session belongs to another player now: forms and notices of the former one are not
    // theirs.
    if (before !== undefined && isAnotherAccount(before, player)) this.end(player.session);
    this.#announcer.opened(this.#sessions.put(player));
  }

  move(session: string, location: Location): void {
    const wire = this.#sessions.wire(session);
    const player = wire === undefined ? undefined : this.#sessions.player(wire);
    if (player === undefined) return;
    this.#announcer.moved(this.#sessions.put({ ...player, location }));
  }

  end(session: string): void {
    const wire = this.#sessions.wire(session);
    if (wire === undefined) return;
    this.#sessions.end(session);
    this.#memory.end(wire);
    this.#announcer.closed(wire);
  }

  /** For accounts and characters that do not play now too; players are announced by `open`. */
  upsertAccount(account: string, name: string, created?: number): Promise<RequestOutcome> {
    return this.#connection.request({
      t: 'account',
      id: nanoid(),
      account,
      name,
      ...createdAt(created),
    });
  }

  upsertCharacter(
    account: string,
    character: string,
    name: string,
    created?: number,
  ): Promise<RequestOutcome> {
    const told = { account, character, name, ...createdAt(created) };
    return this.#connection.request({ t: 'character', id: nanoid(), ...told });
  }

  /**
   * One of the shard's factions with all present members, as ids of announced accounts. Without
   * members it is deleted.
   */
  upsertFaction(
    faction: string,
    name: string,
    members: readonly string[],
  ): Promise<RequestOutcome> {
    return this.#connection.request({
      t: 'faction',
      id: nanoid(),
      faction,
      name,
      members: [...members],
    });
  }

  /** Links an announced account to a Discord user; null removes the link. */
  linkDiscord(account: string, user: string | null): Promise<RequestOutcome> {
    return this.#connection.request({ t: 'discord_link', id: nanoid(), account, user });
  }

  /**
   * A link that signs the player in on the web, in `link` of the outcome: it works once, for some
   * minutes. Show it to nobody else. Refused for accounts with rights of staff.
   */
  signInLink(session: string): Promise<RequestOutcome> {
    return this.#request(session, (wire) => ({ t: 'sign_in_link', id: nanoid(), session: wire }));
  }

  /** The player pressed help. A form follows through `onForm`. */
  help(session: string, location?: Location): Promise<RequestOutcome> {
    return this.#request(session, (wire) => ({
      t: 'help_requested',
      id: nanoid(),
      session: wire,
      ...(location === undefined ? {} : { location }),
    }));
  }

  /**
   * Answers a form from `onForm`. Sent again after every reconnect until it is accepted; if it is
   * refused, the form may be answered once more.
   */
  async answerForm(
    id: string,
    { button, switches = [], entries = {}, location }: FormReply,
  ): Promise<RequestOutcome> {
    const form = this.#memory.takeForm(id);
    if (form === undefined) return { t: 'ended' };
    const outcome = await this.#request(form.session, (wire) => ({
      t: 'form_answered',
      id: nanoid(),
      session: wire,
      form: id,
      gump: form.gump,
      serial: form.serial,
      button,
      switches: [...switches],
      entries: Object.entries(entries).map(([entry, text]) => ({ id: Number(entry), text })),
      ...(location === undefined ? {} : { location }),
    }));
    if (outcome.t !== 'done') this.#memory.putBack(id, form);
    return outcome;
  }

  /** Sends a command on behalf of a player, such as a reply, a close or a reopen. */
  command(session: string, command: CommandBody, ticket?: string): Promise<RequestOutcome> {
    return this.#request(session, (wire) => ({
      t: 'command',
      id: nanoid(),
      session: wire,
      ...(ticket === undefined ? {} : { ticket }),
      do: command,
    }));
  }

  /** Sends a file of a player, which a command names then; without a ticket for a new one. */
  async upload(session: string, file: ShardFile, ticket?: string): Promise<UploadOutcome> {
    const wire = this.#sessions.wire(session);
    if (wire === undefined) return sessionUnknown();
    return uploadFile({ ...this.#options, ending: this.#ending.signal }, wire, file, ticket);
  }

  /** For a player who is online now. */
  #request(session: string, make: (wire: string) => Request): Promise<RequestOutcome> {
    const wire = this.#sessions.wire(session);
    if (wire === undefined) return Promise.resolve(sessionUnknown());
    this.#announcer.hurry(wire);
    return this.#connection.request(make(wire));
  }

  #receive(message: LooseMessage): void {
    switch (message.t) {
      case 'show_form': {
        const { t: _, ...form } = message;
        return this.#show(form);
      }
      case 'form_gone': {
        const session = this.#sessions.player(message.session)?.session;
        if (session === undefined) return;
        return void this.#callbacks.call(() => this.#options.onFormGone?.({ ...message, session }));
      }
      case 'notify':
        return void this.#notify(message);
      case 'done':
        return void this.#announcer.take(message);
      case 'refused':
        if (!this.#announcer.take(message)) this.#refused(message);
        return;
      default:
        return;
    }
  }

  #show(told: ShardForm): void {
    const player = this.#sessions.player(told.session);
    if (player === undefined) return;
    const form = { ...told, session: player.session };
    if (!this.#memory.addForm(told.session, form)) return;
    void this.#callbacks.call(() => this.#options.onForm(form));
  }

  async #notify({ t: _, ...told }: ServerMessageOf<'notify'>): Promise<void> {
    const { session: wire, notice: id } = told;
    const player = this.#sessions.player(wire);
    if (player === undefined) return;
    const known = this.#memory.beginNotice(wire, id);
    if (known === 'showing') return;
    if (known === 'new') {
      const isShown = await this.#callbacks.call(() =>
        this.#options.onNotice({ ...told, session: player.session }),
      );
      this.#memory.endNotice(wire, id, isShown ? 'shown' : 'failed');
      // Not acknowledged, so the server keeps it for the next session.
      if (!isShown) return;
    }
    this.#connection.send({ t: 'notice_shown', session: wire, notice: id });
  }

  #refused({ code, sentence }: ServerMessageOf<'refused'>): void {
    this.#callbacks.failed(new Error(`${code}: ${sentence}`));
  }
}
