import type { Connection } from '../../core/connection.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAsked } from '../lib/use-asked.ts';
import { WhenAsked } from './when-asked.tsx';

interface CountProps {
  readonly connection: Connection;
  readonly months: number;
}

/** How many tickets retention would treat, before it is turned on. */
export function RetentionCount({ connection, months }: CountProps) {
  const asking = useAsked(connection, { kind: 'retention_preview', months }, 'retention');
  return (
    <WhenAsked asking={asking}>
      {(is) => <p role="status">{adminTexts.erase.retentionCount(is.tickets, is.months)}</p>}
    </WhenAsked>
  );
}
