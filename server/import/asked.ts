import * as v from 'valibot';
import { systemClock } from '../platform/clock.ts';
import { failed } from '../platform/failed.ts';
import { importLimits } from './import-limits.ts';
import type { ImportAnswer, Importer } from './importer.ts';

const form = v.strictObject({
  dry: v.boolean(),
  lines: v.pipe(
    v.array(v.strictObject({ at: v.string(), value: v.unknown() })),
    v.maxLength(importLimits.request_lines_max),
  ),
});

/** So that whoever waits knows that it goes on, also while the disk is full. */
const tell_every_ms = 500;

/** Lines as the command line sends them. The request is not validated yet. */
export async function takeAsked(
  importer: Pick<Importer, 'take'>,
  input: unknown,
  tell: () => void,
): Promise<ImportAnswer> {
  const parsed = v.safeParse(form, input);
  if (!parsed.success) {
    return failed('The running server does not know this form of import: start it again.');
  }
  const cancel = systemClock.every(tell_every_ms, tell);
  try {
    return await importer.take(parsed.output);
  } finally {
    cancel();
  }
}
