import type { DiscordEvent } from '../../actors/discord/port/events.ts';
import { invitation } from '../../actors/discord/invite.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { AnswerBodyOf } from '../../protocol/admin.ts';
import { cutText } from '../../protocol/cut.ts';
import type { DiscordProblem } from '../../protocol/discord-problems.ts';
import { discordProblem } from '../../protocol/discord-sentences.ts';
import { limits } from '../../protocol/limits.ts';
import { systemClock } from '../platform/clock.ts';
import type { FileSigning } from '../platform/file-path.ts';
import type { Lease } from '../platform/lease.ts';
import { openRun, type Run, type RunDeps } from './run.ts';

export interface DiscordDeps extends RunDeps {
  /** Of several servers one works for Discord. */
  readonly lease: Lease;
}

type Standing = AnswerBodyOf<'discord'>;

/** How long a check on demand waits for Discord. */
const decide_wait_ms = 10_000;
/** How long a status request waits for a fetch of the guild that a setting began. */
const look_wait_ms = 3_000;

/** Discord, if there is a token. The rest of the server does not wait for it. */
export class Discord {
  readonly #deps: DiscordDeps;
  #run: Run | undefined;
  #state: Standing['state'] = 'off';
  #application: string | undefined;
  #starting: Promise<void> | undefined;
  #checking: Promise<void> | undefined;
  /** Whether this server holds the lease on Discord. */
  #isHere = false;
  #leave: (() => Promise<void>) | undefined;
  #ending: Promise<void> | undefined;

  constructor(deps: DiscordDeps) {
    this.#deps = deps;
    const { access } = deps;
    const { roster } = access;
    access.settings.onChanged(() => {
      this.#run?.bridge.settingsChanged();
      this.#run?.inbound.settingsChanged();
    });
    roster.onRightsChanged((account) => this.#run?.bridge.people.rightsChanged(account));
    roster.discord.onChanged(({ account, user }) => {
      this.#run?.bridge.people.linkChanged(account, user);
      this.#run?.inbound.linkChanged(user);
    });
  }

  get signing(): FileSigning | undefined {
    const secret = this.#deps.access.serverSecrets.get('file-signing');
    return secret === undefined ? undefined : { secret };
  }

  /** The messages of a channel; undefined while Discord is off. */
  get messages(): DiscordPort['messages'] | undefined {
    const port = this.#run?.port;
    return port && ((channel, range) => port.messages(channel, range));
  }

  /** All problems in one line, for `/ready`. */
  fault(): string | undefined {
    const problems = this.#problems();
    return problems.length === 0 ? undefined : problems.map(({ sentence }) => sentence).join(' ');
  }

  /** `again`: checks everything first; a connection that has given up tries again. */
  async standing(again: boolean): Promise<Standing> {
    await this.#starting;
    if (again)
      await (this.#checking ??= this.#checkAgain().finally(() => (this.#checking = undefined)));
    else await within(this.#run?.bridge.settled(), look_wait_ms);
    const problems = this.#problems().slice(0, limits.discord_problems_max).map(toldProblem);
    return { of: 'discord', state: this.#state, problems, invite: this.#invite() };
  }

  start(): void {
    const { settings, lease, log } = this.#deps;
    const { discordToken: token } = settings;
    if (token === undefined) {
      return log.info('Discord is off: no token is set (SHARDBELL_DISCORD_TOKEN)');
    }
    this.#leave = lease.take('discord', {
      start: () => {
        this.#isHere = true;
        this.#begin(token);
      },
      stop: () => this.#end(),
    });
  }

  /** Resolves when nothing is under way. What is not on Discord yet follows after the next start. */
  async stop(): Promise<void> {
    await this.#leave?.();
  }

  #begin(token: string): void {
    const { log } = this.#deps;
    this.#starting = this.#open(token).catch((error: unknown) => {
      this.#state = 'given_up';
      log.error({ err: error }, 'Discord is off: starting the bridge failed');
    });
  }

  /** Callers during a stop share it. */
  #end(): Promise<void> {
    this.#isHere = false;
    this.#ending ??= this.#stopAll().finally(() => (this.#ending = undefined));
    return this.#ending;
  }

  async #stopAll(): Promise<void> {
    await this.#checking;
    await this.#starting;
    await this.#close();
    this.#state = 'off';
  }

  #problems(): DiscordProblem[] {
    if (this.#state === 'off') return [];
    const run = this.#run;
    const isUnset = this.#deps.access.settings.now.discord_server === null;
    const found = run?.bridge.alerts.problems ?? [];
    return [
      ...found,
      // Without the guild or a permission, setting commands fails too.
      ...(found.length === 0 ? (run?.inbound.problems ?? []) : []),
      ...(isUnset ? [discordProblem('no_server', {})] : []),
    ];
  }

  async #close(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return;
    await Promise.all([run.inbound.stop(), run.bridge.stop()]);
    await run.port.stop();
  }

  async #checkAgain(): Promise<void> {
    const { discordToken: token } = this.#deps.settings;
    if (!this.#isHere || token === undefined) return;
    if (this.#state === 'given_up') {
      await this.#close();
      this.#begin(token);
      await this.#starting;
    }
    const run = this.#run;
    if (run === undefined) return;
    await within(
      run.decided.then(() => run.bridge.checkAgain()),
      decide_wait_ms,
    );
  }

  #invite(): string | null {
    const { settings, access } = this.#deps;
    const { discord_server } = access.settings.now;
    return invitation(settings.discordToken, discord_server, this.#application);
  }

  async #open(token: string): Promise<void> {
    const { access } = this.#deps;
    if (this.signing === undefined) await access.serverSecrets.make('file-signing');
    const run = await openRun(token, this.#deps, {
      isHere: () => this.#isHere,
      signing: () => this.signing,
      onEvent: (event) => this.#follow(event),
      takenOver: () => this.#takenOver(),
    });
    if (run === undefined) return;
    this.#state = 'connecting';
    this.#run = run;
    run.bridge.start();
    run.port.start();
  }

  /** Another server works for Discord, though the lease of this one was not ended. */
  #takenOver(): void {
    this.#deps.log.warn('Discord is left to another server, which has begun to work for it');
    void this.#end();
  }

  #follow(event: DiscordEvent): void {
    if (event.kind === 'ready') {
      this.#state = 'connected';
      this.#application = event.application;
    }
    if (event.kind === 'disconnected') this.#state = 'connecting';
    if (event.kind === 'fault' && event.final) this.#state = 'given_up';
  }
}

async function within(wanted: Promise<void> | undefined, wait_ms: number): Promise<void> {
  let cancel = (): void => {};
  const patience = new Promise<void>((resolve) => (cancel = systemClock.after(wait_ms, resolve)));
  await Promise.race([wanted, patience]);
  cancel();
}

/** A problem, cut to the bounds of the protocol. */
function toldProblem({ code, about, sentence }: DiscordProblem): Standing['problems'][number] {
  const { tickets, missing, detail, ...rest } = about;
  return {
    code,
    about: {
      ...rest,
      ...(tickets && { tickets: [...tickets] }),
      ...(missing && { missing: [...missing] }),
      ...(detail && { detail: cutText(detail, limits.sentence_chars_max) }),
    },
    sentence: cutText(sentence, limits.sentence_chars_max),
  };
}
