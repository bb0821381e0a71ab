import type { ComponentType, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading, Notice } from './notice.tsx';
import { texts } from '../i18n/texts.ts';

type Load<P> = () => Promise<ComponentType<P>>;

type LazyComponent<P> = FunctionComponent<P> & {
  /** Loads it ahead of its first use. What fails here is tried again when it is shown. */
  readonly preload: () => void;
};

/**
 * A component that is loaded when it is first shown. `lazy` of preact/compat would bring all of
 * compat and Suspense into the page.
 */
export function lazy<P extends object>(load: Load<P>): LazyComponent<P> {
  let loaded: ComponentType<P> | undefined;
  let loading: Promise<void> | undefined;
  const begin = (): Promise<void> =>
    (loading ??= load().then(
      (component) => void (loaded = component),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  const preload = (): void => void begin().catch(() => undefined);
  function Lazy(props: P) {
    const [state, setState] = useState<'loading' | 'here' | 'failed'>(
      loaded === undefined ? 'loading' : 'here',
    );
    useEffect(() => {
      if (loaded !== undefined) return;
      begin().then(
        () => setState('here'),
        () => setState('failed'),
      );
    }, []);
    const Here = loaded;
    if (Here !== undefined) return <Here {...props} />;
    if (state !== 'failed') return <Loading />;
    // A browser may remember that a script failed, so a retry reloads the page.
    return (
      <Notice title={texts.chunk.title}>
        <p>{texts.chunk.text}</p>
        <button type="button" onClick={() => location.reload()}>
          {texts.connection.reload}
        </button>
      </Notice>
    );
  }
  return Object.assign(Lazy, { preload });
}
