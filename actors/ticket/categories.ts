/** The categories as shipped, in the order of a menu. Matched by name, never by number. */
export const shippedCategories: readonly string[] = [
  'Question',
  'Stuck',
  'Bug',
  'Account',
  'Suggestion',
  'Other',
  'VerbalHarassment',
  'PhysicalHarassment',
];
