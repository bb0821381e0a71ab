import * as v from 'valibot';
import { commandLine, type Changer } from '../../actors/roster/staff/audit.ts';
import { adminCommand, type AdminCommand } from '../../protocol/admin.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { Listeners } from '../../actors/runtime/listeners.ts';
import { refused, refusedSaying } from '../../protocol/refusals.ts';
import { accountCommands } from './accounts.ts';
import { auditCommands } from './audit.ts';
import { cannedCommands } from './canned.ts';
import { eraseCommands } from './erase.ts';
import { discordCommands } from './discord.ts';
import { groupCommands } from './groups.ts';
import type { AdminDeps, AdminResult, CommandHandler, CommandHandlers } from './command-handler.ts';
import { peopleDataCommands } from './people-data.ts';
import {
  passwordCommand,
  passwordCommands,
  runPassword,
  type PasswordCommand,
} from './passwords.ts';
import { stepCommands } from './steps.ts';
import { standingCommands } from './standing.ts';
import { settingsCommands } from './settings-commands.ts';
import { shardCommands } from './shards.ts';
import { webhookCommands } from './webhooks.ts';
import { whileAllowed } from '../identity/while-allowed.ts';

/** The one table of what administrators can do, over the wire and by command line. */
const handlers: CommandHandlers<AdminCommand['kind']> = {
  ...settingsCommands,
  ...groupCommands,
  ...accountCommands,
  ...eraseCommands,
  ...peopleDataCommands,
  ...passwordCommands,
  ...standingCommands,
  ...stepCommands,
  ...shardCommands,
  ...cannedCommands,
  ...discordCommands,
  ...webhookCommands,
  ...auditCommands,
};

/** Whether an operation of the command line changes nothing. */
export function isReading(operation: string): boolean {
  const known = Object.entries(handlers).find(([name]) => name === operation);
  return known?.[1].how === 'reads';
}

const operateForm = v.variant('kind', [...adminCommand.options, ...passwordCommand.options]);

/** Changes that wait for those before them. */
const waiting_max = 64;

/** Carries out requests of administrators. Never rejects because of a bad request. */
export class Admin {
  readonly #deps: AdminDeps;
  readonly #changed = new Listeners<[by: Changer, what: string]>();
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  /** Adds a listener, called after each change with who made it and what it was. */
  onChanged(listener: (by: Changer, what: string) => void): void {
    this.#changed.add(listener);
  }

  /** Tells of a backup, which whoever has the machine made. */
  backedUp(path: string): void {
    this.#changed.tell(commandLine, `backup ${path}`);
  }

  /** For an account, by its present rights. */
  async ask(
    caller: { readonly account: string; readonly restricted: boolean },
    command: AdminCommand,
  ): Promise<AdminResult> {
    const { roster } = this.#deps.access;
    const { right, how } = handlers[command.kind];
    const isAllowed = (): boolean => {
      if (right === 'an account') return true;
      const held = roster.rightsOf(caller.account, caller.restricted);
      return right === 'queue access' ? hasQueueAccess(held) : held.has(right);
    };
    const { name } = roster.person(caller.account, null);
    const { account, restricted } = caller;
    const run = (): Promise<AdminResult> => this.#run(command, { account, restricted, name });
    if (how === 'reads') return whileAllowed(isAllowed, run);
    // Checked before it waits too, so that strangers do not fill the queue.
    if (!isAllowed()) return refused('right_missing');
    return this.#inTurn(async () => (isAllowed() ? run() : refused('right_missing')));
  }

  /** For whoever has the machine. The request is not validated yet. */
  async operate(operation: unknown, input: unknown): Promise<AdminResult> {
    if (!operateForm.options.some(({ entries }) => entries.kind.literal === operation)) {
      // Only the command line of another version than the running server gets here.
      const sentence = `The running server does not know ${JSON.stringify(operation)}: start it again.`;
      return refusedSaying('bad_message', sentence);
    }
    const parsed = v.safeParse(operateForm, { ...(input as object | null), kind: operation });
    if (!parsed.success)
      return refusedSaying('bad_message', `The request is malformed: ${faultOf(parsed.issues[0])}`);
    const command = parsed.output;
    if (command.kind === 'account_add_with_password') {
      return this.#inTurn(async () =>
        this.#told(await runPassword(this.#deps, command, commandLine), command, commandLine),
      );
    }
    const run = (): Promise<AdminResult> => this.#run(command, commandLine);
    return handlers[command.kind].how === 'reads' ? run() : this.#inTurn(run);
  }

  async #run(command: AdminCommand, by: Changer): Promise<AdminResult> {
    // Each operation is stored under the kind of its own requests.
    const handler = handlers[command.kind] as unknown as CommandHandler<AdminCommand>;
    const result = await handler.run(this.#deps, command, by);
    const { how, right } = handler;
    const isOwn = right === 'queue access' || right === 'an account';
    return how === 'reads' || isOwn ? result : this.#told(result, command, by);
  }

  #told(result: AdminResult, command: AdminCommand | PasswordCommand, by: Changer): AdminResult {
    if (result.ok) this.#changed.tell(by, called(command));
    return result;
  }

  /** One change at a time, in the order of requests. */
  async #inTurn(run: () => Promise<AdminResult>): Promise<AdminResult> {
    if (this.#waiting >= waiting_max) return refused('busy');
    this.#waiting += 1;
    const turn = this.#last.then(run, run);
    this.#last = turn;
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** The operation and its target, without the new value, which may be a secret. */
function called(command: AdminCommand | PasswordCommand): string {
  const of = ['account', 'name', 'setting', 'hook'].map(
    (field) => (command as Record<string, unknown>)[field],
  );
  const named = of.find((value) => value !== undefined);
  const name = typeof named === 'object' ? (named as { readonly name?: unknown })?.name : named;
  return typeof name === 'string' ? `${command.kind} ${name}` : command.kind;
}

function faultOf(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`;
}
