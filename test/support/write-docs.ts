import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '../../protocol/codec.ts';
import { protocolDocument } from '../../protocol/document.ts';
import { settingsMarkdown } from '../../server/config/print.ts';
import { clientSamples, serverSamples, type GoldenFrame } from './golden.ts';
import { lintConfig } from './lint-config.ts';
import { metricsPage } from './metrics-page.ts';
import { packageRoot } from './package-root.ts';
import { permissionsPage } from './permissions-page.ts';
import { readPrefaces, rulesOfTests, rulesPage } from './rules-page.ts';
import { MetricsServer } from './told-metrics.ts';
import { transcripts } from './transcripts.ts';
import { webhooksPage, webhooksSchema } from './webhooks-page.ts';

/** Writes what is generated from the code: `npm run docs`. Tests refuse what is out of date. */
const golden: GoldenFrame[] = [
  ...clientSamples.map((message) => ({ from: 'client' as const, message })),
  ...serverSamples.map((message) => ({ from: 'server' as const, message })),
].map(({ from, message }) => ({
  from,
  message,
  msgpack: Buffer.from(encode(message, 'shardbell.v1') as Uint8Array).toString('hex'),
  json: encode(message, 'shardbell.v1.json') as string,
}));
writeFileSync(join(packageRoot, 'docs/protocol.md'), protocolDocument(await transcripts()));
writeFileSync(join(packageRoot, 'docs/rules.md'), rulesPage(rulesOfTests(), readPrefaces()));
writeFileSync(join(packageRoot, '.oxlintrc.json'), `${JSON.stringify(lintConfig(), null, 2)}\n`);
writeFileSync(join(packageRoot, 'docs/permissions.md'), permissionsPage());
writeFileSync(join(packageRoot, 'docs/webhooks.md'), webhooksPage());
writeFileSync(join(packageRoot, 'docs/webhooks.schema.json'), webhooksSchema());
writeFileSync(join(packageRoot, 'docs/settings.md'), settingsMarkdown());
writeFileSync(join(packageRoot, 'test/golden/frames.json'), `${JSON.stringify(golden, null, 2)}\n`);
const metrics = await MetricsServer.start();
writeFileSync(join(packageRoot, 'docs/metrics.md'), metricsPage(await metrics.text()));
await metrics.stop();
