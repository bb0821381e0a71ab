import type { FormElement } from '../../protocol/form.ts';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { Location } from '../../protocol/ticket.ts';
import type { ConnectionState } from '../core/state.ts';

export interface ShardOptions {
  /** Such as `ws://127.0.0.1:4600/ws`. */
  readonly url: string;
  /** The key that `shardbell shard add` printed. */
  readonly key: string;
  /** Show this form to the player; answer with `answerForm`. */
  onForm(form: ShardForm): void;
  /**
   * Show this text to the player. It counts as shown once the call, or its promise, has succeeded.
   */
  onNotice(notice: ShardNotice): void | Promise<void>;
  /** A form was forgotten; if `offered` is false, only you can offer the typed text again. */
  onFormGone?(gone: ServerMessageOf<'form_gone'>): void;
  /** `troubleOf` puts it in words. By default, problems are printed to standard error. */
  onState?(state: ConnectionState): void;
  /**
   * One of these functions threw, or the server refused the data of a player for good. By default,
   * errors are printed to standard error.
   */
  onError?(error: unknown): void;
}

export interface ShardForm {
  /** Name it in the answer. */
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
