import type { ShardHealth } from '../../actors/shard/counts.ts';
import type { Figure } from '../platform/figure.ts';

/** The state of the help scripts of all shards, for `/metrics`, `/ready` and administrators. */

type Health = ReadonlyMap<string, ShardHealth>;

/** Handlers named in one sentence. */
const named_max = 5;

export function scriptFigures(all: Health): Figure[] {
  return [...all].flatMap(([shard, { dropped, scripts }]) => [
    ...Object.entries(dropped).map(([why, count]) =>
      figure(
        'form_answers_dropped_total',
        'Answers to forms that were dropped: never shown to that session, gone before, or unfit.',
        count,
        { shard, why },
      ),
    ),
    ...Object.entries(scripts?.overruns ?? {}).map(([why, count]) =>
      figure(
        'script_overruns_total',
        'Handlers of help scripts that were stopped, by what they used too much of.',
        count,
        { shard, why },
      ),
    ),
    figure(
      'script_failures_total',
      'Handlers of help scripts that ended with an error.',
      scripts?.failures ?? 0,
      { shard },
    ),
    figure(
      'script_events_dropped_total',
      'Events that help scripts were too busy to hear.',
      scripts?.eventsDropped ?? 0,
      { shard },
    ),
    figure(
      'script_handlers_set_aside',
      'Handlers of help scripts that are not called for a while, as they kept overrunning.',
      scripts?.aside.length ?? 0,
      { shard },
    ),
  ]);
}

/** What is wrong with the scripts of one shard, in a sentence. */
export function scriptFault(health: ShardHealth | undefined): string | undefined {
  const aside = health?.scripts?.aside ?? [];
  if (aside.length === 0) return undefined;
  const names = aside.slice(0, named_max).join(', ');
  const more = aside.length > named_max ? ` and ${aside.length - named_max} more` : '';
  return `Part of the help scripts is set aside for a while, as it kept overrunning: ${names}${more}.`;
}

/** The same for the first shard with a fault, with its name. */
export function scriptFaults(all: Health): string | undefined {
  for (const [shard, health] of all) {
    const fault = scriptFault(health);
    if (fault !== undefined) return `Shard ${shard}: ${fault}`;
  }
  return undefined;
}

function figure(
  name: string,
  help: string,
  value: number,
  labels: Readonly<Record<string, string>>,
): Figure {
  const kind = name.endsWith('_total') ? 'counter' : 'gauge';
  return { name: `shardbell_${name}`, help, kind, labels, value };
}
