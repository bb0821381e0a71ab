import { texts } from '../i18n/texts.ts';
import type { Saving } from '../session/use-saving.ts';
import { Problem } from './notice.tsx';

interface SavingProps {
  readonly saving: Saving;
  /** How far it is, in words; a bar alone says nothing to whoever cannot see it. */
  words?(done: number, of: number): string;
}

/** How far the saving of a file is, or why it was refused. */
export function SavingLine({ saving, words }: SavingProps) {
  const { save } = texts;
  const isRunning = saving.kind === 'running';
  return (
    <>
      <p role="status" class="muted">
        {saving.kind === 'asking' && save.asking}
        {isRunning && save.running}
        {saving.kind === 'done' && save.done}
      </p>
      {isRunning && saving.of > 0 && (
        <>
          <progress value={saving.done} max={saving.of} aria-label={save.running} />
          {words !== undefined && <p class="muted">{words(saving.done, saving.of)}</p>}
        </>
      )}
      <Problem>{saving.kind === 'failed' ? saving.problem : undefined}</Problem>
    </>
  );
}
