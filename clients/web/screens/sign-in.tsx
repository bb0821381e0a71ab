import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Answer } from '../api.ts';
import { Bell } from '../parts/icons.tsx';
import { LanguageSelect } from '../parts/language-select.tsx';
import { Problem } from '../parts/notice.tsx';
import { leaveLink, signIn, spendLink } from '../session.ts';
import { texts } from '../texts.ts';

export function SignInByLink({ secret }: { readonly secret: string }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await spendLink(secret);
    setBusy(false);
    setProblem(inWords(answer, texts.signIn.expired));
  };
  return (
    <Gate title={texts.signIn.linkTitle} intro={texts.signIn.linkIntro}>
      <Problem>{problem}</Problem>
      <button class="primary wide" type="button" disabled={isBusy} onClick={() => void submit()}>
        {isBusy ? texts.signIn.busy : texts.signIn.submit}
      </button>
      <button class="quiet wide" type="button" onClick={leaveLink}>
        {texts.signIn.otherWay}
      </button>
    </Gate>
  );
}

export function SignInByName({ wasIn }: { readonly wasIn: boolean }) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => first.current?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const answer = await signIn(name, password);
    setBusy(false);
    setProblem(inWords(answer, texts.signIn.wrong));
  };
  return (
    <Gate title={texts.signIn.title} intro={wasIn ? texts.signIn.signedOut : texts.signIn.intro}>
      <form onSubmit={(event) => void submit(event)}>
        <label for={`${id}-name`}>{texts.signIn.name}</label>
        <input
          id={`${id}-name`}
          ref={first}
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
          dir="auto"
          required
          maxLength={100}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <label for={`${id}-password`}>{texts.signIn.password}</label>
        <input
          id={`${id}-password`}
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        <Problem>{problem}</Problem>
        <button class="primary wide" type="submit" disabled={isBusy}>
          {isBusy ? texts.signIn.busy : texts.signIn.submit}
        </button>
      </form>
    </Gate>
  );
}

interface GateProps {
  readonly title: string;
  readonly intro: string;
  readonly children: ComponentChildren;
}

function Gate({ title, intro, children }: GateProps) {
  return (
    <main class="gate">
      <div class="gate-card">
        <p class="brand">
          <Bell />
          <span>{texts.product}</span>
        </p>
        <h1>{title}</h1>
        <p class="muted">{intro}</p>
        {children}
        <LanguageSelect />
      </div>
    </main>
  );
}

function inWords(answer: Answer, wrong: string): string | undefined {
  switch (answer.kind) {
    case 'ok':
      return undefined;
    case 'unreachable':
      return texts.signIn.unreachable;
    case 'refused':
      if (answer.status === 429) return texts.signIn.tooMany;
      return answer.status < 500 ? wrong : texts.signIn.trouble;
  }
}
