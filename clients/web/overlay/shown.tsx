import type { SignedIn } from '../session.ts';
import { KeyMap } from './key-map.tsx';
import type { Overlay } from './open.ts';
import { Palette } from './palette.tsx';
import { PreferencesForm } from './preferences-form.tsx';

export interface OverlayProps {
  readonly kind: Overlay;
  readonly who: SignedIn;
}

export function Shown({ kind, who }: OverlayProps) {
  switch (kind) {
    case 'palette':
      return <Palette />;
    case 'map':
      return <KeyMap />;
    case 'preferences':
      return <PreferencesForm who={who} />;
  }
}
