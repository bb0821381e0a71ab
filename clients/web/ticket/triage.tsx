import type { CommandBody } from '../../../protocol/command-body.ts';
import type { Head, Row } from '../../../protocol/ticket.ts';
import { triage, triageFields } from '../app/triage.ts';
import { texts } from '../i18n/texts.ts';

/** Nothing for what nearly all tickets have, and where it is not told. */
export function TriageBadges({ of }: { readonly of: Head | Row }) {
  return triageFields.map((field) => {
    const word = of[field];
    if (word === undefined || word === triage[field].usual) return null;
    return (
      <span key={field} class={`badge ${field}-${word}`}>
        {texts.triage[field].words[word]}
      </span>
    );
  });
}

interface ChoicesProps {
  readonly head: Head;
  readonly isBusy: boolean;
  run(command: CommandBody): Promise<void>;
}

/** Sets each of them. */
export function TriageChoices({ head, isBusy, run }: ChoicesProps) {
  return triageFields.map((field) => {
    const { words, command } = triage[field];
    return (
      <select
        key={field}
        aria-label={texts.triage[field].name}
        disabled={isBusy}
        value={head[field]}
        onChange={({ currentTarget }) => {
          const word = words.find((one) => one === currentTarget.value);
          if (word !== undefined) void run(command(word));
        }}
      >
        {words.map((word) => (
          <option key={word} value={word}>
            {texts.triage[field].words[word]}
          </option>
        ))}
      </select>
    );
  });
}
