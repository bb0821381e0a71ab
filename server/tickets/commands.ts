import type { Settled } from '../../actors/runtime/letter.ts';
import type { People, Principal, TicketCommand } from '../../actors/ticket/command.ts';
import type { Amendment, Answer, Caller, Request } from '../../actors/ticket/service.ts';
import type { KeptFile } from '../../actors/ticket/files.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { refused, type Refusal } from '../../protocol/refusals.ts';
import type { Files } from '../files/files.ts';
import type { Storage } from '../storage/storage.ts';
import { commandBytesMax, textBytes } from './bytes.ts';
import { bodyHash, receiptKey, ticketIdOf } from './ids.ts';
import type { PlayerBounds } from './player-bounds.ts';
import type { TicketReads } from './reads.ts';
import { faultCodes, type TicketDirectory } from './ticket-directory.ts';
import type { AskedCommand, TicketAnswer, ticketKind } from './ticket-kind.ts';
import type { TicketNumbers } from './ticket-numbers.ts';

export interface TicketCommandsDeps {
  readonly directory: TicketDirectory;
  readonly kind: ReturnType<typeof ticketKind>;
  readonly storage: Storage;
  readonly numbers: Pick<TicketNumbers, 'next'>;
  readonly bounds: PlayerBounds;
  readonly reads: Pick<TicketReads, 'mayWatchQueue'>;
  readonly files: MessageFiles;
  /** The people that commands may name, as they are now. */
  readonly people: People;
  principal(caller: Caller, character: string | null): Principal;
}

/** Files that wait for the message that names them. */
export type MessageFiles = Pick<Files, 'take' | 'settled'>;

/** A request whose body is in its command already. */
type Sent = Omit<Request, 'command'> & { readonly command: object };

/** Acts for events on Discord; no account has this number. */
const bridge: Caller = { account: 'discord', restricted: true, surface: 'discord' };

/** Sends commands to tickets: opens them under a number of their own, and bounds what players send. */
export class TicketCommands {
  readonly #deps: TicketCommandsDeps;

  constructor(deps: TicketCommandsDeps) {
    this.#deps = deps;
  }

  command(caller: Caller, request: Request): Promise<Answer> {
    if (request.ticket === undefined || request.command.kind === 'open') {
      if (request.ticket !== undefined || request.command.kind !== 'open') {
        const why = 'ticket: absent to open one, else there.';
        return Promise.resolve(refused('bad_message', why));
      }
      return this.#open(caller, request, request.command);
    }
    const { ticket, command } = request;
    if (command.kind !== 'post_message' && command.kind !== 'post_note') {
      return this.#send(caller, ticket, request, command);
    }
    const { files: ids, ...posted } = command;
    if (ids === undefined) return this.#send(caller, ticket, request, posted);
    return this.#withFiles(caller, request, ticket, ids, (files) =>
      this.#send(caller, ticket, request, { ...posted, files }),
    );
  }

  async amend(ticket: string, seq: number, id: string, amendment: Amendment): Promise<Answer> {
    const range = { after: seq - 1, before: seq + 1, limit: 1 };
    const [event] = this.#deps.storage.tables.history(ticket, 'public', range);
    const isOfDiscord = amendment.kind === 'record_refusal' || event?.surface === 'discord';
    if (event?.change.type !== 'message_posted' || event.publicSeq === null || !isOfDiscord) {
      return refused('bad_message', 'seq: no such message has this number.');
    }
    const { supportSeq, publicSeq, at, by } = event;
    const command = { ...amendment, of: { supportSeq, publicSeq, at, by } };
    return this.#send(bridge, ticket, { id, ticket, as: 'player', command: amendment }, command);
  }

  /** Sends a command with its files, which are this account's own and for this very ticket. */
  async #withFiles(
    caller: Caller,
    request: Request,
    ticket: string | null,
    ids: readonly string[],
    send: (files: readonly KeptFile[]) => Promise<Answer>,
  ): Promise<Answer> {
    const { files, storage } = this.#deps;
    const key = receiptKey(caller.account, request.id);
    const taken = files.take(caller.account, ticket, ids, key);
    if (!taken.ok) {
      // A resend is answered by its receipt; its files are those of the entry by now.
      const id = ticket ?? ticketIdOf(caller.account, request.id);
      return storage.tickets.receipt(id, key) === undefined ? taken : send([]);
    }
    const answer = await send(taken.files);
    files.settled(ids, answer.ok);
    return answer;
  }

  #open(
    caller: Caller,
    request: Request,
    { files: ids, ...body }: Extract<Request['command'], { kind: 'open' }>,
  ): Promise<Answer> {
    if (ids === undefined) return this.#openWith(caller, request, body);
    return this.#withFiles(caller, request, null, ids, (files) =>
      this.#openWith(caller, request, { ...body, files }),
    );
  }

  async #openWith(
    caller: Caller,
    request: Request,
    body: Omit<Extract<Request['command'], { kind: 'open' }>, 'files'> & {
      readonly files?: readonly KeptFile[];
    },
  ): Promise<Answer> {
    const id = ticketIdOf(caller.account, request.id);
    const command = {
      kind: 'open',
      id,
      number: 1,
      shard: request.from?.shard ?? null,
      category: body.category,
      ...(body.subject === undefined ? {} : { subject: body.subject }),
      ...(body.body === undefined ? {} : { body: body.body }),
      participants: body.participants ?? [],
      ...(body.files === undefined ? {} : { files: body.files }),
      location: request.from?.location ?? null,
    } as const;
    const { storage } = this.#deps;
    // A resend needs no number: its receipt answers it.
    if (storage.tickets.receipt(id, receiptKey(caller.account, request.id)) !== undefined) {
      return this.#send(caller, id, request, command);
    }
    // Neither does a command that is refused anyway.
    const verdict = this.#deps.kind.decide(undefined, asked(caller, request, command));
    if (!verdict.ok) return refused(verdict.refusal as Refusal);
    const { account } = caller;
    const isBounded = this.#isBounded(caller);
    const refusal = isBounded ? this.#deps.bounds.open(account, id) : undefined;
    if (refusal !== undefined) return refused(refusal);
    const number = await this.#deps.numbers.next();
    const answer =
      number === undefined
        ? refused('storage_unavailable')
        : await this.#send(caller, id, request, { ...command, number });
    if (isBounded) this.#deps.bounds.openingEnded(account, id);
    return answer;
  }

  /** Staff are not bounded, even while they act as a player. */
  #isBounded(caller: Caller): boolean {
    const { principal, people } = this.#deps;
    const known = people.principal(caller.account) ?? principal(caller, null);
    return caller.guest === undefined && !hasQueueAccess(known.rights);
  }

  #send(caller: Caller, id: string, request: Sent, command: TicketCommand): Promise<Answer> {
    const refusal = this.#writes(caller, id, request, command);
    if (refusal !== undefined) return Promise.resolve(refused(refusal));
    return new Promise((resolve) => {
      this.#deps.directory.send(id, {
        kind: 'command',
        command: asked(caller, request, command),
        receipt: { key: receiptKey(caller.account, request.id), hash: bodyHash(request) },
        bytes: commandBytesMax(command),
        settle: (settled) => resolve(this.#answer(caller, request, settled)),
      });
    });
  }

  /** Messages from Discord are posted already and paced there. */
  #writes(caller: Caller, id: string, request: Sent, command: TicketCommand): Refusal | undefined {
    if (caller.surface === 'discord' || !this.#isBounded(caller)) return undefined;
    const refusal = this.#deps.bounds.write(caller.account, textBytes(command));
    if (refusal === undefined) return undefined;
    // A resend is answered without counting its text again.
    const receipt = this.#deps.storage.tickets.receipt(id, receiptKey(caller.account, request.id));
    return receipt === undefined ? refusal : undefined;
  }

  #answer(caller: Caller, request: Sent, settled: Settled<TicketAnswer>): Answer {
    switch (settled.kind) {
      case 'answered': {
        const { ticket, number, supportSeq, publicSeq } = settled.answer;
        // Notes are counted in the numbers of support only, so nobody else may get that number.
        const support = request.as !== 'player' && this.#deps.reads.mayWatchQueue(caller);
        return { ok: true, ticket, number, seq: support ? supportSeq : publicSeq };
      }
      case 'refused':
        return refused(settled.refusal as Refusal);
      case 'failed':
        return refused(faultCodes[settled.fault]);
    }
  }
}

function asked(caller: Caller, { from, as }: Sent, command: TicketCommand): AskedCommand {
  const character = from?.character ?? null;
  return as === undefined ? { caller, character, command } : { caller, character, as, command };
}
