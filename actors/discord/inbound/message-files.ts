import { limits } from '../../../protocol/limits.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import { refusals } from '../../../protocol/refusals.ts';
import type { Caller } from '../../ticket/service.ts';
import type { Attachment, MessageSeen } from '../port/shapes.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { FileFates, InboundDeps } from './parts.ts';
import { texts } from './texts.ts';

export interface TakenFiles {
  /** Of those that were kept, for the command. */
  readonly ids: readonly string[];
  readonly fates: FileFates;
}

/** What was reached for one message, so that a retry goes on there. */
interface Begun {
  readonly message: string;
  readonly kept: Map<string, string>;
  readonly whyNot: Map<string, string>;
  failures: number;
  waits: number;
}

/**
 * Saves the files of a message before it is imported: their addresses expire, and go with the channel.
 * Tried a few times; the message is imported even if its files cannot be kept.
 */
export class MessageFiles {
  readonly #deps: Pick<InboundDeps, 'files' | 'ticketService' | 'port'>;
  /** By channel: each imports one message at a time. */
  readonly #begun = new Map<string, Begun>();

  constructor(deps: Pick<InboundDeps, 'files' | 'ticketService' | 'port'>) {
    this.#deps = deps;
  }

  /** `later`: to be called again. */
  async take(caller: Caller, ticket: string, message: MessageSeen): Promise<TakenFiles | 'later'> {
    if (filesOf(message).length === 0) return none;
    const begun = this.#begunOf(message);
    const isRetry = begun.failures > 0;
    const refusal = await this.#deps.ticketService.attachRefusal(caller, ticket);
    // The command is refused for the same reason, in words.
    if (refusal !== undefined) return refusals[refusal.code].retry ? 'later' : none;
    const files = isRetry ? await this.#fresh(message) : filesOf(message);
    for (const file of files.slice(0, limits.files_per_message_max)) {
      if (begun.kept.has(file.id) || begun.whyNot.has(file.id)) continue;
      if (!(await this.#keep(begun, caller, ticket, file))) return 'later';
    }
    const fates = filesOf(message).map(({ id }) => {
      return [id, begun.kept.has(id) ? null : (begun.whyNot.get(id) ?? texts.tooManyFiles)];
    });
    return { ids: [...begun.kept.values()], fates: Object.fromEntries(fates) as FileFates };
  }

  /** The files waited for too long, or the server has started anew: they are fetched again. */
  lost({ channel }: MessageSeen): void {
    const begun = this.#begun.get(channel);
    if (begun === undefined) return;
    begun.kept.clear();
    begun.failures += 1;
  }

  /** The message is imported or refused. */
  done(caller: Caller | undefined, { channel }: MessageSeen): void {
    const begun = this.#begun.get(channel);
    this.#begun.delete(channel);
    if (caller === undefined || begun === undefined) return;
    // Those that an entry names are no uploads any more.
    for (const id of begun.kept.values()) this.#deps.files.drop(caller.account, id);
  }

  #begunOf({ channel, id }: MessageSeen): Begun {
    const last = this.#begun.get(channel);
    if (last?.message === id) return last;
    const begun = { message: id, kept: new Map(), whyNot: new Map(), failures: 0, waits: 0 };
    this.#begun.set(channel, begun);
    return begun;
  }

  /** False: to be tried again. */
  async #keep(begun: Begun, caller: Caller, ticket: string, file: Attachment): Promise<boolean> {
    if (begun.failures >= inboundLimits.file_tries_max) {
      begun.whyNot.set(file.id, texts.fileNotFetched);
      return true;
    }
    const { account } = caller;
    const { name, bytes, address } = file;
    const outcome = await this.#deps.files.keep({ account, ticket, name, bytes, address });
    switch (outcome.kind) {
      case 'kept':
        begun.kept.set(file.id, outcome.id);
        return true;
      case 'refused': {
        const { code } = outcome.refusal;
        if (refusals[code].retry && begun.waits < inboundLimits.file_waits_max) {
          begun.waits += 1;
          return false;
        }
        // Where no files are kept at all, each is a link, and nothing is to be told.
        begun.whyNot.set(file.id, code === 'files_off' ? '' : sentenceOf(outcome.refusal));
        return true;
      }
      case 'failed':
        begun.failures += 1;
        return false;
      case 'stopped':
        return false;
    }
  }

  /** The files with addresses that were signed just now. */
  async #fresh(message: MessageSeen): Promise<readonly Attachment[]> {
    const after = String(BigInt(message.id) - 1n);
    const found = await this.#deps.port.messages(message.channel, { after, limit: 1 });
    const seen =
      found.kind === 'done' ? found.value.find(({ id }) => id === message.id) : undefined;
    const fresh = new Map(filesOf(seen ?? message).map((file) => [file.id, file]));
    return filesOf(message).map((file) => fresh.get(file.id) ?? file);
  }
}

const none: TakenFiles = { ids: [], fates: {} };

function filesOf({ attachments, forwarded }: MessageSeen): readonly Attachment[] {
  return [...attachments, ...forwarded.flatMap((one) => one.attachments)];
}
