import type { AdminDeps } from '../../server/admin/command-handler.ts';
import { refused } from '../../protocol/refusals.ts';

/** For administrators of a server that sends nothing. */
export const noWebhooks: AdminDeps['webhooks'] = {
  isPrivate: false,
  rows: () => [],
  test: async () => refused('webhook_unknown'),
};
