import type { Overwrite } from './shapes.ts';

/** What the bridge sends to Discord. */

export interface NewChannel {
  readonly name: string;
  readonly topic: string;
  readonly category: string | null;
  readonly overwrites: readonly Overwrite[];
}

/** A message to send, or the new content of one that is edited. */
export interface Post {
  readonly content?: string;
  readonly embeds?: readonly Embed[];
  /** At most 5 rows. */
  readonly rows?: readonly ComponentRow[];
  /** At most 25 characters; not for edits. */
  readonly nonce?: string;
}

/** All texts but the author and the footer are markdown. */
/** A file of a post. */
export interface OutgoingFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface Embed {
  readonly author?: string;
  readonly title?: string;
  readonly description?: string;
  /** 0xRRGGBB. */
  readonly color?: number;
  readonly fields?: ReadonlyArray<{
    readonly name: string;
    readonly value: string;
    readonly inline: boolean;
  }>;
  readonly footer?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

export type ComponentRow =
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | {
      readonly kind: 'user_select';
      readonly id: string;
      readonly placeholder: string;
      readonly disabled: boolean;
    };

export type Button =
  | {
      readonly kind: 'action';
      /** 1 to 100 characters; comes back with the click. */
      readonly id: string;
      readonly label: string;
      readonly style: 'primary' | 'secondary' | 'success' | 'danger';
      readonly disabled: boolean;
    }
  | { readonly kind: 'link'; readonly address: string; readonly label: string };

export interface SlashCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly SlashOption[];
  readonly subs: ReadonlyArray<{
    readonly name: string;
    readonly description: string;
    readonly options: readonly SlashOption[];
  }>;
}

/** An option that takes a text. */
export interface SlashOption {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /**
   * At most 25 texts of 1 to 100 characters; none: any text. `suggested`: any text, with suggestions
   * while it is typed.
   */
  readonly choices: readonly string[] | 'suggested';
}

export interface Modal {
  /** 1 to 100 characters; comes back with the answer. */
  readonly id: string;
  readonly title: string;
  readonly fields: ReadonlyArray<{
    readonly id: string;
    readonly label: string;
    readonly long: boolean;
    readonly required: boolean;
    readonly chars_max: number;
    /** The initial text. */
    readonly value?: string;
  }>;
}
