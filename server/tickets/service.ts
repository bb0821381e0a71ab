import type { Clock } from '../../actors/runtime/clock.ts';
import { Directory } from '../../actors/runtime/directory.ts';
import type { Fault, Settled } from '../../actors/runtime/letter.ts';
import { runtimeLimits, type RuntimeLimits } from '../../actors/runtime/runtime-limits.ts';
import type {
  People,
  Principal,
  TicketCommand,
  TicketSettings,
} from '../../actors/ticket/command.ts';
import type {
  AmendingTicketService,
  Amendment,
  Answer,
  Caller,
  Request,
  TicketService,
} from '../../actors/ticket/service.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { mayRead } from '../../actors/ticket/policy.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { viewEntry, type StaffName } from '../../actors/ticket/view.ts';
import {
  refuse,
  refused,
  type Refusal,
  type RefusalCode,
  type Result,
} from '../../protocol/refusals.ts';
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
import { ticketKind, type AskedCommand, type TicketAnswer } from './ticket-kind.ts';

export interface ActorTicketServiceDeps {
  readonly storage: Storage;
  readonly numbers: Pick<TicketNumbers, 'next'>;
  readonly clock: Clock;
  readonly limits?: Partial<RuntimeLimits>;
  principal(caller: Caller, character: string | null): Principal;
  /** The people that commands may name, as they are now. */
  readonly people: People;
  settings(): TicketSettings;
  /** The bounds of an account that is not staff. */
  playerSettings(): PlayerSettings;
  /** Called for each refusal by those bounds. */
  onBound?(bound: PlayerBound, account: string): void;
  readonly staffName: StaffName;
  /** Told of every turn once its record is on disk, and before it is answered. */
  readonly followers: Pick<LiveFollowers, 'follow' | 'tell'>;
  /** Called for bugs and failed reads. */
  onFault(error: unknown, ticket: string): void;
}

/** The id of no ticket: real ids have 22 characters. */
export const no_ticket = 'none';

/** A request whose body is in its command already. */
type Sent = Omit<Request, 'command'> & { readonly command: object };

/** Acts for events on Discord; no account has this number. */
const bridge: Caller = { account: 'discord', restricted: true, surface: 'discord' };

/** The tickets, for every surface. */
export class ActorTicketService implements TicketService, AmendingTicketService {
  readonly epoch: string;
  readonly staffName: StaffName;
  readonly #deps: ActorTicketServiceDeps;
  readonly #kind: ReturnType<typeof ticketKind>;
  readonly #directory: Directory<Ticket, AskedCommand, TicketEvent, TicketAnswer, TicketRecord>;
  readonly #bounds: PlayerBounds;
  readonly #stopFollowing: () => void;

  constructor(deps: ActorTicketServiceDeps) {
    this.#deps = deps;
    this.epoch = deps.storage.epoch;
    this.staffName = deps.staffName;
    this.#bounds = new PlayerBounds({
      active: () => deps.storage.tables.active(),
      settings: () => deps.playerSettings(),
      now: () => deps.clock.now(),
      onRefused: (bound, account) => deps.onBound?.(bound, account),
    });
    deps.followers.follow('player_bounds', this.#bounds);
    this.#kind = ticketKind({
      principal: deps.principal,
      people: deps.people,
      settings: deps.settings,
      now: () => deps.clock.now(),
    });
    this.#directory = new Directory({
      kind: this.#kind,
      store: deps.storage.tickets,
      clock: deps.clock,
      limits: { ...runtimeLimits, ...deps.limits },
      onFault: deps.onFault,
    });
    // From whichever process: others may write to the same log.
    this.#stopFollowing = deps.storage.onTurn((turn) => this.#followed(turn));
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
    if (request.ticket === undefined || request.command.kind === 'open') {
      if (request.ticket !== undefined || request.command.kind !== 'open') {
        const why = 'ticket: absent to open one, else there.';
        return Promise.resolve(refused('bad_message', why));
      }
      return this.#open(caller, request, request.command);
    }
    return this.#send(caller, request.ticket, request, request.command);
  }

  async history(
    caller: Caller,
    ticket: string,
    as: Audience,
    range: HistoryRange,
  ): Promise<Result<{ entries: Entry[] }>> {
    let entries: Entry[] = [];
    const refusal = await this.observe(caller, ticket, as, () => {
      const events = this.#deps.storage.tables.history(ticket, as, range);
      entries = events.flatMap((event) => viewEntry(event, as, this.staffName) ?? []);
    });
    return refusal === undefined ? { ok: true, entries } : refused(refusal);
  }

  async idOf(caller: Caller, number: number, as: Audience): Promise<Result<{ ticket: string }>> {
    const ticket = this.#deps.storage.tables.idOfNumber(number) ?? no_ticket;
    const refusal = await this.observe(caller, ticket, as, () => {});
    return refusal === undefined ? { ok: true, ticket } : refused(refusal);
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
    return mayRead(ticket, this.#deps.principal(caller, null), as);
  }

  mayWatchQueue(caller: Caller): boolean {
    return hasQueueAccess(this.#deps.principal(caller, null).rights);
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

  /** The ticket that this command opened, if any: for a resend whose form is forgotten. */
  async openedBy(account: string, command: string): Promise<{ number: number } | undefined> {
    const { state } = await this.#deps.storage.tickets.load(ticketIdOf(account, command));
    return state;
  }

  /** Accepts no more commands; resolves when all accepted ones are answered. */
  async stop(): Promise<void> {
    await this.#directory.stop();
    this.#stopFollowing();
  }

  async #open(
    caller: Caller,
    request: Request,
    body: Extract<Request['command'], { kind: 'open' }>,
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
      location: request.from?.location ?? null,
    } as const;
    const { storage } = this.#deps;
    // A resend needs no number: its receipt answers it.
    if (storage.tickets.receipt(id, receiptKey(caller.account, request.id)) !== undefined) {
      return this.#send(caller, id, request, command);
    }
    // Neither does a command that is refused anyway.
    const verdict = this.#kind.decide(undefined, asked(caller, request, command));
    if (!verdict.ok) return refused(verdict.refusal as Refusal);
    const { account } = caller;
    const isBounded = this.#isBounded(caller);
    const refusal = isBounded ? this.#bounds.open(account, id) : undefined;
    if (refusal !== undefined) return refused(refusal);
    const number = await this.#deps.numbers.next();
    const answer =
      number === undefined
        ? refused('storage_unavailable')
        : await this.#send(caller, id, request, { ...command, number });
    if (isBounded) this.#bounds.openingEnded(account, id);
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
      this.#directory.send(id, {
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
    const refusal = this.#bounds.write(caller.account, textBytes(command));
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
        const support = request.as !== 'player' && this.mayWatchQueue(caller);
        return { ok: true, ticket, number, seq: support ? supportSeq : publicSeq };
      }
      case 'refused':
        return refused(settled.refusal as Refusal);
      case 'failed':
        return refused(faultCodes[settled.fault]);
    }
  }

  #followed({ position, before, after, events, noticed }: AppliedTurn): void {
    const { id } = after;
    this.#directory.followed(id, { state: after, head: position });
    const more = this.#directory.isAwaited(id);
    this.#deps.followers.tell({ before, after, events, noticed, more }, position);
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
