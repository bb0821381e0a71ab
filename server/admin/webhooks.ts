import { nanoid } from 'nanoid';
import { shownWebhook } from '../../actors/webhooks/shown.ts';
import type { Trail } from '../../actors/records/draft.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { WebhookFields } from '../../protocol/webhooks.ts';
import {
  answer,
  done,
  type AdminDeps,
  type AdminResult,
  type CommandHandlers,
} from './command-handler.ts';

const right = 'tickets.settings';
const how = 'changes';
const hook_chars = 12;

export const webhookCommands: CommandHandlers<
  | 'webhook_list'
  | 'webhook_add'
  | 'webhook_set'
  | 'webhook_rotate'
  | 'webhook_pause'
  | 'webhook_resume'
  | 'webhook_remove'
  | 'webhook_test'
> = {
  webhook_list: {
    right,
    how: 'reads',
    run: ({ webhooks: { rows, isPrivate } }) =>
      answer({ of: 'webhooks', webhooks: rows(), private: isPrivate }),
  },
  webhook_add: {
    right,
    how,
    async run({ access, webhooks: { isPrivate } }, { kind: _, ...fields }, by) {
      const trail = access.audit.trail(by, `webhook ${fields.name}`, shownWebhook);
      return told(await access.webhooks.add(nanoid(hook_chars), plain(fields), isPrivate, trail));
    },
  },
  webhook_set: {
    right,
    how,
    async run(deps, { kind: _, hook, ...fields }, by) {
      const { access, webhooks } = deps;
      const trail = trailOf(deps, hook, by);
      return ended(await access.webhooks.set(hook, plain(fields), webhooks.isPrivate, trail));
    },
  },
  webhook_rotate: {
    right,
    how,
    async run(deps, { hook }, by) {
      const name = deps.access.webhooks.get(hook)?.name ?? hook;
      const trail = deps.access.audit.trail(by, `secret of webhook ${name}`, shownSecret);
      return told(await deps.access.webhooks.rotate(hook, trail));
    },
  },
  webhook_pause: {
    right,
    how,
    run: async (deps, { hook }, by) =>
      ended(await deps.access.webhooks.setAside(hook, 'paused', trailOf(deps, hook, by))),
  },
  webhook_resume: {
    right,
    how,
    run: async (deps, { hook, drop }, by) =>
      ended(await deps.access.webhooks.resume(hook, drop, trailOf(deps, hook, by))),
  },
  webhook_remove: {
    right,
    how,
    run: async (deps, { hook }, by) =>
      ended(await deps.access.webhooks.remove(hook, trailOf(deps, hook, by))),
  },
  webhook_test: {
    right,
    // Nothing is changed here, and changes do not wait for somebody else's server.
    how: 'reads',
    async run({ webhooks }, { hook }) {
      const tried = await webhooks.test(hook);
      return tried.ok ? answer({ of: 'webhook_tested', hook, result: tried.value }) : tried;
    },
  },
};

function trailOf({ access }: AdminDeps, hook: string, by: Changer): Trail {
  return access.audit.trail(by, `webhook ${access.webhooks.get(hook)?.name ?? hook}`, shownWebhook);
}

/** Never the secret: only that it is another one since. */
function shownSecret({ renewed }: { readonly renewed: number }): unknown {
  return { renewed };
}

function plain(fields: WebhookFields): WebhookFields {
  return {
    ...fields,
    name: fields.name.trim(),
    address: fields.address.trim(),
    events: [...new Set(fields.events)],
    shards: [...new Set(fields.shards)],
    categories: [...new Set(fields.categories)],
  };
}

function told(made: Awaited<ReturnType<AdminDeps['access']['webhooks']['add']>>): AdminResult {
  return made.ok ? answer({ of: 'webhook_secret', ...made.value }) : made;
}

function ended(changed: Awaited<ReturnType<AdminDeps['access']['webhooks']['set']>>): AdminResult {
  return changed.ok ? done : changed;
}
