import { answer, done, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.shards';

export const shardCommands: CommandHandlers<
  'shard_list' | 'shard_add' | 'shard_rotate' | 'shard_remove'
> = {
  shard_list: {
    right,
    how: 'reads',
    run({ access, scriptFault }) {
      const shards = access.shardKeys.list().map(({ name, created, rotated }) => {
        return { name, created, rotated, scripts: scriptFault(name) ?? null };
      });
      return answer({ of: 'shards', shards });
    },
  },
  shard_add: {
    right,
    how: 'changes',
    async run({ access }, { name }, by) {
      const trail = access.audit.trail(by, `shard ${name}`, shown);
      const made = await access.shardKeys.add(name, trail);
      return made.ok ? answer({ of: 'shard_key', name, key: made.value }) : made;
    },
  },
  shard_rotate: {
    right,
    how: 'changes',
    async run({ access }, { name }, by) {
      const trail = access.audit.trail(by, `key of shard ${name}`, shown);
      const made = await access.shardKeys.rotate(name, trail);
      return made.ok ? answer({ of: 'shard_key', name, key: made.value }) : made;
    },
  },
  shard_remove: {
    right,
    how: 'changes',
    async run({ access }, { name }, by) {
      const removed = await access.shardKeys.remove(
        name,
        access.audit.trail(by, `shard ${name}`, shown),
      );
      return removed.ok ? done : removed;
    },
  },
};

/** Never the key, not even its hash. */
function shown({ name, rotated }: { readonly name: string; readonly rotated: number }): unknown {
  return { name, rotated };
}
