import { hash } from 'node:crypto';
import { commandLine } from '../../actors/roster/staff/audit.ts';
import { failed as notEdited, notStored } from '../../actors/roster/outcome.ts';
import { limits } from '../../protocol/limits.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { isBlank } from '../../protocol/visible.ts';
import type { Access } from '../identity/access.ts';
import { bad, type ImportCanned, type Parsed } from './form.ts';
import { keptText } from './split-text.ts';

/** Brings canned replies that all of support shares. */
export class CannedImport {
  readonly #access: Pick<Access, 'canned' | 'audit'>;

  constructor(access: Pick<Access, 'canned' | 'audit'>) {
    this.#access = access;
  }

  /** Whether it is made; one that is here stays as it is, for somebody may have changed it. */
  async take(line: ImportCanned, dry: boolean): Promise<Parsed<boolean>> {
    const { canned, audit } = this.#access;
    const title = keptText(line.title).replaceAll(/\s+/gu, ' ');
    const text = keptText(line.text);
    if (isBlank(title) || isBlank(text)) return bad('its title or its text shows nothing');
    if (/[^\P{Cc}\t\r\n]/u.test(title + text)) return bad('it holds control characters');
    if (title.length > limits.canned_title_chars_max) {
      return bad(`title: at most ${limits.canned_title_chars_max} characters`);
    }
    if (text.length > limits.canned_text_chars_max) {
      return bad(`text: at most ${limits.canned_text_chars_max} characters`);
    }
    const reply = idOf(line);
    if (canned.get(null, reply) !== undefined) return { ok: true, value: false };
    const shared = canned.of('').length;
    if (shared >= limits.canned_shared_max) {
      return bad(`there are ${shared} shared replies, which is as many as there may be`);
    }
    if (dry) return { ok: true, value: true };
    const trail = audit.trail(commandLine, `canned reply ${title}`, (now: ImportCanned) => {
      return { title: now.title, text: now.text };
    });
    const edited = await canned.set(null, reply, { title, text }, trail);
    if (!notEdited(edited)) return { ok: true, value: true };
    const stored = notStored(edited);
    return bad(sentenceOf(stored.refusal));
  }
}

function idOf({ source = 'import', id, title, text }: ImportCanned): string {
  const own = id ?? `${title}\0${text}`;
  return hash('sha256', `import\0canned\0${source}\0${own}`, 'buffer')
    .subarray(0, 16)
    .toString('base64url');
}
