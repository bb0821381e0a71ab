import { useId } from 'preact/hooks';

/** A secret that is shown once, for copying. */
export function Once({ label, secret }: { readonly label: string; readonly secret: string }) {
  const id = useId();
  return (
    <div class="once" role="status">
      <label for={id}>{label}</label>
      <input
        id={id}
        readOnly
        spellcheck={false}
        value={secret}
        onFocus={(event) => event.currentTarget.select()}
      />
    </div>
  );
}
