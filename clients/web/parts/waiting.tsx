import { fullTime, waited } from '../time.ts';

/** "12 min", and the exact time since for whoever points at it. It goes on by itself. */
export function Waiting({ since }: { readonly since: number }) {
  return (
    <time dateTime={new Date(since).toISOString()} title={fullTime(since)}>
      {waited(since)}
    </time>
  );
}
