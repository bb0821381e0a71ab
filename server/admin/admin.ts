import * as v from 'valibot';
import { commandLine, type Changer } from '../../actors/roster/audit.ts';
import { notDone } from '../../actors/roster/outcome.ts';
import { adminDeed, type AdminDeed } from '../../protocol/admin.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { accountOperations } from './accounts.ts';
import { auditOperations } from './audit.ts';
import { cannedOperations } from './canned.ts';
import { discordOperations } from './discord.ts';
import { groupOperations } from './groups.ts';
import type { AdminParts, AdminResult, Operation, Operations } from './operation.ts';
import { passwordDeed, runPassword, type PasswordDeed } from './passwords.ts';
import { settingsOperations } from './settings.ts';
import { shardOperations } from './shards.ts';
import { whileAllowed } from '../identity/while-allowed.ts';

/** The one table of what administrators can do, over the wire and by command line. */
const operations: Operations<AdminDeed['kind']> = {
  ...settingsOperations,
  ...groupOperations,
  ...accountOperations,
  ...shardOperations,
  ...cannedOperations,
  ...discordOperations,
  ...auditOperations,
};

/** Whether an operation of the command line changes nothing. */
export function isReading(operation: string): boolean {
  const known = Object.entries(operations).find(([name]) => name === operation);
  return known?.[1].how === 'reads';
}

const operateForm = v.variant('kind', [...adminDeed.options, ...passwordDeed.options]);

/** Changes that wait for those before them. */
const waiting_max = 64;

/** Carries out requests of administrators. Never rejects because of a bad request. */
export class Admin {
  readonly #parts: AdminParts;
  readonly #listeners: ((by: Changer, what: string) => void)[] = [];
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: AdminParts) {
    this.#parts = parts;
  }

  /** Adds a listener, called after each change with who made it and what it was. */
  onChanged(listener: (by: Changer, what: string) => void): void {
    this.#listeners.push(listener);
  }

  /** For an account, by its present rights. */
  async ask(
    caller: { readonly account: string; readonly restricted: boolean },
    deed: AdminDeed,
  ): Promise<AdminResult> {
    const { roster } = this.#parts.access;
    const { right, how } = operations[deed.kind];
    const isAllowed = (): boolean => {
      if (right === 'an account') return true;
      const held = roster.rightsOf(caller.account, caller.restricted);
      return right === 'queue access' ? hasQueueAccess(held) : held.has(right);
    };
    const { name } = roster.person(caller.account, null);
    const { account, restricted } = caller;
    const run = (): Promise<AdminResult> => this.#run(deed, { account, restricted, name });
    if (how === 'reads') return whileAllowed(isAllowed, run);
    // Checked before it waits too, so that strangers do not fill the queue.
    if (!isAllowed()) return notDone('right_missing');
    return this.#inTurn(async () => (isAllowed() ? run() : notDone('right_missing')));
  }

  /** For whoever has the machine. The request is not validated yet. */
  async operate(operation: unknown, input: unknown): Promise<AdminResult> {
    if (!operateForm.options.some(({ entries }) => entries.kind.literal === operation)) {
      // Only the command line of another version than the running server gets here.
      const sentence = `The running server does not know ${JSON.stringify(operation)}: start it again.`;
      return notDone('bad_message', sentence);
    }
    const parsed = v.safeParse(operateForm, { ...(input as object | null), kind: operation });
    if (!parsed.success)
      return notDone('bad_message', `The request is malformed: ${faultOf(parsed.issues[0])}`);
    const deed = parsed.output;
    if ('password' in deed) {
      return this.#inTurn(async () =>
        this.#told(await runPassword(this.#parts, deed, commandLine), deed, commandLine),
      );
    }
    const run = (): Promise<AdminResult> => this.#run(deed, commandLine);
    return operations[deed.kind].how === 'reads' ? run() : this.#inTurn(run);
  }

  async #run(deed: AdminDeed, by: Changer): Promise<AdminResult> {
    // Each operation is stored under the kind of its own requests.
    const operation = operations[deed.kind] as unknown as Operation<AdminDeed>;
    const result = await operation.run(this.#parts, deed, by);
    const { how, right } = operation;
    const isOwn = right === 'queue access' || right === 'an account';
    return how === 'reads' || isOwn ? result : this.#told(result, deed, by);
  }

  #told(result: AdminResult, deed: AdminDeed | PasswordDeed, by: Changer): AdminResult {
    if (result.ok) for (const listener of this.#listeners) listener(by, called(deed));
    return result;
  }

  /** One change at a time, in the order of requests. */
  async #inTurn(run: () => Promise<AdminResult>): Promise<AdminResult> {
    if (this.#waiting >= waiting_max) return notDone('busy');
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
function called(deed: AdminDeed | PasswordDeed): string {
  const of = ['account', 'name', 'setting'].map(
    (field) => (deed as Record<string, unknown>)[field],
  );
  const named = of.find((value) => value !== undefined);
  const name = typeof named === 'object' ? (named as { readonly name?: unknown })?.name : named;
  return typeof name === 'string' ? `${deed.kind} ${name}` : deed.kind;
}

function faultOf(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`;
}
