import {
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType as Type,
  TextInputStyle,
} from 'discord-api-types/v10';
import { asForm, choice, type Form, list, optionalText, text } from './form.ts';
import { misfit } from './refusal.ts';

const selects: readonly unknown[] = [
  Type.StringSelect,
  Type.UserSelect,
  Type.RoleSelect,
  Type.MentionableSelect,
  Type.ChannelSelect,
];

/** Checks the rows of buttons or selects of a message, as Discord does. */
export function componentsOf(value: unknown): APIMessageTopLevelComponent[] {
  const ids = new Set<string>();
  return list(value, 'components', 5).map((one, i) => {
    const path = `components.${i}`;
    const row = asForm(one, path);
    choice(row.type, `${path}.type`, [Type.ActionRow]);
    const inner = list(row.components, `${path}.components`, 5, 1);
    const numbered: Form[] = inner.map((component, j) => {
      const at = `${path}.components.${j}`;
      const form = asForm(component, at);
      if (form.type === Type.Button) checkButton(form, at, ids);
      else if (selects.includes(form.type)) {
        if (inner.length > 1) {
          throw misfit(at, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The layout is too wide.');
        }
        checkSelect(form, at, ids);
      } else throw misfit(`${at}.type`, 'BASE_TYPE_CHOICES', 'No such component in a message.');
      return { id: i * 5 + j + 1, ...form };
    });
    return { ...row, components: numbered } as unknown as APIMessageTopLevelComponent;
  });
}

function checkButton(form: Form, path: string, ids: Set<string>): void {
  choice(form.style, `${path}.style`, [1, 2, 3, 4, 5, 6]);
  const label = optionalText(form.label, `${path}.label`, 0, 80);
  if (!label && !form.emoji) {
    throw misfit(path, 'BUTTON_COMPONENT_LABEL_REQUIRED', 'A label or an emoji is required.');
  }
  if (form.style !== ButtonStyle.Link) return takeId(form, path, ids);
  const url = text(form.url, `${path}.url`, 1, 512);
  if (!/^(https?|discord):\/\//u.test(url)) {
    throw misfit(`${path}.url`, 'URL_TYPE_INVALID_SCHEME', 'Scheme must be http or https.');
  }
  if (form.custom_id !== undefined) {
    throw misfit(path, 'BUTTON_COMPONENT_CUSTOM_ID_NOT_ALLOWED', 'A link has no custom id.');
  }
}

function checkSelect(form: Form, path: string, ids: Set<string>): void {
  optionalText(form.placeholder, `${path}.placeholder`, 0, 150);
  takeId(form, path, ids);
  if (form.type === Type.StringSelect) list(form.options, `${path}.options`, 25, 1);
}

function takeId(form: Form, path: string, ids: Set<string>): void {
  const id = text(form.custom_id, `${path}.custom_id`, 1, 100);
  if (ids.has(id)) {
    throw misfit(
      `${path}.custom_id`,
      'COMPONENT_CUSTOM_ID_DUPLICATED',
      'Component custom id cannot be duplicated',
    );
  }
  ids.add(id);
}

/** A field of a modal, as a test fills it in. */
export interface ModalField {
  readonly custom_id: string;
  readonly label: string;
  readonly required: boolean;
  readonly min: number;
  readonly max: number;
  readonly value: string;
}

export interface ModalForm {
  readonly custom_id: string;
  readonly title: string;
  readonly fields: readonly ModalField[];
}

export function modalOf(value: unknown): ModalForm {
  const form = asForm(value, 'data');
  const ids = new Set<string>();
  const fields = list(form.components, 'data.components', 5, 1).map((one, i) => {
    const path = `data.components.${i}`;
    const outer = asForm(one, path);
    choice(outer.type, `${path}.type`, [Type.ActionRow, Type.Label]);
    const isRow = outer.type === Type.ActionRow;
    const inner = isRow ? list(outer.components, path, 1, 1)[0] : outer.component;
    const field = asForm(inner, path);
    choice(field.type, `${path}.type`, [Type.TextInput]);
    choice(field.style, `${path}.style`, [TextInputStyle.Short, TextInputStyle.Paragraph]);
    takeId(field, path, ids);
    optionalText(field.placeholder, `${path}.placeholder`, 0, 100);
    const label = text(isRow ? field.label : outer.label, `${path}.label`, 1, 45);
    const max = Number(field.max_length ?? 4_000);
    if (!(max >= 1 && max <= 4_000)) {
      throw misfit(`${path}.max_length`, 'NUMBER_TYPE_MAX', 'Must be from 1 to 4000.');
    }
    return {
      custom_id: String(field.custom_id),
      label,
      required: field.required !== false,
      min: Number(field.min_length ?? 0),
      max,
      value: optionalText(field.value, `${path}.value`, 0, max) ?? '',
    };
  });
  return {
    custom_id: text(form.custom_id, 'data.custom_id', 1, 100),
    title: text(form.title, 'data.title', 1, 45),
    fields,
  };
}
