import { useId, useRef } from 'preact/hooks';
import { adminTexts } from '../i18n/texts.ts';
import { clockTime, now } from '../i18n/time.ts';
import { CopyButton } from '../ui/copy-button.tsx';

interface OnceProps {
  readonly label: string;
  readonly secret: string;
  /** When it opens nothing any more. */
  readonly expires?: number;
}

/** A secret that is shown once, for copying. */
export function Once({ label, secret, expires }: OnceProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const isOver = expires !== undefined && now.value >= expires;
  return (
    <div class="once">
      <label for={id}>{label}</label>
      <div class="once-line">
        <input
          id={id}
          ref={field}
          readOnly
          spellcheck={false}
          value={secret}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton text={secret} field={() => field.current} />
      </div>
      {expires !== undefined && (
        <p class={isOver ? 'problem' : 'muted'} role="status">
          {isOver
            ? adminTexts.accounts.linkOver
            : adminTexts.accounts.linkUntil(clockTime(expires))}
        </p>
      )}
    </div>
  );
}
