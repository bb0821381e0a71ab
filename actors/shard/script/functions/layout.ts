import type { LuaState } from 'fengari';
import {
  form_elements_max,
  form_text_chars_max,
  form_text_refused,
  form_texts_chars_max,
  formElements,
  type FormElement,
  type FormElementName,
  type FormField,
} from '../../../../protocol/form.ts';
import { lua, toLua } from '../lua/engine.ts';
import type { Draft } from './gump-builder.ts';
import { boolArg, intArg, textArg } from '../lua/marshal.ts';

/** Pushes a Lua function on any thread of its state. */
type Proxy = (L: LuaState) => void;

export type ReadLayout = { /** Fields that were read. */ readonly steps: number } & (
  | {
      readonly ok: true;
      readonly draft: Draft;
      /** By button: the function to call. */
      readonly handlers: ReadonlyMap<number, Proxy>;
    }
  /** What is missing or wrong, for the author of the script. */
  | { readonly ok: false; readonly why: string }
);

interface Kind {
  readonly makes: FormElementName;
  /** Fields whose names differ from those of the builder. */
  readonly names?: Readonly<Record<string, string>>;
  /** Fields that layouts may omit though the builder may not. */
  readonly otherwise?: Readonly<Record<string, string | number>>;
}

const switches = { initial: 'initial_state' };

/** By `type`: the builder's method of the same meaning. */
const kinds: Readonly<Record<string, Kind>> = {
  page: { makes: 'page', names: { id: 'index' } },
  group: { makes: 'group' },
  background: { makes: 'resize_pic' },
  alpha_region: { makes: 'alpha_region' },
  image: { makes: 'image' },
  image_tiled: { makes: 'image_tiled' },
  item: { makes: 'item' },
  label: { makes: 'text' },
  label_cropped: { makes: 'label_cropped' },
  html: { makes: 'html' },
  checkbox: { makes: 'check_box', names: switches },
  radio: { makes: 'radio', names: switches },
  text_entry: { makes: 'text_entry', otherwise: { text: '' } },
  text_entry_limited: { makes: 'text_entry_limited', otherwise: { text: '', size: 0 } },
  tooltip: { makes: 'tool_tip' },
  button: { makes: 'button', names: { button_id: 'id' } },
  button_page: { makes: 'button_page' },
};

/** Refuses a layout; caught where the layout is read. */
class Unfit extends Error {}

/**
 * Reads the table at `layout`: elements up to the first nil. `$ctx.KEY` in texts is replaced from
 * the table at `context`. Reads raw fields only, so that no code of the script runs meanwhile.
 */
export function readLayout(L: LuaState, layout: number, context: number): ReadLayout {
  const top = lua.lua_gettop(L);
  const reader = new LayoutReader(L, layout, context);
  try {
    const read = reader.read();
    return { ok: true, ...read, steps: reader.steps };
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, why: error.message, steps: reader.steps };
    throw error;
  } finally {
    lua.lua_settop(L, top);
  }
}

class LayoutReader {
  steps = 0;
  readonly #L: LuaState;
  readonly #layout: number;
  readonly #context: number;
  readonly #draft: Draft = { elements: [], texts_chars: 0 };
  readonly #handlers = new Map<number, Proxy>();

  constructor(L: LuaState, layout: number, context: number) {
    this.#L = L;
    this.#layout = layout;
    this.#context = context;
    lua.lua_checkstack(L, 8);
  }

  read(): { draft: Draft; handlers: ReadonlyMap<number, Proxy> } {
    const L = this.#L;
    if (!isTable(L, this.#layout)) throw new Unfit('the layout is no table');
    const ui = field(L, this.#layout, 'ui');
    if (!isTable(L, ui)) throw new Unfit('layout.ui is no table');
    for (let place = 1; lua.lua_rawgeti(L, ui, place) !== lua.LUA_TNIL; place++) {
      if (place > form_elements_max) {
        throw new Unfit(`a form may not have more than ${form_elements_max} elements`);
      }
      this.steps += 1;
      this.#readElement(lua.lua_gettop(L), `ui[${place}]`);
      lua.lua_settop(L, ui);
    }
    return { draft: this.#draft, handlers: this.#handlers };
  }

  #readElement(at: number, where: string): void {
    const L = this.#L;
    if (!isTable(L, at)) throw new Unfit(`${where} is no table`);
    const typeAt = field(L, at, 'type');
    const type = isString(L, typeAt) ? textArg(L, typeAt)!.trim().toLowerCase() : '';
    const kind = Object.hasOwn(kinds, type) ? kinds[type]! : undefined;
    if (kind === undefined) throw new Unfit(`${where}.type is none that there is`);
    const element: Record<string, unknown> = { type: kind.makes };
    const fields = Object.entries<FormField>(formElements[kind.makes].fields);
    for (const [name, form] of fields) {
      this.steps += 1;
      const key = kind.names?.[name] ?? name;
      const valueAt = field(L, at, key);
      const isAbsent = lua.lua_type(L, valueAt) === lua.LUA_TNIL;
      element[name] = isAbsent
        ? absent(kind, name, form, `${where}.${key}`)
        : this.#value(valueAt, form, `${where}.${key}`);
    }
    this.#draft.elements.push(element as FormElement);
    if (type === 'button') this.#readHandler(at, element['button_id'] as number, where);
  }

  #readHandler(at: number, button: number, where: string): void {
    const L = this.#L;
    const nameAt = field(L, at, 'onclick');
    if (lua.lua_type(L, nameAt) === lua.LUA_TNIL) return;
    const handlers = field(L, this.#layout, 'handlers');
    const isNamed = isString(L, nameAt) && isTable(L, handlers);
    if (isNamed) {
      lua.lua_pushvalue(L, nameAt);
      if (lua.lua_rawget(L, handlers) === lua.LUA_TFUNCTION) {
        this.#handlers.set(button, lua.lua_toproxy(L, -1));
        return;
      }
    }
    throw new Unfit(`${where}.onclick names no function in layout.handlers`);
  }

  #value(at: number, form: FormField, where: string): string | number | boolean {
    const L = this.#L;
    switch (form.kind) {
      case 'bool': {
        const type = lua.lua_type(L, at);
        if (type !== lua.LUA_TBOOLEAN && type !== lua.LUA_TNUMBER) break;
        return boolArg(L, at)!;
      }
      case 'int': {
        const value = intArg(L, at);
        if (value === null || value < form.min || value > form.max) break;
        return value;
      }
      case 'text': {
        if (!isString(L, at)) break;
        const text = this.#filled(textArg(L, at)!, where).replace(form_text_refused, '');
        this.#draft.texts_chars += text.length;
        if (text.length > form_text_chars_max || this.#draft.texts_chars > form_texts_chars_max) {
          throw new Unfit(`${where} makes the texts too long`);
        }
        return text;
      }
    }
    throw new Unfit(`${where} is no ${words[form.kind]}`);
  }

  /** Replaces `$ctx.KEY`; a key without a text value stays as it is. */
  #filled(text: string, where: string): string {
    const L = this.#L;
    if (text.length > form_text_chars_max) throw new Unfit(`${where} is too long`);
    if (!isTable(L, this.#context)) return text;
    let chars = text.length;
    return text.replace(/\$ctx\.(\w+)/gu, (whole, key: string) => {
      const at = field(L, this.#context, key);
      const type = lua.lua_type(L, at);
      const value = type === lua.LUA_TBOOLEAN ? String(boolArg(L, at)) : textArg(L, at);
      lua.lua_pop(L, 1);
      // Short keys may stand for long texts.
      chars += value?.length ?? 0;
      if (chars > 2 * form_text_chars_max) throw new Unfit(`${where} is too long`);
      return value ?? whole;
    });
  }
}

const words = { bool: 'boolean', int: 'number in its range', text: 'string' } as const;

function absent(kind: Kind, name: string, form: FormField, where: string): unknown {
  const otherwise = kind.otherwise?.[name] ?? ('otherwise' in form ? form.otherwise : undefined);
  if (otherwise === undefined) throw new Unfit(`${where} is missing`);
  return otherwise;
}

/** Pushes the raw value of a key and returns its stack index. */
function field(L: LuaState, table: number, key: string): number {
  lua.lua_pushstring(L, toLua(key));
  lua.lua_rawget(L, table);
  return lua.lua_gettop(L);
}

function isTable(L: LuaState, index: number): boolean {
  return lua.lua_type(L, index) === lua.LUA_TTABLE;
}

function isString(L: LuaState, index: number): boolean {
  return lua.lua_type(L, index) === lua.LUA_TSTRING;
}
