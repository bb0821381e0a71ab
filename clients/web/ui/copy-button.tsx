import { useState } from 'preact/hooks';
import { texts } from '../i18n/texts.ts';

interface CopyButtonProps {
  readonly text: string;
  /** The field that shows the text, which is selected where the browser does not let a page copy. */
  field(): HTMLInputElement | null;
}

export function CopyButton({ text, field }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'selected'>('ready');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Without https there is no clipboard.
      field()?.select();
      setState('selected');
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {texts.copy.copy}
      </button>
      <span role="status" class="muted">
        {state !== 'ready' && texts.copy[state]}
      </span>
    </>
  );
}
