import { useId, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { useFind, type Finding, type Found } from '../use-find.ts';
import { Problem } from './notice.tsx';

interface FinderProps {
  readonly who: SignedIn;
  readonly what: 'accounts' | 'factions';
  readonly label: string;
  readonly isBusy?: boolean;
  choose(found: Found): void;
}

/** Looks for an account or a faction by the first letters of its name, and chooses one. */
export function Finder({ who, what, label, isBusy = false, choose }: FinderProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const finding = useFind(who.connection, what, typed);
  const found = finding.kind === 'found' ? finding.found : [];
  const take = (one: Found): void => {
    setTyped('');
    choose(one);
  };
  return (
    <div class="finder">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        dir="auto"
        autoComplete="off"
        maxLength={limits.find_words_chars_max}
        placeholder={texts.finder.placeholder}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
          if (event.key !== 'Enter') return;
          // Inside a form, Enter would send it.
          event.preventDefault();
          if (found.length === 1 && !isBusy) take(found[0]!);
        }}
      />
      <p class="finder-says" role="status">
        {sentenceOf(finding, what)}
      </p>
      {found.length > 0 && (
        <ul class="finder-list" aria-label={label}>
          {found.map((one) => (
            <li key={one.id}>
              <button type="button" disabled={isBusy} onClick={() => take(one)}>
                <bdi>{one.name}</bdi>
                {one.hint !== '' && (
                  <span class="muted" dir="auto">
                    {one.hint}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Problem>{finding.kind === 'refused' ? finding.problem : undefined}</Problem>
    </div>
  );
}

function sentenceOf(finding: Finding, what: FinderProps['what']): string {
  switch (finding.kind) {
    case 'idle':
    case 'refused':
      return '';
    case 'looking':
      return texts.finder.looking;
    case 'found': {
      const { length } = finding.found;
      if (length > 0) return texts.finder.found(length);
      return what === 'accounts' ? texts.finder.nothing : texts.finder.noFaction;
    }
  }
}
