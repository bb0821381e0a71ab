/** The process in which the runner has one test file run: `node child.js FILE GRACE_MS`. */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { report_fd, type ReportLine } from './report.ts';
import { runRegistered, underRunner } from './suite.ts';

const [file = '', grace_ms = ''] = process.argv.slice(2);
// Synchronous, so that a line is out before whatever ends this process.
const report = (line: ReportLine): void => void writeSync(report_fd, `${JSON.stringify(line)}\n`);

underRunner(report);
await import(pathToFileURL(file).href);
await runRegistered();
// Unref'd: it fires only if something else keeps this process alive.
setTimeout(() => {
  const open = process.getActiveResourcesInfo().join(', ');
  report({
    kind: 'fault',
    why: `did not exit within ${grace_ms} ms after its last test; still open: ${open || 'unknown'}`,
  });
  process.exit(1);
}, Number(grace_ms)).unref();
