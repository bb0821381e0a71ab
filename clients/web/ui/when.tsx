import { ago, fullTime } from '../i18n/time.ts';

/** "5 min. ago", with the exact time as a tooltip. */
export function When({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {ago(at)}
    </time>
  );
}
