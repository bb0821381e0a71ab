import { nanoid } from 'nanoid';
import type { FormElement } from '../../protocol/form.ts';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import { refusals } from '../../protocol/refusals.ts';
import type { CommandBody, Location } from '../../protocol/ticket.ts';
import { systemClock } from '../core/clock.ts';
import { Connection, type LooseMessage } from '../core/connection.ts';
import type { Outcome, Request } from '../core/requests.ts';
import type { ConnectionState } from '../core/state.ts';
import { Announcer } from './announcer.ts';
import { Callbacks } from './callbacks.ts';
import { checkAddress, openSocket } from './open-socket.ts';
import { SessionMemory } from './session-memory.ts';
import { Sessions, type Player } from './sessions.ts';
import { printTroubles } from './trouble.ts';

/** Requests of the whole shard that may wait while the connection is away. */
const pending_max = 2_000;

export interface ShardOptions {
  /** Such as `ws://127.0.0.1:4600/ws`. */
  readonly url: string;
  /** What `shardbell shard add` printed. */
  readonly key: string;
  /** Show this form to the player; answer with `answerForm`. */
  onForm(form: ShardForm): void;
  /** Show this text to the player. It counts as shown when the call, or its promise, has ended. */
  onNotice(notice: ShardNotice): void | Promise<void>;
  /** A form was forgotten; when `offered` is false nobody offers the typed text again but you. */
  onFormGone?(gone: ServerMessageOf<'form_gone'>): void;
  /** `troubleOf` says it in words. Without it, troubles are printed to standard error. */
  onState?(state: ConnectionState): void;
  /**
   * One of these functions threw, or the server refuses to take a player as told by `open`, and not
   * only for the moment. Without it, errors are printed to standard error.
   */
  onError?(error: unknown): void;
}

export interface ShardForm {
  /** To be named in the answer. */
  readonly form: string;
  readonly session: string;
  readonly gump: number;
  readonly serial: number;
  readonly x: number;
  readonly y: number;
  readonly elements: readonly FormElement[];
}

export type ShardNotice = Omit<ServerMessageOf<'notify'>, 't'>;

export interface FormReply {
  /** 0: closed without a button. */
  readonly button: number;
  readonly switches?: readonly number[];
  /** By the number of the text entry. */
  readonly entries?: Readonly<Record<number, string>>;
  readonly location?: Location;
}

/**
 * What a game shard embeds: says who plays, rings for help, shows forms and replies. It comes back
 * by itself and then tells the server all of it again, so the shard need not care.
 */
export class ShardClient {
  readonly #options: ShardOptions;
  readonly #callbacks: Callbacks;
  readonly #connection: Connection;
  readonly #announcer: Announcer;
  readonly #sessions = new Sessions();
  /** By the name of a session on the wire. */
  readonly #memory = new SessionMemory<ShardForm>();

  /** Throws where the address is none. */
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

  /** The network or the machine is back: does not wait any longer before it connects again. */
  wake(): void {
    this.#connection.wake();
  }

  close(): void {
    this.#connection.close();
  }

  /** Tells that somebody plays; again with the same session when what is known of them changed. */
  open(player: Player): void {
    const wire = this.#sessions.wire(player.session);
    const before = wire === undefined ? undefined : this.#sessions.player(wire);
    // The session is another player's now: what the first one was shown and asked is not theirs.
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

  /** Accounts and characters that do not play now may be told too; players are told by `open`. */
  upsertAccount(account: string, name: string, created?: number): Promise<Outcome> {
    return this.#connection.request({ t: 'account', id: nanoid(), account, name, ...at(created) });
  }

  upsertCharacter(
    account: string,
    character: string,
    name: string,
    created?: number,
  ): Promise<Outcome> {
    const told = { account, character, name, ...at(created) };
    return this.#connection.request({ t: 'character', id: nanoid(), ...told });
  }

  /**
   * One of its factions, with all who are members now: ids of accounts that were told before. With
   * no members it is forgotten.
   */
  upsertFaction(faction: string, name: string, members: readonly string[]): Promise<Outcome> {
    return this.#connection.request({
      t: 'faction',
      id: nanoid(),
      faction,
      name,
      members: [...members],
    });
  }

  /** Who one of its accounts, told before, is on Discord; null: nobody. */
  linkDiscord(account: string, user: string | null): Promise<Outcome> {
    return this.#connection.request({ t: 'discord_link', id: nanoid(), account, user });
  }

  /** The player pressed help. A form follows by `onForm`. */
  help(session: string, location?: Location): Promise<Outcome> {
    return this.#request(session, (wire) => ({
      t: 'help_requested',
      id: nanoid(),
      session: wire,
      ...(location === undefined ? {} : { location }),
    }));
  }

  /**
   * Answers a form that `onForm` showed. Sent again after every return until it was taken; if it
   * was not, the form may be answered once more.
   */
  async answerForm(
    id: string,
    { button, switches = [], entries = {}, location }: FormReply,
  ): Promise<Outcome> {
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

  /** Asks a ticket to change on behalf of a player: a reply, a close, a reopen. */
  command(session: string, command: CommandBody, ticket?: string): Promise<Outcome> {
    return this.#request(session, (wire) => ({
      t: 'command',
      id: nanoid(),
      session: wire,
      ...(ticket === undefined ? {} : { ticket }),
      do: command,
    }));
  }

  /** For somebody who plays now. */
  #request(session: string, make: (wire: string) => Request): Promise<Outcome> {
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
      // Not acknowledged, so that the server keeps it for the next session.
      if (!isShown) return;
    }
    this.#connection.send({ t: 'notice_shown', session: wire, notice: id });
  }

  #refused({ code, sentence }: ServerMessageOf<'refused'>): void {
    this.#callbacks.failed(new Error(`${code}: ${sentence}`));
  }
}

function at(created: number | undefined): { readonly created?: number } {
  return created === undefined ? {} : { created };
}

/** Two whose creation times differ share no more than their id. */
function isAnotherAccount({ account: before }: Player, { account }: Player): boolean {
  if (before.id !== account.id) return true;
  if (before.created === undefined || account.created === undefined) return false;
  return before.created !== account.created;
}

/** As the server says it of a session that is over. */
function sessionUnknown(): Outcome {
  const { retry, sentence } = refusals.session_unknown;
  return { t: 'refused', id: nanoid(), code: 'session_unknown', retry, sentence };
}
