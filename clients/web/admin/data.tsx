import type { SignedIn } from '../session/session.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAsked } from '../lib/use-asked.ts';

/** Tickets named one by one; further ones are only counted. */
const named_max = 10;

/** Problems of the data folder, while there are any. */
export function DataStanding({ who: { connection } }: { readonly who: SignedIn }) {
  const { asked } = useAsked(connection, { kind: 'settings_data' }, 'data');
  const words = adminTexts.data;
  if (asked.kind !== 'here') return null;
  const { client, channels, messages } = asked.is;
  const signs = [
    ...(client === null ? [] : [words.client(client.account, client.ticket)]),
    ...(channels.length === 0 ? [] : [words.channels(named(channels))]),
    ...(messages.length === 0 ? [] : [words.messages(named(messages))]),
  ];
  if (signs.length === 0) return null;
  return (
    <section class="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      <div role="status">
        <p>{words.older}</p>
        {signs.map((sign) => (
          <p key={sign} class="problem">
            {sign}
          </p>
        ))}
      </div>
    </section>
  );
}

function named(numbers: readonly number[]): string {
  const shown = numbers.slice(0, named_max).map((number) => `#${number}`);
  const more = numbers.length - shown.length;
  return adminTexts.data.tickets(shown.join(', '), more);
}
