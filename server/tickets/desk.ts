import type { Clock } from '../../actors/runtime/clock.ts';
import { Directory } from '../../actors/runtime/directory.ts';
import type { Fault, Settled } from '../../actors/runtime/letter.ts';
import { runtimeLimits, type RuntimeLimits } from '../../actors/runtime/limits.ts';
import type {
  People,
  Principal,
  TicketCommand,
  TicketSettings,
} from '../../actors/ticket/command.ts';
import type {
  AmendingDesk,
  Amendment,
  Answer,
  Caller,
  Request,
  TicketDesk,
} from '../../actors/ticket/desk.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { mayRead } from '../../actors/ticket/policy.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { viewEntry, type StaffName } from '../../actors/ticket/view.ts';
import { refuse, type Refusal, type RefusalCode } from '../../protocol/refusals.ts';
import type { Audience, Entry } from '../../protocol/ticket.ts';
import type { Figure } from '../platform/figure.ts';
import type { LiveFollowers } from '../projections/live-followers.ts';
import type { AppliedTurn } from '../storage/applied.ts';
import type { HistoryRange } from '../storage/tables.ts';
import type { Storage, TicketRecord } from '../storage/storage.ts';
import { commandBytesMax, textBytes } from './bytes.ts';
import { bodyHash, receiptKey, ticketIdOf } from './ids.ts';
import type { PlayerSettings } from '../identity/visible-settings.ts';
import { PlayerBounds, type PlayerBound } from './player-bounds.ts';
import type { TicketNumbers } from './ticket-numbers.ts';
import { ticketKind, type AskedCommand, type TicketAnswer } from './kind.ts';

export interface DeskParts {
  readonly storage: Storage;
  readonly numbers: Pick<TicketNumbers, 'next'>;
  readonly clock: Clock;
  readonly limits?: Partial<RuntimeLimits>;
  principal(caller: Caller, character: string | null): Principal;
  /** Whom commands may name, as they are now. */
  readonly people: People;
  settings(): TicketSettings;
  /** What bounds one account that does not work on tickets. */
  playerSettings(): PlayerSettings;
  /** Hears of each refusal by those bounds. */
  onBound?(bound: PlayerBound, account: string): void;
  readonly staffName: StaffName;
  /** Told of every turn, once its record is on disk and before any answer leaves. */
  readonly followers: Pick<LiveFollowers, 'follow' | 'tell'>;
  /** Hears of bugs and of reads that failed. */
  onFault(error: unknown, ticket: string): void;
}

/** No ticket has it: ids are 22 characters. */
export const no_ticket = 'none';

/** A request whose deed stands in its command already. */
type Sent = Omit<Request, 'deed'> & { readonly deed: object };

/** Whoever it is told by that something happened in Discord; no account has this number. */
const bridge: Caller = { account: 'discord', restricted: true, surface: 'discord' };

/** All tickets, for every surface. */
export class Desk implements TicketDesk, AmendingDesk {
  readonly epoch: string;
  readonly staffName: StaffName;
  readonly #parts: DeskParts;
  readonly #kind: ReturnType<typeof ticketKind>;
  readonly #directory: Directory<Ticket, AskedCommand, TicketEvent, TicketAnswer, TicketRecord>;
  readonly #bounds: PlayerBounds;
  readonly #stopFollowing: () => void;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.epoch = parts.storage.epoch;
    this.staffName = parts.staffName;
    this.#bounds = new PlayerBounds({
      active: () => parts.storage.tables.active(),
      settings: () => parts.playerSettings(),
      now: () => parts.clock.now(),
      onRefused: (bound, account) => parts.onBound?.(bound, account),
    });
    parts.followers.follow('player_bounds', this.#bounds);
    this.#kind = ticketKind({
      principal: parts.principal,
      people: parts.people,
      settings: parts.settings,
      now: () => parts.clock.now(),
    });
    this.#directory = new Directory({
      kind: this.#kind,
      store: parts.storage.tickets,
      clock: parts.clock,
      limits: { ...runtimeLimits, ...parts.limits },
      onFault: parts.onFault,
    });
    // Whoever wrote it: others may write to the same log.
    this.#stopFollowing = parts.storage.onTurn((turn) => this.#followed(turn));
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    const { residents, busy } = this.#directory;
    const gauge = (name: string, help: string, value: number): Figure => {
      return { name: `shardbell_${name}`, help, kind: 'gauge', labels: {}, value };
    };
    return [
      gauge('tickets_resident', 'Tickets in memory.', residents),
      gauge('tickets_busy', 'Tickets with commands waiting or under way.', busy),
      ...this.#bounds.figures(),
    ];
  }

  command(caller: Caller, request: Request): Promise<Answer> {
    if (request.ticket === undefined || request.deed.kind === 'open') {
      if (request.ticket !== undefined || request.deed.kind !== 'open') {
        const why = 'ticket: absent to open one, else there.';
        return Promise.resolve(refused('bad_message', why));
      }
      return this.#open(caller, request, request.deed);
    }
    return this.#send(caller, request.ticket, request, request.deed);
  }

  async history(
    caller: Caller,
    ticket: string,
    as: Audience,
    range: HistoryRange,
  ): Promise<{ ok: true; entries: Entry[] } | { ok: false; refusal: Refusal }> {
    let entries: Entry[] = [];
    const refusal = await this.observe(caller, ticket, as, () => {
      const events = this.#parts.storage.tables.history(ticket, as, range);
      entries = events.flatMap((event) => viewEntry(event, as, this.staffName) ?? []);
    });
    return refusal === undefined ? { ok: true, entries } : { ok: false, refusal };
  }

  async idOf(
    caller: Caller,
    number: number,
    as: Audience,
  ): Promise<{ ok: true; ticket: string } | { ok: false; refusal: Refusal }> {
    const ticket = this.#parts.storage.tables.idOfNumber(number) ?? no_ticket;
    const refusal = await this.observe(caller, ticket, as, () => {});
    return refusal === undefined ? { ok: true, ticket } : { ok: false, refusal };
  }

  observe(
    caller: Caller,
    ticket: string,
    as: Audience,
    see: (ticket: Ticket) => void,
  ): Promise<Refusal | undefined> {
    return new Promise((resolve) => {
      this.#directory.send(ticket, {
        kind: 'observe',
        maySee: (state) => this.mayRead(caller, state, as),
        see: (state) => {
          try {
            if (state === undefined) {
              resolve(refuse('ticket_unknown'));
            } else {
              see(state);
              resolve(undefined);
            }
          } catch (error) {
            resolve(refuse('storage_unavailable'));
            throw error;
          }
        },
        fail: (fault) => resolve(refuse(faultCodes[fault])),
      });
    });
  }

  mayRead(caller: Caller, ticket: Ticket, as: Audience): boolean {
    return mayRead(ticket, this.#parts.principal(caller, null), as);
  }

  mayWatchQueue(caller: Caller): boolean {
    return hasQueueAccess(this.#parts.principal(caller, null).rights);
  }

  async amend(ticket: string, seq: number, id: string, amendment: Amendment): Promise<Answer> {
    const range = { after: seq - 1, before: seq + 1, limit: 1 };
    const [event] = this.#parts.storage.tables.history(ticket, 'public', range);
    const isOfDiscord = amendment.kind === 'record_refusal' || event?.surface === 'discord';
    if (event?.change.type !== 'message_posted' || event.publicSeq === null || !isOfDiscord) {
      return refused('bad_message', 'seq: no such message has this number.');
    }
    const { supportSeq, publicSeq, at, by } = event;
    const command = { ...amendment, of: { supportSeq, publicSeq, at, by } };
    return this.#send(bridge, ticket, { id, ticket, as: 'player', deed: amendment }, command);
  }

  /** The ticket that this command opened, if it did: for a resend whose form is forgotten. */
  async openedBy(account: string, command: string): Promise<{ number: number } | undefined> {
    const { state } = await this.#parts.storage.tickets.load(ticketIdOf(account, command));
    return state;
  }

  /** Takes no more commands; resolves when those that were taken are answered. */
  async stop(): Promise<void> {
    await this.#directory.stop();
    this.#stopFollowing();
  }

  async #open(
    caller: Caller,
    request: Request,
    deed: Extract<Request['deed'], { kind: 'open' }>,
  ): Promise<Answer> {
    const id = ticketIdOf(caller.account, request.id);
    const command = {
      kind: 'open',
      id,
      number: 1,
      shard: request.from?.shard ?? null,
      category: deed.category,
      ...(deed.subject === undefined ? {} : { subject: deed.subject }),
      ...(deed.body === undefined ? {} : { body: deed.body }),
      participants: deed.participants ?? [],
      location: request.from?.location ?? null,
    } as const;
    const { storage } = this.#parts;
    // A resend needs no number: its receipt answers it.
    if (storage.tickets.receipt(id, receiptKey(caller.account, request.id)) !== undefined) {
      return this.#send(caller, id, request, command);
    }
    // Nor does what is refused anyway.
    const verdict = this.#kind.decide(undefined, asked(caller, request, command));
    if (!verdict.ok) return { ok: false, refusal: verdict.refusal as Refusal };
    const { account } = caller;
    const isBounded = this.#isBounded(caller);
    const refusal = isBounded ? this.#bounds.open(account, id) : undefined;
    if (refusal !== undefined) return { ok: false, refusal };
    const number = await this.#parts.numbers.next();
    const answer =
      number === undefined
        ? refused('storage_unavailable')
        : await this.#send(caller, id, request, { ...command, number });
    if (isBounded) this.#bounds.openingEnded(account, id);
    return answer;
  }

  /** Not who works on tickets, even where they are a player just now. */
  #isBounded(caller: Caller): boolean {
    const { principal, people } = this.#parts;
    const known = people.principal(caller.account) ?? principal(caller, null);
    return caller.guest === undefined && !hasQueueAccess(known.rights);
  }

  #send(caller: Caller, id: string, request: Sent, command: TicketCommand): Promise<Answer> {
    const refusal = this.#writes(caller, id, request, command);
    if (refusal !== undefined) return Promise.resolve({ ok: false, refusal });
    return new Promise((resolve) => {
      this.#directory.send(id, {
        kind: 'command',
        command: asked(caller, request, command),
        receipt: { key: receiptKey(caller.account, request.id), hash: bodyHash(request) },
        bytes: commandBytesMax(command),
        settle: (settled) => resolve(this.#answer(caller, request, settled)),
      });
    });
  }

  /** What is said on Discord is there already, and has its pace from Discord. */
  #writes(caller: Caller, id: string, request: Sent, command: TicketCommand): Refusal | undefined {
    if (caller.surface === 'discord' || !this.#isBounded(caller)) return undefined;
    const refusal = this.#bounds.write(caller.account, textBytes(command));
    if (refusal === undefined) return undefined;
    // What was carried out already is answered all the same. Nobody else is looked up for it twice.
    const receipt = this.#parts.storage.tickets.receipt(id, receiptKey(caller.account, request.id));
    return receipt === undefined ? refusal : undefined;
  }

  #answer(caller: Caller, request: Sent, settled: Settled<TicketAnswer>): Answer {
    switch (settled.kind) {
      case 'answered': {
        const { ticket, number, supportSeq, publicSeq } = settled.answer;
        // Notes are counted in the support side's number only, so nobody else may get it.
        const support = request.as !== 'player' && this.mayWatchQueue(caller);
        return { ok: true, ticket, number, seq: support ? supportSeq : publicSeq };
      }
      case 'refused':
        return { ok: false, refusal: settled.refusal as Refusal };
      case 'failed':
        return refused(faultCodes[settled.fault]);
    }
  }

  #followed({ position, before, after, events, noticed }: AppliedTurn): void {
    const { id } = after;
    this.#directory.followed(id, { state: after, head: position });
    const more = this.#directory.isAwaited(id);
    this.#parts.followers.tell({ before, after, events, noticed, more }, position);
  }
}

function asked(caller: Caller, { from, as }: Sent, command: TicketCommand): AskedCommand {
  const character = from?.character ?? null;
  return as === undefined ? { caller, character, command } : { caller, character, as, command };
}

const faultCodes = {
  busy: 'busy',
  storage: 'storage_unavailable',
  reused: 'id_reused',
  stopping: 'shutting_down',
} as const satisfies Record<Fault, RefusalCode>;

function refused(code: RefusalCode, detail?: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: refuse(code, detail) };
}
