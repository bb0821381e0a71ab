import { useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useFind, type Finding, type FindWhat, type Found } from './use-find.ts';
import { CharactersLeft } from './characters-left.tsx';
import { Problem } from '../ui/notice.tsx';
import { PickList } from '../ui/pick-list.tsx';

interface FinderProps {
  readonly who: SignedIn;
  readonly what: FindWhat;
  readonly label: string;
  readonly isBusy?: boolean;
  choose(found: Found): void;
}

/** Chooses an account or a faction by the first letters of its name. */
export function Finder({ who, what, label, isBusy = false, choose }: FinderProps) {
  const [typed, type] = useState('');
  const finding = useFind(who.connection, what, typed);
  return (
    <div class="finder">
      <PickList
        label={label}
        isLabelled={true}
        placeholder={what === 'staff' ? texts.finder.name : texts.finder.placeholder}
        typed={typed}
        type={type}
        found={finding.kind === 'found' ? finding.found : []}
        says={sentenceOf(finding, what)}
        keyOf={({ id }) => id}
        show={({ name, hint }) => (
          <>
            <bdi>{name}</bdi>
            <span class="muted" dir="auto">
              {hint}
            </span>
          </>
        )}
        take={(one) => {
          if (isBusy) return;
          type('');
          choose(one);
        }}
      />
      <CharactersLeft text={typed} chars_max={limits.find_words_chars_max} />
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
      return what === 'factions' ? texts.finder.noFaction : texts.finder.nothing;
    }
  }
}
