import { useState } from 'preact/hooks';
import { texts } from '../i18n/texts.ts';

interface SureProps {
  readonly label: string;
  /** Distinguishes buttons with the same label. */
  readonly name: string;
  readonly question: string;
  readonly isBusy: boolean;
  act(): void;
}

/** A button that asks for confirmation. */
export function ConfirmButton({ label, name, question, isBusy, act }: SureProps) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <button
        type="button"
        class="quiet"
        aria-label={`${label}: ${name}`}
        disabled={isBusy}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    );
  }
  return (
    <span class="sure" role="group" aria-label={question}>
      <span>{question}</span>
      <button
        type="button"
        class="danger"
        disabled={isBusy}
        onClick={() => {
          setAsking(false);
          act();
        }}
      >
        {label}
      </button>
      <button type="button" class="quiet" onClick={() => setAsking(false)}>
        {texts.actions.cancel}
      </button>
    </span>
  );
}
