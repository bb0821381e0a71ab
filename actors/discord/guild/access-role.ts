import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { backoffMs } from '../backoff.ts';
import { bridgeLimits } from '../limits.ts';
import type { Members } from './members.ts';
import type { DiscordPort } from '../port/port.ts';
import type { GuildSeen, RoleSeen } from '../port/shapes.ts';
import { accessRoleFault } from './roles.ts';
import type { BridgePeople } from '../deps.ts';
import type { BridgeStore } from '../store.ts';

/** What the bot calls the role that it makes itself. */
export const own_role_name = 'Ticket access';

interface AccessRoleParts {
  readonly port: DiscordPort;
  readonly store: BridgeStore;
  readonly people: BridgePeople;
  readonly members: Members;
  readonly alerts: Alerts;
  readonly clock: Clock;
  /** The guild as it was seen last; undefined while the bridge cannot work. */
  guild(): GuildSeen | undefined;
  /** Of the settings; null: the bot makes one. */
  wanted(): string | null;
  /** Of the settings: never that of players. */
  supportRole(): string | null;
  /** A role was made: the guild is to be looked at again. */
  made(): Promise<void>;
  onFault(cause: unknown): void;
}

/**
 * Gives the ticket-access role to every linked account with `tickets.view`, and takes it from those
 * who had it by the bridge. One at a time, with a pause between two changes.
 */
export class AccessRole {
  readonly #parts: AccessRoleParts;
  #users = new Set<string>();
  #tries = 0;
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #isOn = false;

  constructor(parts: AccessRoleParts) {
    this.#parts = parts;
  }

  /** Something changed for this user, who comes before those of whom nothing is known to have. */
  look(user: string): void {
    this.#users = new Set([user, ...this.#users]);
    this.#wake();
  }

  /** Anything may have changed for anybody; Discord can be reached. */
  lookAtAll(): void {
    for (const { user } of this.#parts.people.links()) this.#users.add(user);
    for (const user of this.#parts.store.given()) this.#users.add(user);
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
    this.#timer = this.#parts.clock.after(wait_ms, () => {
      this.#timer = undefined;
      this.#running = this.#steps()
        .catch((cause: unknown) => {
          this.#parts.onFault(cause);
          return bridgeLimits.retry_ms_max;
        })
        .then((next_ms) => {
          this.#running = undefined;
          const then_ms = next_ms ?? (this.#users.size > 0 ? 0 : undefined);
          if (this.#isOn && then_ms !== undefined) this.#plan(then_ms);
        });
    });
  }

  /** Until something was changed on Discord; then how long to wait for the next. */
  async #steps(): Promise<number | undefined> {
    for (;;) {
      const [user] = this.#users;
      if (user === undefined || !this.#isOn) return undefined;
      const role = await this.#role();
      if (role === undefined) return this.#backOff();
      // Whoever looks at them again meanwhile is not to be missed.
      this.#users.delete(user);
      const end = await this.#sync(user, role);
      if (end === 'failed') {
        // The others are not to wait for one that Discord refuses.
        this.#users.add(user);
        return this.#backOff();
      }
      this.#tries = 0;
      if (end === 'changed') return bridgeLimits.role_every_ms;
    }
  }

  async #sync(user: string, role: string): Promise<'kept' | 'changed' | 'failed'> {
    const { port, store, people, members, alerts } = this.#parts;
    const guild = this.#parts.guild()?.id;
    if (guild === undefined) return 'failed';
    const member = await members.of(guild, user);
    // Whoever looks members up says when it is known.
    if (member === undefined) return 'kept';
    const account = people.accountOf(user);
    const isWanted = account !== undefined && people.rightsOf(account).has('tickets.view');
    const wasGiven = store.isGiven(user);
    const has = member?.roles.includes(role) === true;
    if (member !== null && isWanted !== has && (isWanted || wasGiven)) {
      // Before the call, so that it is taken away again also by whoever starts after a crash.
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

  /** The configured one, or the bot's own, made if there is none yet. */
  async #role(): Promise<string | undefined> {
    const { port, store, alerts } = this.#parts;
    const guild = this.#parts.guild();
    if (guild === undefined) return undefined;
    const isThere = (id: string | null) => guild.roles.some((role) => role.id === id);
    const meta = store.meta();
    if (meta === undefined) return undefined;
    const own = meta.ownRole?.guild === guild.id ? meta.ownRole : null;
    const wanted = this.#parts.wanted();
    const given = wanted ?? (isThere(own?.role ?? null) ? own!.role : null);
    if (given !== null) {
      return given === guild.id || accessRoleFault(guild, given) !== undefined ? undefined : given;
    }
    // Of one that was being made when nobody knew the end of it. Staff may have one of that name.
    const begun = own !== null && own.role === null;
    const isOurs = ({ id, name }: RoleSeen) =>
      name === own_role_name && id !== this.#parts.supportRole();
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
    // What is there now, a look tells.
    await this.#parts.made();
    return undefined;
  }

  #backOff(): number {
    const wait_ms = backoffMs(this.#tries);
    this.#tries = Math.min(this.#tries + 1, 30);
    return wait_ms;
  }
}

const roleRefused = discordProblem('access_role_refused', {});
