import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { backoffMs } from '../backoff.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { Members } from './members.ts';
import type { DiscordPort } from '../port/port.ts';
import type { GuildSeen, RoleSeen } from '../port/shapes.ts';
import { accessRoleFault } from './roles.ts';
import type { BridgePeople } from '../deps.ts';
import type { BridgeStore } from '../store.ts';

/** Name of the role that the bot makes itself. */
export const own_role_name = 'Ticket access';

interface AccessRoleDeps {
  readonly port: DiscordPort;
  readonly store: BridgeStore;
  readonly people: BridgePeople;
  readonly members: Members;
  readonly alerts: Alerts;
  readonly clock: Clock;
  /** The guild as it was fetched last; undefined while the bot is not in it. */
  guild(): GuildSeen | undefined;
  /** The access role of the settings; null: the bot makes one. */
  wanted(): string | null;
  /** The support role of the settings, which players are never given. */
  supportRole(): string | null;
  /** A role was made: the guild has to be fetched again. */
  made(): Promise<void>;
  onFault(cause: unknown): void;
}

/**
 * Gives the access role to every linked account with `tickets.view`, and takes it from others whom the
 * bridge gave it to. One change at a time, with a pause between two.
 */
export class AccessRole {
  readonly #deps: AccessRoleDeps;
  #users = new Set<string>();
  #tries = 0;
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #isOn = false;

  constructor(deps: AccessRoleDeps) {
    this.#deps = deps;
  }

  /** Checks a user for whom something changed, before the users of a check of all. */
  check(user: string): void {
    this.#users = new Set([user, ...this.#users]);
    this.#wake();
  }

  /** Checks all users. Discord can be reached. */
  checkAll(): void {
    for (const { user } of this.#deps.people.links()) this.#users.add(user);
    for (const user of this.#deps.store.given()) this.#users.add(user);
    this.#isOn = true;
    this.#wake();
  }

  pause(): void {
    this.#isOn = false;
    this.#timer?.();
    this.#timer = undefined;
  }

  /** Resolves when no change is under way. */
  async stop(): Promise<void> {
    this.pause();
    await this.#running;
  }

  #wake(): void {
    if (this.#isOn && this.#timer === undefined && this.#running === undefined) this.#plan(0);
  }

  #plan(wait_ms: number): void {
    this.#timer = this.#deps.clock.after(wait_ms, () => {
      this.#timer = undefined;
      this.#running = this.#steps()
        .catch((cause: unknown) => {
          this.#deps.onFault(cause);
          return bridgeLimits.retry_ms_max;
        })
        .then((next_ms) => {
          this.#running = undefined;
          const then_ms = next_ms ?? (this.#users.size > 0 ? 0 : undefined);
          if (this.#isOn && then_ms !== undefined) this.#plan(then_ms);
        });
    });
  }

  /** Checks users until one was changed on Discord, and returns how long to wait before the next. */
  async #steps(): Promise<number | undefined> {
    for (;;) {
      const [user] = this.#users;
      if (user === undefined || !this.#isOn) return undefined;
      const role = await this.#role();
      if (role === undefined) return this.#backOff();
      // Before the check: a change meanwhile adds the user again.
      this.#users.delete(user);
      const end = await this.#update(user, role);
      if (end === 'failed') {
        // At the end of the queue, so that the others need not wait for this one.
        this.#users.add(user);
        return this.#backOff();
      }
      this.#tries = 0;
      if (end === 'changed') return bridgeLimits.role_every_ms;
    }
  }

  async #update(user: string, role: string): Promise<'kept' | 'changed' | 'failed'> {
    const { port, store, people, members, alerts } = this.#deps;
    const guild = this.#deps.guild()?.id;
    if (guild === undefined) return 'failed';
    const member = await members.of(guild, user);
    // `Members` tells when it is known.
    if (member === undefined) return 'kept';
    const account = people.accountOf(user);
    const isWanted = account !== undefined && people.rightsOf(account).has('tickets.view');
    const wasGiven = store.isGiven(user);
    const has = member?.roles.includes(role) === true;
    if (member !== null && isWanted !== has && (isWanted || wasGiven)) {
      // Stored before the call, so that after a crash the role can be taken away too.
      if (isWanted && !wasGiven && !(await store.setGiven(user, true))) return 'failed';
      const outcome = isWanted
        ? await port.giveRole(guild, user, role)
        : await port.takeRole(guild, user, role);
      if (outcome.kind !== 'done') {
        const isOurs = outcome.kind === 'refused' && outcome.reason === 'missing_permission';
        if (isOurs) alerts.raise('role', roleRefused);
        const isGone = outcome.kind === 'refused' && outcome.reason === 'not_found';
        if (isGone) members.forget();
        return 'failed';
      }
      alerts.clear('role');
      const roles = member.roles.filter((one) => one !== role);
      members.put({ ...member, roles: isWanted ? [...roles, role] : roles });
      if (!isWanted && !(await store.setGiven(user, false))) return 'failed';
      return 'changed';
    }
    if (wasGiven !== (isWanted && member !== null)) {
      if (!(await store.setGiven(user, isWanted && member !== null))) return 'failed';
    }
    return 'kept';
  }

  /** The role of the settings, or the bot's own, which is made if there is none yet. */
  async #role(): Promise<string | undefined> {
    const { port, store, alerts } = this.#deps;
    const guild = this.#deps.guild();
    if (guild === undefined) return undefined;
    const isThere = (id: string | null) => guild.roles.some((role) => role.id === id);
    const meta = store.meta();
    if (meta === undefined) return undefined;
    const own = meta.ownRole?.guild === guild.id ? meta.ownRole : null;
    const wanted = this.#deps.wanted();
    const given = wanted ?? (isThere(own?.role ?? null) ? own!.role : null);
    if (given !== null) {
      return given === guild.id || accessRoleFault(guild, given) !== undefined ? undefined : given;
    }
    // A crash while the role was made: it is found by its name. The support role may have that name.
    const begun = own !== null && own.role === null;
    const isOurs = ({ id, name }: RoleSeen) =>
      name === own_role_name && id !== this.#deps.supportRole();
    const found = begun ? guild.roles.find(isOurs) : undefined;
    if (found !== undefined) {
      await store.setMeta({ ...meta, ownRole: { guild: guild.id, role: found.id } });
      return found.id;
    }
    if (!(await store.setMeta({ ...meta, ownRole: { guild: guild.id, role: null } }))) {
      return undefined;
    }
    const made = await port.createRole(guild.id, own_role_name);
    if (made.kind === 'done') {
      await store.setMeta({ ...meta, ownRole: { guild: guild.id, role: made.value.role } });
      alerts.clear('role');
    } else if (made.kind === 'refused' && made.reason === 'missing_permission') {
      alerts.raise('role', roleRefused);
    }
    // A fetch shows whether it is there.
    await this.#deps.made();
    return undefined;
  }

  #backOff(): number {
    const wait_ms = backoffMs(this.#tries);
    this.#tries = Math.min(this.#tries + 1, 30);
    return wait_ms;
  }
}

const roleRefused = discordProblem('access_role_refused', {});
