import type { StaffName } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { ticketIdOf } from '../../server/tickets/ids.ts';
import { House } from '../support/house.ts';
import { playerRights } from '../support/world.ts';
import { Lines, type Left } from './lines.ts';
import { accountOf, lineNames, type Action, type Note, type Step } from './steps.ts';

export interface Played {
  /** One element a step. */
  readonly left: readonly Left[];
  /** What support saw, for a check that there was something to be hidden. */
  readonly support: Buffer;
  readonly notes: number;
}

/** What whoever answers is called, and what players are shown of that. */
export interface ShownHelper {
  readonly name: string;
  readonly staffName: StaffName;
}

/** Plays the steps on a house of their own, with the notes or without them. */
export async function play(
  steps: readonly Step[],
  canary: string | undefined,
  helper?: ShownHelper,
): Promise<Played> {
  const stage = new Play(canary, helper);
  await stage.begin();
  const left: Left[] = [];
  for (const step of steps) left.push(await stage.step(step));
  left.push(...(await stage.resumeFromEverywhere()));
  return { left, support: await stage.end(), notes: stage.notes };
}

class Play {
  notes = 0;
  /** Notes and priorities, which name their commands. */
  #hidden = 0;
  readonly #house = new House();
  readonly #canary: string | undefined;
  readonly #lines = new Lines(this.#house);
  readonly #tickets: string[] = [];
  #steps = 0;

  constructor(canary: string | undefined, helper: ShownHelper | undefined) {
    this.#canary = canary;
    const { world } = this.#house;
    if (helper !== undefined) {
      world.names.set(world.staff.account, helper.name);
      world.staffName = helper.staffName;
    }
    world.rights.set('3', playerRights);
    world.rights.set('8', ['tickets.internal_message', 'tickets.change_status']);
    world.factions.set('guard', { name: 'The Guard', members: ['1', '2'] });
  }

  async begin(): Promise<void> {
    this.#lines.connectAll();
    await this.#house.settle();
    await this.#lines.take();
  }

  async step({ action, notes }: Step): Promise<Left> {
    await this.#next();
    this.#post(notes.filter(({ when }) => when === 'before'));
    this.#act(action);
    this.#post(notes.filter(({ when }) => when === 'after'));
    for (let turn = 1; turn <= 3; turn++) {
      await this.#house.turn();
      this.#post(notes.filter(({ when }) => when === turn));
    }
    await this.#house.settle();
    return this.#lines.take();
  }

  /** Every ticket again from every cursor, on a connection of each line's own. */
  async resumeFromEverywhere(): Promise<Left[]> {
    const left: Left[] = [];
    for (const ticket of this.#tickets) {
      const { state } = await this.#house.world.storage.tickets.load(ticket);
      await this.#next();
      for (const name of lineNames) this.#lines.reconnect(name);
      for (let seq = 0; seq <= (state?.publicSeq ?? 0) + 1; seq++) {
        for (const name of lineNames) {
          const what = { on: 'ticket', ticket, as: 'public' } as const;
          const resume = { epoch: 'epoch-1', seq };
          this.#lines.send(name, { t: 'watch', w: 0, what: { ...what, resume } });
        }
        await this.#house.settle();
      }
      for (const account of ['1', '2', '3', '9']) {
        this.#lines.ask(account, 'GET /:n/transcript?audience=public', state?.number ?? 0);
        if (account !== '9') this.#lines.ask(account, 'GET /me', 0);
      }
      left.push(await this.#lines.take());
    }
    return left;
  }

  async end(): Promise<Buffer> {
    this.#watchAsSupport();
    await this.#house.settle();
    const { bytes } = this.#lines.support.wire;
    await this.#house.stop();
    if (this.#house.faults.length > 0) throw this.#house.faults[0];
    return bytes;
  }

  async #next(): Promise<void> {
    this.#steps += 1;
    // Enough for everybody's pace to be there again.
    this.#house.world.now += 10_000;
    // What follows from the time alone is over before anything is done: what happens in the same
    // breath comes in any order, whoever does it.
    this.#house.sweep();
    await this.#house.settle();
  }

  #post(notes: readonly Note[]): void {
    for (const { nth, priority } of notes) {
      if (this.#canary === undefined || this.#tickets.length === 0) continue;
      const { world } = this.#house;
      this.#hidden += 1;
      if (priority === null) this.notes += 1;
      const caller = { account: '8', restricted: false, surface: 'web' } as const;
      const body = `${this.#canary} ${this.#hidden}`;
      const ticket = this.#ticket(nth);
      this.#lines.noter.send({ t: 'signal', ticket, as: 'support', doing: 'noting' });
      const command: CommandBody =
        priority === null ? { kind: 'post_note', body } : { kind: 'set_priority', to: priority };
      void world.do(caller, ticket, command, `note-${this.#hidden}`);
    }
  }

  #act(action: Action): void {
    const { world } = this.#house;
    const id = `c-${this.#steps}`;
    switch (action.kind) {
      case 'command': {
        const { line, as, command, nth } = action;
        if (command.kind === 'open') this.#tickets.push(ticketIdOf(accountOf[line], id));
        const side = as === undefined ? {} : { as };
        const to = command.kind === 'open' ? {} : { ticket: this.#ticket(nth) };
        this.#lines.send(line, { t: 'command', id, do: command, ...side, ...to });
        return;
      }
      case 'game': {
        const { account, command, nth } = action;
        if (command.kind === 'open') this.#tickets.push(ticketIdOf(account, id));
        const to = command.kind === 'open' ? {} : { ticket: this.#ticket(nth) };
        this.#lines.shard.send({ t: 'command', id, session: `s${account}`, do: command, ...to });
        return;
      }
      case 'staff':
        if (this.#tickets.length > 0) {
          void world.do(world.staff, this.#ticket(action.nth), action.command, id);
        }
        return;
      case 'watch':
        this.#watch(action);
        return;
      case 'unwatch':
        this.#lines.send(action.line, { t: 'unwatch', w: action.w });
        return;
      case 'get': {
        const { line, nth, as, before } = action;
        const range = before === undefined ? {} : { before };
        this.#lines.send(line, { t: 'get', id, ticket: this.#ticket(nth), as, ...range });
        return;
      }
      case 'seen': {
        const { line, nth, as, seq } = action;
        this.#lines.send(line, { t: 'seen', ticket: this.#ticket(nth), as, seq });
        return;
      }
      case 'signal': {
        const { line, nth, as, doing } = action;
        this.#lines.send(line, { t: 'signal', ticket: this.#ticket(nth), as, doing });
        return;
      }
      case 'http':
        this.#lines.ask(action.account, action.route, (action.nth % this.#tickets.length) + 1);
        return;
      case 'staff_watch': {
        const what = { on: 'ticket', ticket: this.#ticket(action.nth), as: 'support' } as const;
        for (const line of [this.#lines.support, this.#lines.noter]) {
          line.send({ t: 'watch', w: 20 + action.nth, what });
        }
        return;
      }
      case 'staff_signal': {
        const { nth, doing } = action;
        this.#lines.support.send({ t: 'signal', ticket: this.#ticket(nth), as: 'support', doing });
        return;
      }
      case 'staff_seen':
        this.#seeAsSupport(action);
        return;
      case 'malformed': {
        const ticket = this.#ticket(action.nth);
        this.#lines.of(action.line).send({ t: 'command', id, ticket, do: { kind: 'peek' } });
        return;
      }
      case 'reconnect':
        this.#lines.reconnect(action.line);
        for (const [w, ticket] of this.#tickets.slice(0, 8).entries()) {
          const resume = { epoch: 'epoch-1', seq: action.seq };
          const what = { on: 'ticket', ticket, as: 'public', resume } as const;
          this.#lines.send(action.line, { t: 'watch', w, what });
        }
        return;
      case 'help':
        this.#tickets.push(ticketIdOf(action.account, `${id}:0`));
        this.#lines.shard.send({ t: 'help_requested', id, session: `s${action.account}` });
        return;
      case 'shown':
        this.#lines.showNotices();
        return;
      case 'shard_reconnect':
        this.#lines.connectShard();
        return;
      case 'rights':
        this.#house.setRights(action.account, action.rights);
        return;
      case 'auto_archive':
        world.settings = { ...world.settings, autoArchive: action.on };
        return;
    }
  }

  #watch({ line, w, what }: Extract<Action, { kind: 'watch' }>): void {
    switch (what.on) {
      case 'ticket': {
        const { seq, epoch, as, nth } = what;
        const resume = seq === undefined ? {} : { resume: { epoch, seq } };
        const ticket = this.#ticket(nth);
        this.#lines.send(line, { t: 'watch', w, what: { on: 'ticket', ticket, as, ...resume } });
        return;
      }
      case 'mine':
        this.#lines.send(line, { t: 'watch', w, what });
        return;
      case 'seen':
      case 'presence':
        this.#lines.send(line, { t: 'watch', w, what: { on: what.on } });
        return;
      case 'queue': {
        const sort = { by: 'updated', descending: true } as const;
        const all = { filter: {}, sort, offset: 0, limit: 50 };
        this.#lines.send(line, { t: 'watch', w, what: { on: 'queue', ...all } });
        return;
      }
    }
  }

  /** In support's own numbers, so that in both runs it is the same public entry. */
  #seeAsSupport({ nth, publicSeq }: Extract<Action, { kind: 'staff_seen' }>): void {
    const ticket = this.#ticket(nth);
    const { storage } = this.#house.world;
    const range = { after: publicSeq, before: publicSeq + 2, limit: 1 };
    const [next] = storage.tables.history(ticket, 'public', range);
    const seq = next === undefined ? limits.entries_max : next.supportSeq - 1;
    this.#lines.support.send({ t: 'seen', ticket, as: 'support', seq });
  }

  #ticket(nth: number): string {
    return this.#tickets[nth % this.#tickets.length] ?? 'never-was';
  }

  #watchAsSupport(): void {
    for (const [w, ticket] of this.#tickets.slice(0, 8).entries()) {
      const what = { on: 'ticket', ticket, as: 'support' } as const;
      this.#lines.support.send({ t: 'watch', w: w + 2, what });
    }
  }
}
