import * as v from 'valibot';
import { auditKindNames } from './audit-kinds.ts';
import { maybe, oneOf, text, time } from './field.ts';
import { limits } from './limits.ts';

/** Which records of the audit. */
export const auditFilter = v.strictObject({
  of: maybe(oneOf(auditKindNames, 'Only changes of this kind.')),
  person: maybe(
    text(
      limits.name_chars_max,
      'Only changes by an account or of it: its number, or part of a name as it was then.',
    ),
  ),
  since: maybe(time('Only those from then on.')),
  until: maybe(time('Only those before then.')),
});
export type AuditFilter = v.InferOutput<typeof auditFilter>;
