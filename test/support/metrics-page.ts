import { metricsIn, type ToldMetric } from './told-metrics.ts';

/** The page `docs/metrics.md`, of what a server with a shard and with Discord tells. */
export function metricsPage(text: string): string {
  const rows = [...metricsIn(text).values()].map(
    (metric) =>
      `| \`${metric.name}\` | ${metric.kind} | ${labelsOf(metric)} | ${metric.help.replaceAll('|', '\\|')} |\n`,
  );
  return `# Metrics
Made by \`npm run docs\` from what a running server tells at \`/metrics\`, in the text format of Prometheus.
Counters and histograms begin at nothing with each start of the server; a ticket is counted once, also
over a start. Nobody's name and no text of a ticket is in it. It is for operators: a proxy should not pass
\`/metrics\` on. [alerts.yml](alerts.yml) has rules to begin with.

What has the label \`shard\` is told once a shard has connected, \`work="discord"\` while Discord is on, and
\`shardbell_webhook_…\` of each webhook.
A histogram \`NAME\` is told as \`NAME_bucket\`, \`NAME_sum\` and \`NAME_count\`. Beside these, \`process_…\` and
\`nodejs_…\` are of the process and of its runtime.

| metric | kind | labels | meaning |
| --- | --- | --- | --- |
${rows.join('')}`;
}

function labelsOf({ labels }: ToldMetric): string {
  const told = [...labels].map(([label, values]) => {
    // The names of shards and webhooks are the operator's own, and bounds of buckets are no news.
    if (label === 'shard' || label === 'webhook' || label === 'le') return `\`${label}\``;
    return `\`${label}\`: ${[...values].join(', ')}`;
  });
  return told.join('; ');
}
