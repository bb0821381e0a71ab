import { useId, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import { adminTexts, texts } from '../i18n/texts.ts';

interface RotateKeyProps {
  /** Of the shard. */
  readonly name: string;
  readonly isBusy: boolean;
  /** For so many hours the present key holds too. */
  rotate(overlap_h: number): void;
}

const overlaps_h = [0, 1, 24, 72, limits.shard_key_overlap_hours_max] as const;

/** A button that asks first how long the present key is to hold beside the new one. */
export function RotateKey({ name, isBusy, rotate }: RotateKeyProps) {
  const id = useId();
  const [isAsking, setAsking] = useState(false);
  const [overlap_h, setOverlap] = useState<number>(0);
  const { admin, shards } = adminTexts;
  if (!isAsking) {
    return (
      <button
        type="button"
        class="quiet"
        aria-label={`${admin.rotate}: ${name}`}
        disabled={isBusy}
        onClick={() => setAsking(true)}
      >
        {admin.rotate}
      </button>
    );
  }
  const question = overlap_h === 0 ? admin.sureRotate(name) : shards.sureOverlap(name);
  return (
    <span class="sure" role="group" aria-label={question}>
      <label for={id}>{shards.overlap}</label>
      <select
        id={id}
        value={overlap_h}
        onChange={(event) => setOverlap(Number(event.currentTarget.value))}
      >
        {overlaps_h.map((hours) => (
          <option key={hours} value={hours}>
            {shards.hours(hours)}
          </option>
        ))}
      </select>
      <span>{question}</span>
      <button
        type="button"
        class="danger"
        disabled={isBusy}
        onClick={() => {
          setAsking(false);
          rotate(overlap_h);
        }}
      >
        {admin.rotate}
      </button>
      <button type="button" class="quiet" onClick={() => setAsking(false)}>
        {texts.actions.cancel}
      </button>
    </span>
  );
}
