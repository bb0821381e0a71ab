import type { KeyedShard } from '../../actors/roster/tokens/shard-keys.ts';
import { answer, done, type AdminDeps, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.shards';

export const shardCommands: CommandHandlers<
  'shard_list' | 'shard_add' | 'shard_rotate' | 'shard_remove'
> = {
  shard_list: {
    right,
    how: 'reads',
    run(deps) {
      const shards = deps.access.shardKeys.list().map((shard) => rowOf(shard, deps));
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
    async run({ access }, { name, overlap_h = 0 }, by) {
      const trail = access.audit.trail(by, `key of shard ${name}`, shown);
      const made = await access.shardKeys.rotate(name, trail, overlap_h * hour_ms);
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

const hour_ms = 60 * 60 * 1000;

function rowOf(kept: KeyedShard, { access, scriptFault, shard }: AdminDeps) {
  const { name, created, rotated } = kept;
  const { program = null, players = 0 } = shard(name) ?? {};
  return {
    name,
    created,
    rotated,
    former_until: access.shardKeys.formerUntil(kept),
    on_former: program !== null && program.key !== kept.keyHash,
    connected: program !== null,
    seen: access.shardsSeen.last(name),
    players,
    client: program?.client ?? null,
    scripts: scriptFault(name) ?? null,
  };
}

/** Never the key, not even its hash. */
function shown({ name, rotated, former }: KeyedShard): unknown {
  return { name, rotated, ...(former === undefined ? {} : { former_until: former.until }) };
}
