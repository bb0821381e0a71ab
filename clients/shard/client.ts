import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import type { FormElement } from '../../protocol/form.ts';
import type { ClientMessage, ServerMessageOf } from '../../protocol/messages.ts';
import type { Deed, Location } from '../../protocol/ticket.ts';
import { Connection, type LooseMessage } from '../core/connection.ts';
import type { Outcome } from '../core/requests.ts';
import type { ConnectionState } from '../core/state.ts';
import { SessionMemory } from './session-memory.ts';

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
  onState?(state: ConnectionState): void;
  /** The server refused to take a player as told by `open`; or a notice could not be shown. */
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

/** Somebody who plays now. Ids are the shard's own. */
export interface Player {
  readonly session: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly character?: { readonly id: string; readonly name: string };
  readonly location?: Location;
}

/**
 * What a game shard embeds: says who plays, rings for help, shows forms and replies. It comes back
 * by itself and then tells the server all of it again, so the shard need not care.
 */
export class ShardClient {
  readonly #options: ShardOptions;
  readonly #connection: Connection;
  readonly #players = new Map<string, Player>();
  readonly #memory = new SessionMemory<ShardForm>();

  constructor(options: ShardOptions) {
    this.#options = options;
    const incarnation = nanoid();
    this.#connection = new Connection({
      socket: () => new WebSocket(options.url, 'shardbell.v1', { perMessageDeflate: false }),
      auth: () => Promise.resolve({ as: 'shard', key: options.key, incarnation }),
      client: 'shardbell-shard-js',
      greet: () => this.#announceAll(),
      pending_max,
    });
    this.#connection.onMessage((message) => this.#receive(message));
    if (options.onState !== undefined) this.#connection.onState(options.onState);
  }

  start(): void {
    this.#connection.start();
  }

  close(): void {
    this.#connection.close();
  }

  /** Tells that somebody plays; again with the same session when what is known of them changed. */
  open(player: Player): void {
    this.#players.set(player.session, player);
    if (this.#connection.state.kind === 'live') this.#announce(player);
  }

  move(session: string, location: Location): void {
    const player = this.#players.get(session);
    if (player === undefined) return;
    this.#players.set(session, { ...player, location });
    this.#connection.send({ t: 'session_moved', id: nanoid(), session, location });
  }

  end(session: string): void {
    if (!this.#players.delete(session)) return;
    this.#memory.end(session);
    this.#connection.send({ t: 'session_closed', id: nanoid(), session });
  }

  /** Accounts and characters that do not play now may be told too; players are told by `open`. */
  upsertAccount(account: string, name: string): Promise<Outcome> {
    return this.#connection.request({ t: 'account', id: nanoid(), account, name });
  }

  upsertCharacter(account: string, character: string, name: string): Promise<Outcome> {
    return this.#connection.request({ t: 'character', id: nanoid(), account, character, name });
  }

  /** The player pressed help. A form follows by `onForm`. */
  help(session: string, location?: Location): Promise<Outcome> {
    const message = { t: 'help_requested', id: nanoid(), session } as const;
    return this.#connection.request(location === undefined ? message : { ...message, location });
  }

  /** Answers a form that `onForm` showed. Sent again after every return until it was taken. */
  answerForm(
    id: string,
    { button, switches = [], entries = {}, location }: FormReply,
  ): Promise<Outcome> {
    const form = this.#memory.takeForm(id);
    if (form === undefined) return Promise.resolve({ t: 'ended' });
    const message = {
      t: 'form_answered',
      id: nanoid(),
      session: form.session,
      form: id,
      gump: form.gump,
      serial: form.serial,
      button,
      switches: [...switches],
      entries: Object.entries(entries).map(([entry, text]) => ({ id: Number(entry), text })),
    } satisfies ClientMessage;
    return this.#connection.request(location === undefined ? message : { ...message, location });
  }

  /** Asks a ticket to change on behalf of a player: a reply, a close, a reopen. */
  command(session: string, deed: Deed, ticket?: string): Promise<Outcome> {
    return this.#connection.command(deed, ticket === undefined ? { session } : { session, ticket });
  }

  /** After every welcome: accounts before what refers to them, and at last that this was all. */
  #announceAll(): void {
    for (const player of this.#players.values()) this.#announce(player);
    this.#connection.send({ t: 'sessions_end' });
  }

  #announce({ session, account, character, location }: Player): void {
    const send = (message: ClientMessage & { t: 'account' | 'character' | 'session_opened' }) =>
      this.#connection.send(message);
    send({ t: 'account', id: nanoid(), account: account.id, name: account.name });
    if (character !== undefined) {
      send({
        t: 'character',
        id: nanoid(),
        account: account.id,
        character: character.id,
        name: character.name,
      });
    }
    send({
      t: 'session_opened',
      id: nanoid(),
      session,
      account: account.id,
      ...(character === undefined ? {} : { character: character.id }),
      ...(location === undefined ? {} : { location }),
    });
  }

  #receive(message: LooseMessage): void {
    switch (message.t) {
      case 'show_form': {
        const { t: _, ...form } = message;
        if (this.#players.has(form.session) && this.#memory.addForm(form))
          this.#options.onForm(form);
        return;
      }
      case 'form_gone':
        return this.#options.onFormGone?.(message);
      case 'notify':
        return void this.#notify(message);
      case 'refused':
        return this.#options.onError?.(new Error(`${message.code}: ${message.sentence}`));
      default:
        return;
    }
  }

  async #notify({ t: _, ...notice }: ServerMessageOf<'notify'>): Promise<void> {
    const { session, notice: id } = notice;
    if (!this.#players.has(session)) return;
    const known = this.#memory.beginNotice(session, id);
    if (known === 'showing') return;
    if (known === 'new') {
      try {
        await this.#options.onNotice(notice);
      } catch (error) {
        // Not shown, so not acknowledged: the server keeps it for the next session.
        this.#memory.endNotice(session, id, 'failed');
        this.#options.onError?.(error);
        return;
      }
      this.#memory.endNotice(session, id, 'shown');
    }
    this.#connection.send({ t: 'notice_shown', session, notice: id });
  }
}
