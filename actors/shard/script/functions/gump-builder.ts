import type { LuaFunction, LuaState } from 'fengari';
import {
  form_elements_max,
  form_text_chars_max,
  form_text_refused,
  form_texts_chars_max,
  formElementNames,
  formElements,
  type FormElement,
  type FormElementName,
  type FormField,
} from '../../../../protocol/form.ts';
import { lauxlib, lua, toLua } from '../lua/engine.ts';
import { boolArg, intArg, textArg } from '../lua/marshal.ts';
import { raise } from '../lua/meter.ts';

/**
 * The object by which scripts lay out a form: one method per kind of element, made from the table
 * of elements. What a method appends is exactly what is sent.
 */
const builderName = toLua('gump builder');

export interface Draft {
  elements: FormElement[];
  texts_chars: number;
}

/** Registers the methods in a state; builders cannot be made before. */
export function registerBuilder(L: LuaState): void {
  lauxlib.luaL_newmetatable(L, builderName);
  lua.lua_createtable(L, 0, formElementNames.length + 1);
  const methods: [string, FormElementName][] = formElementNames.map((name) => [name, name]);
  methods.push(['html_localized', 'html']);
  for (const [method, name] of methods) {
    lua.lua_pushcfunction(L, append(name, Object.entries(formElements[name].fields)));
    lua.lua_setfield(L, -2, toLua(method));
  }
  lua.lua_setfield(L, -2, toLua('__index'));
  // Otherwise a script could change the methods that all builders share.
  lua.lua_pushboolean(L, false);
  lua.lua_setfield(L, -2, toLua('__metatable'));
  lua.lua_pop(L, 1);
}

export function pushBuilder(L: LuaState): void {
  const draft: Draft = { elements: [], texts_chars: 0 };
  Object.assign(lua.lua_newuserdata(L, 0), { draft });
  lauxlib.luaL_setmetatable(L, builderName);
}

/** The builder at `arg`. Raises a Lua error if it is none. */
export function readBuilder(L: LuaState, arg: number): Draft {
  const { elements, texts_chars } = draftOf(L, arg);
  return { elements: [...elements], texts_chars };
}

function draftOf(L: LuaState, arg: number): Draft {
  return (lauxlib.luaL_checkudata(L, arg, builderName) as { draft: Draft }).draft;
}

function append(name: FormElementName, fields: [string, FormField][]): LuaFunction {
  return (L) => {
    const draft = draftOf(L, 1);
    if (draft.elements.length >= form_elements_max) {
      raise(L, 1, `a form may not have more than ${form_elements_max} elements`);
    }
    const element: Record<string, unknown> = { type: name };
    fields.forEach(([key, field], index) => {
      const value = read(L, index + 2, key, field);
      if (typeof value === 'string') draft.texts_chars += value.length;
      element[key] = value;
    });
    if (draft.texts_chars > form_texts_chars_max) {
      raise(L, 1, `the texts of a form may not be longer than ${form_texts_chars_max} characters`);
    }
    draft.elements.push(element as FormElement);
    lua.lua_settop(L, 1);
    return 1;
  };
}

function read(L: LuaState, arg: number, key: string, field: FormField): number | string | boolean {
  switch (field.kind) {
    case 'bool':
      return boolArg(L, arg) ?? field.otherwise;
    case 'text': {
      const text = textArg(L, arg);
      if (text === null && lua.lua_type(L, arg) > lua.LUA_TNIL) wrong(L, arg, key, 'string');
      const clean = (text ?? '').replace(form_text_refused, '');
      if (clean.length <= form_text_chars_max) return clean;
      return raise(L, 1, `${key} may not be longer than ${form_text_chars_max} characters`);
    }
    case 'int': {
      const value = intArg(L, arg);
      const absent = lua.lua_type(L, arg) <= lua.LUA_TNIL;
      if (value === null) {
        if (absent && field.otherwise !== undefined) return field.otherwise;
        return wrong(L, arg, key, 'number');
      }
      if (value >= field.min && value <= field.max) return value;
      return raise(L, 1, `${key} must be from ${field.min} to ${field.max}, not ${value}`);
    }
  }
}

function wrong(L: LuaState, arg: number, key: string, expected: string): never {
  const got = lua.lua_type(L, arg) === lua.LUA_TNONE ? 'no value' : 'another type';
  return lauxlib.luaL_argerror(L, arg, toLua(`${key}: ${expected} expected, got ${got}`));
}
