/** Logs so many lines, says so on standard output, logs one more once it is told to, and ends. */
import { once } from 'node:events';
import { createLog, logLinesDropped } from '../../server/platform/log.ts';

const lines = Number(process.argv[2]);
const log = createLog('info');
for (let line = 0; line < lines; line++) log.info({ line, filling: 'x'.repeat(200) }, 'a line');
// Only an event loop that still turns comes here.
setImmediate(() => process.stdout.write(`logged, dropped ${logLinesDropped()}\n`));
await once(process.stdin, 'data');
log.info('the last words');
process.exit(0);
