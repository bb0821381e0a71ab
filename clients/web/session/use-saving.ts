import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuditFilter } from '../../../protocol/audit-filter.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import { language } from '../i18n/language.ts';
import { texts } from '../i18n/texts.ts';
import { refusalText } from '../lib/refusal.ts';

/** What is saved as a file. */
export type Wish =
  | {
      readonly kind: 'transcript';
      readonly ticket: string;
      readonly audience: Audience;
      readonly form: 'html' | 'text' | 'json';
    }
  | { readonly kind: 'person'; readonly account: string; readonly notes: boolean }
  | { readonly kind: 'audit'; readonly filter: AuditFilter };

export type Saving =
  | { readonly kind: 'idle' | 'asking' | 'done' }
  | { readonly kind: 'running'; readonly done: number; readonly of: number }
  | { readonly kind: 'failed'; readonly problem: string };

/** How often is asked how far it is. */
const look_every_ms = 500;
/** For so long the browser may not have begun, as when it asks where to put the file. */
const begin_wait_ms = 60_000;

/**
 * Saves a file. The browser itself takes and stores it, whatever its length; what is shown is told by
 * the server.
 */
export function useSaving(): {
  readonly saving: Saving;
  readonly isBusy: boolean;
  save(wish: Wish): Promise<void>;
} {
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' });
  const isHere = useRef(true);
  useEffect(() => () => void (isHere.current = false), []);
  return {
    saving,
    isBusy: saving.kind === 'asking' || saving.kind === 'running',
    async save(wish) {
      const show = (next: Saving): void => {
        if (isHere.current) setSaving(next);
      };
      show({ kind: 'asking' });
      try {
        const asked = await ask(wish);
        if ('problem' in asked) return show({ kind: 'failed', problem: asked.problem });
        begin(asked);
        await watch(asked.id, show, isHere);
      } catch {
        show({ kind: 'failed', problem: texts.save.unreachable });
      }
    },
  };
}

interface Granted {
  readonly id: string;
  readonly name: string;
}

async function ask(wish: Wish): Promise<Granted | { readonly problem: string }> {
  const reader = { language: language.value, zone: zone() };
  const response = await fetch(address(''), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...wish, reader }),
  });
  const body = (await response.json()) as Granted & { code?: string; sentence: string };
  if (response.ok) return body;
  return { problem: refusalText({ code: body.code ?? '', sentence: body.sentence }) };
}

/** Asks the server how far it is until it ends. */
async function watch(
  id: string,
  show: (saving: Saving) => void,
  isHere: { readonly current: boolean },
): Promise<void> {
  for (let waited = 0; isHere.current;) {
    const response = await fetch(address(`/${id}`));
    const { state, done, of } = response.ok
      ? ((await response.json()) as { state: string; done: number; of: number })
      : { state: 'cut', done: 0, of: 0 };
    if (state === 'done') return show({ kind: 'done' });
    if (state === 'cut' || waited > begin_wait_ms)
      return show({ kind: 'failed', problem: texts.save.cut });
    if (state === 'ready') waited += look_every_ms;
    else show({ kind: 'running', done, of });
    await new Promise((later) => setTimeout(later, look_every_ms));
  }
}

/** The browser saves what the server answers with, and stays on the page. */
function begin({ id, name }: Granted): void {
  const link = document.createElement('a');
  link.href = address(`/${id}/${name}`).href;
  link.download = name;
  link.click();
}

/** Relative to the page, which a proxy may serve below a path. */
function address(path: string): URL {
  return new URL(`web/downloads${path}`, document.baseURI);
}

function zone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
