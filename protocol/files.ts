/**
 * Kinds of files, by which operators say what is taken. What a file is its bytes tell, never what
 * whoever sends it says.
 */
export const fileKinds = [
  'pictures',
  'texts',
  'documents',
  'videos',
  'archives',
  'others',
] as const;
export type FileKind = (typeof fileKinds)[number];

/** Pictures that are shown, as the server writes them; all else is offered as a download. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof pictureTypes)[number];

export function isPictureType(type: string): type is PictureType {
  return pictureTypes.some((one) => one === type);
}
