import type { Clock } from '../../actors/runtime/clock.ts';
import { Directory } from '../../actors/runtime/directory.ts';
import { runtimeLimits, type RuntimeLimits } from '../../actors/runtime/runtime-limits.ts';
import type { People, Principal, TicketSettings } from '../../actors/ticket/command.ts';
import type {
  AmendingTicketService,
  AttachingTicketService,
  Amendment,
  Answer,
  Caller,
  Request,
  TicketService,
} from '../../actors/ticket/service.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import type { Refusal, Result } from '../../protocol/refusals.ts';
import type { Audience, Entry } from '../../protocol/ticket.ts';
import type { PlayerSettings } from '../identity/visible-settings.ts';
import type { Figure } from '../platform/figure.ts';
import type { LiveFollowers } from '../projections/live-followers.ts';
import type { AppliedTurn } from '../storage/applied.ts';
import type { Storage } from '../storage/storage.ts';
import type { HistoryRange } from '../storage/tables.ts';
import { TicketCommands, type MessageFiles } from './commands.ts';
import { PlayerBounds, type PlayerBound } from './player-bounds.ts';
import { TicketReads } from './reads.ts';
import type { TicketDirectory } from './ticket-directory.ts';
import { ticketKind } from './ticket-kind.ts';
import type { TicketNumbers } from './ticket-numbers.ts';

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
  readonly files: MessageFiles;
  /** Told of every turn once its record is on disk, and before it is answered. */
  readonly followers: Pick<LiveFollowers, 'follow' | 'tell'>;
  /** Called for bugs and failed reads. */
  onFault(error: unknown, ticket: string): void;
}

/** The tickets, for every surface: puts together the actors, the reads and the commands. */
export class ActorTicketService
  implements TicketService, AmendingTicketService, AttachingTicketService
{
  readonly epoch: string;
  readonly staffName: StaffName;
  readonly #deps: ActorTicketServiceDeps;
  readonly #directory: TicketDirectory;
  readonly #bounds: PlayerBounds;
  readonly #reads: TicketReads;
  readonly #commands: TicketCommands;
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
    const kind = ticketKind({
      principal: deps.principal,
      people: deps.people,
      settings: deps.settings,
      now: () => deps.clock.now(),
    });
    this.#directory = new Directory({
      kind,
      store: deps.storage.tickets,
      clock: deps.clock,
      limits: { ...runtimeLimits, ...deps.limits },
      onFault: deps.onFault,
    });
    const { storage, numbers, people, files, staffName, principal, settings } = deps;
    const directory = this.#directory;
    this.#reads = new TicketReads({ directory, storage, staffName, principal, settings });
    this.#commands = new TicketCommands({
      directory,
      kind,
      storage,
      numbers,
      bounds: this.#bounds,
      reads: this.#reads,
      people,
      files,
      principal,
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
    return this.#commands.command(caller, request);
  }

  amend(ticket: string, seq: number, id: string, amendment: Amendment): Promise<Answer> {
    return this.#commands.amend(ticket, seq, id, amendment);
  }

  history(
    caller: Caller,
    ticket: string,
    as: Audience,
    range: HistoryRange,
  ): Promise<Result<{ entries: Entry[] }>> {
    return this.#reads.history(caller, ticket, as, range);
  }

  idOf(caller: Caller, number: number, as: Audience): Promise<Result<{ ticket: string }>> {
    return this.#reads.idOf(caller, number, as);
  }

  observe(
    caller: Caller,
    ticket: string,
    as: Audience,
    see: (ticket: Ticket) => void,
  ): Promise<Refusal | undefined> {
    return this.#reads.observe(caller, ticket, as, see);
  }

  mayRead(caller: Caller, ticket: Ticket, as: Audience): boolean {
    return this.#reads.mayRead(caller, ticket, as);
  }

  mayWatchQueue(caller: Caller): boolean {
    return this.#reads.mayWatchQueue(caller);
  }

  attachRefusal(caller: Caller, ticket: string | null): Promise<Refusal | undefined> {
    return this.#reads.attachRefusal(caller, ticket);
  }

  openedBy(account: string, command: string): Promise<{ number: number } | undefined> {
    return this.#reads.openedBy(account, command);
  }

  /** Accepts no more commands; resolves when all accepted ones are answered. */
  async stop(): Promise<void> {
    await this.#directory.stop();
    this.#stopFollowing();
  }

  #followed(turn: AppliedTurn): void {
    const { position, before, after, events, noticed, past, isImported } = turn;
    const { id } = after;
    const state = past === 'removed' ? undefined : after;
    this.#directory.followed(id, { state, head: position });
    const more = this.#directory.isAwaited(id);
    const told = { before, after, events, noticed, more, ...(past && { past }) };
    const committed = isImported === undefined ? told : { ...told, isImported };
    this.#deps.followers.tell(committed, position);
  }
}
